/** Every command and every writable variable of a capture: the C driver and ours must write the same reports. */
import { captureNames, SHARED_CAPTURES } from "../../sim/devices/usb-capture.ts";
import { VirtualUps } from "../virtual-ups/device.ts";
import { loadProfile } from "../virtual-ups/profile.ts";
import { Cable } from "../virtual-ups/usbip.ts";
import { type Scenario, same } from "./judge.ts";
import { look, talk } from "./nut-client.ts";
import { C_DRIVER, sleep, until, World } from "./world.ts";

const FOREIGN = /^driver\.|^shutdown\.default$/;
const LOGIN = ["USERNAME admin", "PASSWORD rig", "SET TRACKING ON"];

/** Runs one request to its end; says how it went. */
async function tracked(port: number, request: string): Promise<string> {
  const answers = await talk(port, [...LOGIN, request]);
  const [reply = ""] = answers.at(-1) ?? [];
  const id = /^OK TRACKING (\S+)/.exec(reply)?.[1];
  if (id === undefined) return reply;
  let result = "PENDING";
  await until(`${request} is done`, 30_000, async () => {
    [[result = ""] = []] = await talk(port, [`GET TRACKING ${id}`]);
    return result !== "PENDING";
  });
  return result;
}

/** What each order made the device get, one line each. */
async function writtenBy(name: string, start: (world: World) => void): Promise<readonly string[]> {
  const ups = new VirtualUps(loadProfile(`${SHARED_CAPTURES}${name}.json`));
  const cable = new Cable(ups);
  await cable.plug();
  const world = new World({ u1: { driver: "usbhid-ups", port: "auto", pollfreq: "3", pollinterval: "1" } });
  try {
    await world.upsd();
    start(world);
    await world.awaitStatus("u1", /^(?!ERR|WAIT)/, 60_000);
    await sleep(2000);
    const { vars, commands, writables } = await look(world.port, "u1");
    const settings = [...writables.keys()].filter((one) => !FOREIGN.test(one));
    const requests = [
      ...settings.map((one) => `SET VAR u1 ${one} "${vars.get(one) ?? ""}"`),
      ...commands.filter((one) => !FOREIGN.test(one)).map((one) => `INSTCMD u1 ${one}`),
      ...(commands.includes("load.off.delay") ? ["INSTCMD u1 load.off.delay 90"] : []),
    ];
    const lines: string[] = [];
    for (const request of requests) {
      ups.written.length = 0;
      const result = await tracked(world.port, request);
      lines.push(`${request}: ${result} ${ups.written.map(({ id, hex }) => `${id}=${hex}`).join(" ")}`);
    }
    return lines;
  } finally {
    await world.end();
    cable.unplug();
  }
}

const compare = (name: string, command: string): Scenario => ({
  name: `orders to ${name}: the C driver and ours write the same`,
  run: async () => {
    const theirs = await writtenBy(name, (world) => world.cDriver(command, "u1"));
    const ours = await writtenBy(name, (world) => world.driver("u1"));
    same("reports written", theirs, ours);
    return `${ours.length} orders`;
  },
});

const command = C_DRIVER;
export const ORDERS: readonly Scenario[] = command
  ? captureNames(SHARED_CAPTURES).map((name) => compare(name, command))
  : [];
