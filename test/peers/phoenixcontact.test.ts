/** The C project's phoenixcontact_modbus and ours, on the same UPS at the end of a pseudo-terminal. */
import { expect, it } from "@jest/globals";
import { phoenix } from "../sim/devices/phoenix.ts";
import { comparable } from "./driver-pair.ts";
import { modbusPairs } from "./modbus-pair.ts";
import { describePeers, isYoungDriver } from "./peer.ts";

/** Of the program and of the core. */
const FOREIGN = [/^\w+ (driver\.|shutdown\.)/, /^(DATAOK|DUMPDONE)$/, /^SETINFO device\.type /];

/** Before 2.8.5 the driver knew one family, and took every UPS for the same model of it. */
const YOUNG = [/^SETINFO (device\.model|battery\.capacity|ups\.firmware) /];

const [QUINT, QUINT4, TRIO, TRIO_2G] = [2_320_225, 2_907_072, 2_866_611, 2_907_160] as const;

describePeers("the C project's phoenixcontact_modbus and ours", ["phoenixcontact_modbus", "socat"], (paths) => {
  const opened = modbusPairs(paths.socat);

  const young = isYoungDriver(paths.phoenixcontact_modbus);
  const left = young ? FOREIGN : [...FOREIGN, ...YOUNG];

  async function same(part: number, read: Readonly<Record<number, number>>): Promise<void> {
    const { pair, line } = opened();
    line.unit = phoenix(part, read);
    const options = { port: line.port };
    const theirs = comparable(await pair.theirs(paths.phoenixcontact_modbus, "phoenixcontact_modbus", options), left);
    expect(theirs.length).toBeGreaterThan(5);
    expect(comparable(await pair.ours("phoenixcontact_modbus", options), left)).toEqual(theirs);
  }

  it.each([
    ["a QUINT", QUINT, {}],
    ["a QUINT with a low battery and alarms", QUINT, { 29697: 1, 29698: 1, 29699: 0, 29840: 0x7ef0 }],
  ])("tell the same of %s", (_, part, read) => same(part, read));

  (young ? it : it.skip).each([
    ["a QUINT4", QUINT4, {}],
    ["a QUINT4 with a low battery and alarms", QUINT4, { 8192: 4, 12288: 0x0628, 12289: 0x413d }],
    ["a TRIO", TRIO, {}],
    ["a TRIO with a low battery and alarms", TRIO, { 29697: 1, 29698: 1, 29699: 0, 29706: 0xf }],
    ["a TRIO-2G", TRIO_2G, {}],
    ["a TRIO-2G with a low battery and alarms", TRIO_2G, { 8194: 4, 12288: 0x0408, 12289: 0x4104 }],
  ])("tell the same of %s", (_, part, read) => same(part, read));
});
