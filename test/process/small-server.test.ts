/** The built programs at a server that reads one request of each packet, as microcontrollers and some cards do. */
import { spawn } from "node:child_process";
import { afterEach, describe, expect, it } from "@jest/globals";
import { slowness } from "../sim/machine/slowness.ts";
import { firstOnly, hangsUp, oneForEach, SmallServer } from "../sim/machine/small-server.ts";
import { agrees, NutServer, noTls, saysGoodbye, serves } from "../sim/servers/nut-server.ts";
import { RUN_JS, Started } from "./daemon.ts";
import { UpsmonMachine } from "./upsmon-machine.ts";

const ends: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0)) await end();
});

const READINGS = [
  ["reads the first request of each packet", firstOnly],
  ["reads a request for each packet that arrives", oneForEach],
  ["hangs up when a packet holds more than one", hangsUp],
] as const;

const UPS = {
  desc: "Small",
  vars: { "ups.status": "OL", "ups.id": "one", "ups.delay.shutdown": "20" },
  rw: { "ups.id": "RW STRING:32", "ups.delay.shutdown": "RW NUMBER" },
  cmds: { "beeper.mute": "Mute", "test.battery.start": "Test", "load.off": "Off" },
};

describe.each(READINGS)("a server that %s", (_name, reading) => {
  it("is no reason for upsmon to miss OB LB", async () => {
    const machine = new UpsmonMachine();
    await machine.prepare();
    const front = await SmallServer.start(machine.server.port, { reading });
    ends.push(
      () => front.stop(),
      () => machine.clear(),
    );
    machine.server.version = "Tiny 1.0";
    machine.configure(`MONITOR ups1@127.0.0.1:${front.port} 1 monuser secret primary`);
    const upsmon = machine.start("-F");
    await machine.watching();
    machine.ups.status = "OB LB";
    const since = Date.now();
    await machine.goesDown();
    expect(Date.now() - since).toBeLessThan(8000 * slowness());
    expect(machine.lines("told")).not.toContain("COMMBAD");
    expect((await upsmon.ended).status).toBe(0);
  });

  it("answers upsc, upsrw and upscmd in full", async () => {
    const server = await NutServer.start(
      noTls,
      saysGoodbye,
      agrees("USERNAME", "PASSWORD", "SET", "INSTCMD"),
      serves({ ups: UPS }),
    );
    const front = await SmallServer.start(server.port, { reading });
    ends.push(
      () => front.stop(),
      () => server.stop(),
    );
    const at = `127.0.0.1:${front.port}`;
    const run = async (...argv: readonly string[]) => {
      const { status, out } = await new Started(
        spawn(process.execPath, [RUN_JS, ...argv], { stdio: ["ignore", "pipe", "pipe"] }),
      ).ended;
      return { status, out };
    };
    expect(await run("upsc", "-l", at)).toEqual({ status: 0, out: "ups\n" });
    expect(await run("upsc", "-L", at)).toEqual({ status: 0, out: "ups: Small\n" });
    expect(await run("upsc", `ups@${at}`)).toMatchObject({ status: 0, out: expect.stringContaining("ups.id: one") });
    const { out } = await run("upsrw", `ups@${at}`);
    expect(out).toContain("[ups.id]");
    expect(out).toContain("Value: 20");
    expect((await run("upscmd", "-l", `ups@${at}`)).out).toContain("load.off - Off");
    const who = ["-u", "admin", "-p", "secret"];
    expect((await run("upsrw", "-s", "ups.id=two", ...who, `ups@${at}`)).status).toBe(0);
    expect((await run("upscmd", ...who, `ups@${at}`, "beeper.mute")).status).toBe(0);
    expect(server.heard).toEqual(expect.arrayContaining(['SET VAR ups ups.id "two"', "INSTCMD ups beeper.mute"]));
    expect(front.packets.every((requests) => requests === 1)).toBe(true);
  });
});
