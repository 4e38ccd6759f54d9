/** The C project's huawei-ups2000 and ours, on the same UPS at the end of a pseudo-terminal. */
import { expect, it } from "@jest/globals";
import { huawei } from "../sim/devices/huawei.ts";
import { comparable } from "./driver-pair.ts";
import { writtenFor } from "./modbus-orders.ts";
import { modbusPairs } from "./modbus-pair.ts";
import { describeYoungDriver } from "./peer.ts";

/** Of the program and of the core. */
const FOREIGN = [/^\w+ (driver\.|shutdown\.default)/, /^(DATAOK|DUMPDONE)$/];

/** It refers to a log that ours does not write, and limits come without a type there. */
const plain = (line: string): string =>
  line.replace(/ ?Check log for details!/, "").replace(/^(SETFLAGS \S+ RW) NUMBER$/, "$1");

/** Those that the C driver of 2.8.5 carries out. */
const ORDERS = [
  ...["test.battery.start.quick", "test.battery.start.deep", "test.battery.stop", "beeper.enable", "beeper.disable"],
  ...["load.off", "bypass.stop", "load.on", "beeper.toggle", "shutdown.stayoff"],
].map((command) => `INSTCMD ${command}`);
const SETTINGS = ["disabled", "enabled", "Muted", "ENABLED"].map((word) => `SET ups.beeper.status "${word}"`);

/** Each register of a figure, with this word. */
const figures = (word: number): Readonly<Record<number, number>> =>
  Object.fromEntries(
    [
      ...[11_000, 11_003, 11_004, 11_007, 11_008, 11_011, 11_014, 11_015, 11_018, 11_021, 11_027],
      ...[12_000, 12_003, 12_005, 12_007, 12_033, 19_009],
    ].map((at) => [at, word]),
  );

describeYoungDriver("the C project's huawei-ups2000 and ours", "huawei-ups2000", ["socat"], (path, paths) => {
  const opened = modbusPairs(paths.socat);

  const shown = (text: string): readonly string[] => comparable(text, FOREIGN).map(plain).toSorted();

  it.each<readonly [string, Readonly<Record<number, number>>, Readonly<Record<string, string>>?]>([
    ["on line", {}],
    ["on battery, low", { 11024: 3, 11043: 0x40, 12002: 5, 12003: 12, 12004: 1, 12005: 0, 11046: 1 }],
    ["off, with alarms", { 11024: 0, 41185: 6, 41188: 2, 41206: 0x2010 }],
    ["that saves energy", { 11024: 5, 11043: 4 }],
    ["in bypass, that charges", { 11024: 1, 12002: 3, 11008: 0 }],
    ["that charges evenly, in a test, with all other bits", { 11043: 0xffbf, 12002: 4 }],
    ["whose figures are all 0", { ...figures(0), 12002: 2 }],
    ["whose figures are as large as they can be", { ...figures(0xfffe), 12002: 2, 12004: 0xff }],
    ["with delays that are no whole steps", {}, { offdelay: "7", rebootdelay: "1", ondelay: "5881" }],
    ["with alarms of its battery", { 41180: 8, 41187: 8, 41188: 10, 41194: 16 }],
    ["with an overload, and no start", { 41197: 0x28, 41198: 1 }],
    ["with a fault of its charger, off by an overload", { 41206: 0x6010 }],
    ["with a fault of its rectifier", { 41203: 0xc000, 41204: 0x62 }],
    ["with a fault of its inverter", { 41204: 0x2c80 }],
    ["with bits that are no alarm", { 41180: 0xfff7, 41185: 0xfff9, 41204: 0xd01d }],
  ])("tell the same of a UPS %s", async (_, changes, settings) => {
    const { pair, line } = opened();
    line.unit = huawei(changes);
    const options = { port: line.port, ...settings };
    const theirs = shown(await pair.theirs(path, "huawei-ups2000", options));
    expect(theirs.length).toBeGreaterThan(40);
    expect(shown(await pair.ours("huawei-ups2000", options))).toEqual(theirs);
  });

  it("write the same for each command and setting", async () => {
    const unit = huawei({ 11024: 0 });
    const { pair, line } = opened();
    line.unit = unit;
    const options = { port: line.port, offdelay: "90" };
    const ask = (socket: string) => writtenFor(unit, socket, [...ORDERS, ...SETTINGS]);
    const theirs = await pair.askTheirs(path, "huawei-ups2000", options, ask);
    expect(theirs.filter(({ outcome }) => outcome !== 0)).toEqual([]);
    unit.set("holding", 11_046, 1);
    expect(await pair.askOurs("huawei-ups2000", options, ask)).toEqual(theirs);
  });
});
