import { createServer, type Server } from "node:net";
import { afterEach, describe, expect, it } from "@jest/globals";
import { createLog } from "../../src/system/log/log.ts";
import { Clients } from "../../src/upsd/clients.ts";
import { until } from "../sim/servers/nut-pair.ts";
import { RawClient } from "../sim/servers/raw-client.ts";
import { upsdWorld } from "../sim/servers/upsd-world.ts";

const OL = 'VAR rack ups.status "OL"\n';
const ended: (() => void)[] = [];
afterEach(() => {
  for (const end of ended.splice(0)) end();
});

async function rig(openFiles: number) {
  const { clock, model } = await upsdWorld();
  const lines: string[] = [];
  const log = createLog((_level, line) => lines.push(line));
  const clients = new Clients({ clock, log, served: model, openFiles, startTls: () => undefined }, 100);
  const server: Server = createServer({ pauseOnConnect: true }, (socket) => clients.accept(socket));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const at = server.address();
  const port = at !== null && typeof at === "object" ? at.port : 0;
  const client = async (): Promise<RawClient> => {
    const before = clients.size;
    const raw = new RawClient(port);
    ended.push(() => raw.socket.destroy());
    await until(() => clients.size > before || raw.closed || lines.length > 0);
    return raw;
  };
  ended.push(
    () => clients.close(),
    () => void server.close(),
  );
  return { clients, lines, client };
}

describe("clients", () => {
  it("of whom the last free descriptor is taken make room by the oldest stranger, before one is missing", async () => {
    const { client, lines } = await rig(1);
    const silent = await client();
    expect(await (await client()).ask("GET VAR rack ups.status\n")).toBe(OL);
    await silent.untilClosed();
    expect(lines).toEqual([
      "Client 127.0.0.1 was cut off: nearly all of the 1 files that upsd may have open are in use",
    ]);
  });

  it("make room by the oldest stranger when the system has no descriptor, said once a minute with a count", async () => {
    const { client, clients, lines } = await rig(1024);
    const strangers = [await client(), await client(), await client()];
    clients.starved("Too many open files");
    clients.starved("Too many open files");
    await Promise.all(strangers.slice(0, 2).map((stranger) => stranger.untilClosed()));
    expect(strangers[2]?.closed).toBe(false);
    expect(lines).toEqual(["Client 127.0.0.1 was cut off: no connection can be taken: Too many open files"]);
  });
});
