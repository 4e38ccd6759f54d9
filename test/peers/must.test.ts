/** The C project's must_ep2000pro and ours, on the same UPS at the end of a pseudo-terminal. */
import { expect, it } from "@jest/globals";
import { must } from "../sim/devices/must.ts";
import { comparable } from "./driver-pair.ts";
import { modbusPairs } from "./modbus-pair.ts";
import { describeYoungDriver } from "./peer.ts";

/** Of the program and of the core; alarms are in words of ours. */
const FOREIGN = [/^\w+ (driver\.|device\.|shutdown\.default)/, /^(DATAOK|DUMPDONE)$/, /^SETINFO ups\.alarm /];
const plain = (line: string): string => line.replace(/^(SETINFO ups\.status ")ALARM /, "$1").replace(/ NUMBER$/, "");

describeYoungDriver("the C project's must_ep2000pro and ours", "must_ep2000pro", ["socat"], (path, paths) => {
  const opened = modbusPairs(paths.socat);

  it.each([
    ["mains", {}],
    ["an outage", { 30002: 3, 30005: 0, 30006: 0, 30017: 61 }],
    ["a battery that is nearly empty", { 30002: 3, 30017: 12, 30022: 0b10 }],
    ["an overload with a fault", { 30013: 2, 30021: 7, 30022: 0b100 }],
    ["lowered mains", { 30019: 1, 30024: 0 }],
    ["raised mains, silenced", { 30019: 2, 30023: 2, 31006: 1 }],
    ["its output off", { 30002: 6 }],
  ])("tell the same of %s", async (_, registers) => {
    const { pair, line } = opened();
    line.unit = must(registers);
    const options = { port: line.port };
    const shown = (text: string): readonly string[] => comparable(text, FOREIGN).map(plain);
    const theirs = shown(await pair.theirs(path, "must_ep2000pro", options, "ups.beeper.status"));
    expect(theirs.length).toBeGreaterThan(20);
    expect(shown(await pair.ours("must_ep2000pro", options))).toEqual(theirs);
  });
});
