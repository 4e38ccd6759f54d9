import { describe, expect, it } from "@jest/globals";
import { areMainsBack, variablesOf } from "../../src/clients/mains-back.ts";
import { SILENT_LOG } from "../../src/system/log/log.ts";

const ask = async (NOTIFYTYPE: string, ...states: readonly (string | undefined)[]): Promise<boolean> => {
  const names = states.map((_, i) => `u${i}@h`);
  const read = (ups: string) => {
    const status = states[names.indexOf(ups)];
    return Promise.resolve(new Map(status === undefined ? [] : [["ups.status", status]]));
  };
  const env = { NOTIFYTYPE, UPSNAME: names.join(",") };
  return areMainsBack(env, await variablesOf(env, SILENT_LOG, read));
};

describe("whether the mains are back", () => {
  it.each([
    ["ONBATT", ["OL CHRG"], true],
    ["LOWBATT,ONBATT", ["OL"], true],
    ["ONBATT", ["OB"], false],
    ["ONBATT", ["OL", "OB DISCHRG"], false],
    ["ONBATT", [undefined], false],
    ["ONBATT", ["FSD OL"], false],
    ["ONBATT", [], false],
    ["COMMBAD", ["OL"], false],
    ["ONLINE", ["OL"], false],
  ])("at %s with %j is %j", async (type, states, back) => {
    expect(await ask(type, ...states)).toBe(back);
  });
});
