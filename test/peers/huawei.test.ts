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

describeYoungDriver("the C project's huawei-ups2000 and ours", "huawei-ups2000", ["socat"], (path, paths) => {
  const opened = modbusPairs(paths.socat);

  const shown = (text: string): readonly string[] => comparable(text, FOREIGN).map(plain).toSorted();

  it.each([
    ["on line", {}],
    ["on battery, low", { 11024: 3, 11043: 0x40, 12002: 5, 12003: 12, 12004: 1, 12005: 0, 11046: 1 }],
    ["off, with alarms", { 11024: 0, 41185: 6, 41188: 2, 41206: 0x2010 }],
    ["that saves energy", { 11024: 5, 11043: 4 }],
    ["in bypass, that charges", { 11024: 1, 12002: 3, 11008: 0 }],
  ])("tell the same of a UPS %s", async (_, changes) => {
    const { pair, line } = opened();
    line.unit = huawei(changes);
    const options = { port: line.port };
    const theirs = shown(await pair.theirs(path, "huawei-ups2000", options));
    expect(theirs.length).toBeGreaterThan(40);
    expect(shown(await pair.ours("huawei-ups2000", options))).toEqual(theirs);
  });

  it("write the same for each command", async () => {
    const unit = huawei({ 11024: 0 });
    const { pair, line } = opened();
    line.unit = unit;
    const options = { port: line.port, offdelay: "90" };
    const ask = (socket: string) => writtenFor(unit, socket, ORDERS);
    const theirs = await pair.askTheirs(path, "huawei-ups2000", options, ask);
    expect(theirs.filter(({ outcome }) => outcome !== 0)).toEqual([]);
    unit.set("holding", 11_046, 1);
    expect(await pair.askOurs("huawei-ups2000", options, ask)).toEqual(theirs);
  });
});
