import { createConnection, createServer, type Server, Socket } from "node:net";
import { afterEach, describe, expect, it } from "@jest/globals";
import { type DialOptions, dial } from "../../../src/netproto/client/dial.ts";
import { createLog } from "../../../src/system/log/log.ts";
import { VirtualClock } from "../../sim/machine/virtual-clock.ts";
import { codeOf } from "../../sim/servers/nut-pair.ts";

const open: (Server | Socket)[] = [];

afterEach(() => {
  for (const one of open.splice(0)) {
    if (one instanceof Socket) one.destroy();
    else one.close();
  }
});

function listen(host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer((socket) => void open.push(socket));
    open.push(server);
    server.once("error", reject).listen(0, host, () => {
      const address = server.address();
      resolve(typeof address === "object" && address ? address.port : 0);
    });
  });
}

async function connected(options: Partial<DialOptions> & { port: number }): Promise<Socket> {
  const socket = await dial({ host: "nas", timeoutMs: 0, ...options });
  open.push(socket);
  return socket;
}

describe("dialling", () => {
  it("tries the next address when one refuses", async () => {
    const port = await listen("127.0.0.1");
    const socket = await connected({ port, resolve: () => Promise.resolve(["127.0.0.2", "127.0.0.1"]) });
    expect(socket.remoteAddress).toBe("127.0.0.1");
  });

  it("does not wait for an address that stays silent", async () => {
    const clock = new VirtualClock();
    const port = await listen("127.0.0.1");
    const connect = (host: string): Socket => (host === "silent" ? new Socket() : createConnection(port, host));
    const dialling = connected({ port, clock, connect, resolve: () => Promise.resolve(["silent", "127.0.0.1"]) });
    await clock.advance(250);
    expect((await dialling).remoteAddress).toBe("127.0.0.1");
    expect(clock.waiting).toBe(0);
  });

  it("takes an address as it is, of either family", async () => {
    const port = await listen("::1");
    const resolve = (): Promise<never> => Promise.reject(new Error("not to be asked"));
    expect((await connected({ host: "::1", port, resolve })).remoteFamily).toBe("IPv6");
  });

  it("knows localhost without asking, as both of its addresses or the one of a family", async () => {
    const port = await listen("::1");
    const resolve = (): Promise<never> => Promise.reject(new Error("not to be asked"));
    expect((await connected({ host: "localhost", port, resolve })).remoteAddress).toBe("::1");
    const only4 = connected({ host: "localhost", port, resolve, family: 4 });
    await expect(only4).rejects.toMatchObject({ code: "connect-failed" });
  });

  it("words the last refusal as the C programs do", async () => {
    const port = await listen("127.0.0.1");
    await expect(connected({ port, resolve: () => Promise.resolve(["127.0.0.2"]) })).rejects.toMatchObject({
      code: "connect-failed",
      message: "Connection failure: Connection refused",
    });
  });

  it("says that a name is unknown", async () => {
    const lines: string[] = [];
    const unknown = Object.assign(new Error("getaddrinfo ENOTFOUND nas"), { code: "ENOTFOUND" });
    const dialling = connected({
      port: 1,
      log: createLog((_level, line) => lines.push(line)),
      resolve: () => Promise.reject(unknown),
    });
    await expect(dialling).rejects.toMatchObject({ code: "no-such-host", message: "No such host" });
    expect(lines).toEqual(["Host not found: nas"]);
  });

  it("gives up after the time for all addresses together", async () => {
    const clock = new VirtualClock();
    const hung: Socket[] = [];
    const lines: string[] = [];
    const dialling = dial({
      host: "nas",
      port: 9,
      timeoutMs: 10_000,
      clock,
      log: createLog((_level, line) => lines.push(line)),
      resolve: () => Promise.resolve(["a", "b"]),
      connect: () => {
        const socket = new Socket();
        hung.push(socket);
        return socket;
      },
    });
    const failed = codeOf(dialling);
    await clock.advance(9999);
    expect(hung).toHaveLength(2);
    await clock.advance(1);
    expect(await failed).toBe("connect-failed");
    expect(hung.every((socket) => socket.destroyed)).toBe(true);
    expect(lines).toEqual(["No answer in time from b"]);
  });
});
