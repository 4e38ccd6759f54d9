/**
 * What a C driver makes of captures: `reference.ts FOLDER NAME…`, inside the guest. Writes NAME.vars, .cmds and .rw
 * under /ctl/out, in the words of upsc, upscmd -l and upsrw -l.
 */
import { writeFileSync } from "node:fs";
import { VirtualUps } from "../virtual-ups/device.ts";
import { loadProfile } from "../virtual-ups/profile.ts";
import { Cable } from "../virtual-ups/usbip.ts";
import { look } from "./nut-client.ts";
import { C_DRIVER, sleep, World } from "./world.ts";

const [folder = "", ...names] = process.argv.slice(2);
if (!C_DRIVER) throw new Error("RIG_C_DRIVER names no driver");

function typed(name: string, type: string, value: string): string {
  const [, words = "", max, options = ""] = /^RW ((?:ENUM )?(?:STRING|NUMBER))(?::(\d+))?(.*)$/.exec(type) ?? [];
  const length = max === undefined ? [] : [`Maximum length: ${max}`];
  const values =
    options.trim() === ""
      ? [`Value: ${value}`]
      : options
          .trim()
          .split(" ")
          .map((one) => `Option: "${one}"`);
  return [`[${name}]`, "(description)", `Type: ${words}`, ...length, ...values, ""].join("\n");
}

for (const name of names) {
  const cable = new Cable(new VirtualUps(loadProfile(`${folder}/${name}.json`)));
  await cable.plug();
  const world = new World({ u1: { driver: "usbhid-ups", port: "auto", pollfreq: "3", pollinterval: "1" } });
  await world.upsd();
  const driver = world.cDriver(C_DRIVER, "u1");
  try {
    await world.awaitStatus("u1", /^(?!ERR|WAIT)/, 60000);
    await sleep(6000);
    const seen = await look(world.port, "u1");
    const own = ([one]: readonly [string, string]): boolean => !one.startsWith("driver.");
    const put = (kind: string, text: string): void => writeFileSync(`/ctl/out/${name}.${kind}`, text);
    put(
      "vars",
      [...seen.vars]
        .filter(own)
        .map(([one, value]) => `${one}: ${value}\n`)
        .join(""),
    );
    put(
      "cmds",
      seen.commands
        .filter((one) => !one.startsWith("driver."))
        .map((one) => `${one} - (description)\n`)
        .join(""),
    );
    put(
      "rw",
      [...seen.writables]
        .filter(own)
        .map(([one, type]) => typed(one, type, seen.vars.get(one) ?? ""))
        .join("\n"),
    );
    console.log(`${name}: ${seen.vars.size} variables`);
  } catch (error) {
    console.log(`${name}: ${String(error)}\n${driver.output.slice(-2000)}`);
  }
  await world.end();
  cable.unplug();
  await sleep(500);
}
process.exit(0);
