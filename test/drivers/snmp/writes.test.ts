/**
 * What commands and settings write to cards: `.sets` is what snmp-ups 2.8.5 of the C project writes, `.own` what ours
 * writes where an agent that minds types takes nothing of the C driver, or another value by a fault of it.
 */
import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "@jest/globals";
import type { SnmpValue } from "../../../src/device/snmp.ts";
import { loadWalk, OWN_WALKS } from "../../sim/devices/snmp-walk.ts";
import { opened, type SnmpBench } from "./snmp-bench.ts";

const shown = (oid: string, value: SnmpValue): string => {
  const text = "bytes" in value ? Buffer.from(value.bytes).toString() : "oid" in value ? value.oid : "";
  const told = "number" in value ? value.number : text;
  return `${oid}=${value.type}:${told}`;
};

/** `outlet.1.load.off 7` or `outlet.1.desc=abc`. */
async function order({ driver }: SnmpBench, what: string): Promise<void> {
  const [, name = "", value = ""] = /^([^=]+)=(.*)$/.exec(what) ?? [];
  if (name !== "") await driver.setvar(name, value);
  else await driver.instcmd(...(what.split(" ") as [string, string?]));
}

/** `what: OID=TYPE:value …`, one to a line. */
const expected = (file: string): readonly (readonly [what: string, written: string])[] =>
  readFileSync(`${OWN_WALKS}${file}`, "utf8")
    .split("\n")
    .flatMap((line) => {
      const [, what = "", written = ""] = /^(.*?): (.*)$/.exec(line) ?? [];
      return what === "" ? [] : [[what, written] as const];
    });

const files = readdirSync(OWN_WALKS).filter((file) => /\.(sets|own)$/.test(file));

describe.each(files)("%s", (file) => {
  it("has what is written for each command and setting", async () => {
    const bench = await opened(loadWalk(OWN_WALKS, file.replace(/\.\w+$/, "")));
    await bench.driver.poll("full");
    const written: [string, string][] = [];
    for (const [what] of expected(file)) {
      bench.agent.sets.length = 0;
      await order(bench, what);
      written.push([what, bench.agent.sets.map(([oid, value]) => shown(oid, value)).join(" ")]);
    }
    expect(written).toEqual(expected(file));
  });
});
