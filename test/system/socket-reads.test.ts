import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";
import { afterEach, describe, expect, it } from "@jest/globals";
import { readIntoSharedBuffer } from "../../src/system/socket-reads.ts";
import { until } from "../sim/servers/nut-pair.ts";

const MOST = 1024;
const ended: (() => void)[] = [];
afterEach(() => {
  for (const end of ended.splice(0)) end();
});

/** A client's socket, and the server's end of it as a server accepts it. */
async function pair(): Promise<{ readonly client: Socket; readonly accepted: Socket }> {
  const server = createServer({ pauseOnConnect: true });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const at = server.address();
  const client = connect(at !== null && typeof at === "object" ? at.port : 0, "127.0.0.1");
  const accepted = await new Promise<Socket>((resolve) => server.once("connection", resolve));
  ended.push(
    () => client.destroy(),
    () => void server.close(),
  );
  return { client, accepted };
}

/** Reads what comes to `accepted`; `heard` has it piece by piece. */
function reading(accepted: Socket, hear: (socket: Socket) => void = () => undefined) {
  const heard: string[] = [];
  const socket = readIntoSharedBuffer(accepted, (bytes) => {
    heard.push(bytes);
    hear(socket);
  });
  ended.push(() => socket.destroy());
  return { socket, heard };
}

const LONG = Array.from({ length: 700 }, (_, i) => `line ${i} \xff\n`).join("");

describe("a socket read into the shared buffer", () => {
  it("brings everything byte for byte, a little at a time", async () => {
    const { client, accepted } = await pair();
    const { heard } = reading(accepted);
    client.write(LONG, "latin1");
    await until(() => heard.join("").length >= LONG.length);
    expect(heard.join("")).toBe(LONG);
    expect(Math.max(...heard.map(({ length }) => length))).toBe(MOST);
  });

  it("leaves the rest in the kernel while it is paused", async () => {
    const { client, accepted } = await pair();
    const { socket, heard } = reading(accepted, (it) => it.pause());
    client.write(LONG, "latin1");
    await until(() => heard.length > 0);
    for (let i = 0; i < 20; i++) await new Promise((resolve) => setImmediate(resolve));
    expect(heard).toEqual([LONG.slice(0, MOST)]);
    expect(socket.readableLength).toBe(0);
    socket.resume();
    await until(() => heard.length > 1);
    expect(heard.join("")).toBe(LONG.slice(0, 2 * MOST));
  });

  it("does not mix up two that are read at the same time", async () => {
    const [one, two] = [await pair(), await pair()];
    const [first, second] = [reading(one.accepted), reading(two.accepted)];
    for (let i = 0; i < 50; i++) {
      one.client.write("a".repeat(300));
      two.client.write("b".repeat(300));
    }
    await until(() => first.heard.join("").length + second.heard.join("").length >= 30_000);
    expect([first, second].map(({ heard }) => heard.join(""))).toEqual(["a".repeat(15_000), "b".repeat(15_000)]);
  });

  it("answers on the same connection", async () => {
    const { client, accepted } = await pair();
    const { socket } = reading(accepted);
    socket.write("hello");
    expect(String((await once(client, "data"))[0])).toBe("hello");
  });
});
