/** Fifty serial UPSes in one host process, each on a pseudo-terminal of its own. */
import { existsSync, readFileSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "@jest/globals";
import { SerialUps } from "../rig/serial-ups/serial-ups.ts";
import { freePort, Machine, SAME_USER, until } from "./daemon.ts";

const COUNT = 50;
const MOST_MIB = 120;
const PROFILE = {
  exchanges: [
    { send: "Q1\r", recv: "(228.0 227.4 228.0 028 50.1 13.6 25.0 00001001\r" },
    { send: "F\r", recv: "#220.0 003 12.00 50.0\r" },
    { send: "I\r", recv: "#-------------   ------     VT12046Q  \r" },
  ],
};

const SOCAT = ["/usr/bin/socat", "/usr/local/bin/socat"].some((path) => existsSync(path));

let machine: Machine;
const upses: SerialUps[] = [];

beforeEach(async () => {
  machine = new Machine(await freePort());
});

afterEach(async () => {
  await machine.clear();
  await Promise.all(upses.splice(0).map((ups) => ups.stop()));
});

/** What a driver says over its socket. */
const dump = (ups: string): Promise<string> =>
  new Promise((resolve) => {
    let said = "";
    const socket = connect({ path: join(machine.run, `nutdrv_qx-${ups}`) }, () => socket.write("DUMPALL\n"));
    socket.on("error", () => resolve(said));
    socket.on("close", () => resolve(said));
    socket.on("data", (chunk) => {
      said += chunk.toString("latin1");
      if (said.includes("DUMPDONE\n")) socket.destroy();
    });
  });

const mebibytes = (pid: number): number =>
  Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]) / 1024;

(SOCAT ? it : it.skip)(`are all read, in less than ${MOST_MIB} MiB`, async () => {
  for (let nth = 0; nth < COUNT; nth++) upses.push(await SerialUps.start(PROFILE));
  const names = upses.map((_, nth) => `ups${nth}`);
  const section = (name: string, nth: number): string =>
    `[${name}]\ndriver = nutdrv_qx\nport = ${upses[nth]?.path}\nprotocol = megatec\n`;
  machine.write("ups.conf", names.map(section).join(""));
  const host = machine.start("driver", "-F", ...SAME_USER, "start");
  for (const name of names) {
    await until(`${name} on line`, async () => /^SETINFO ups\.status "OL"$/m.test(await dump(name)));
  }
  // Some polls of each.
  const asked = upses.map(({ talk }) => talk.length);
  await until("polls", () => upses.every(({ talk }, nth) => talk.length >= (asked[nth] ?? 0) + 5));
  expect(mebibytes(host.pid)).toBeLessThan(MOST_MIB);
});
