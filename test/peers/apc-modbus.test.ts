/** The C project's apc_modbus and ours, on the same UPS over TCP and at the end of a pseudo-terminal. */
import { afterEach, beforeEach, expect, it } from "@jest/globals";
import { apcModbus } from "../sim/devices/apc-modbus.ts";
import type { ModbusUnit } from "../sim/servers/modbus-unit.ts";
import { comparable, DriverPair } from "./driver-pair.ts";
import { ModbusLine } from "./modbus-line.ts";
import { writtenFor } from "./modbus-orders.ts";
import { describeYoungDriver } from "./peer.ts";

/** Of the program and of the core; words in place of a number are not shown by ours. */
const FOREIGN = [
  /^\w+ driver\./,
  /^(DATAOK|DUMPDONE)$/,
  /^SETINFO (ups\.efficiency|input\.voltage) "[A-Z]/,
  // Of the C project's master.
  /^SETINFO experimental\.ups\.calibration\.result /,
];

/** A battery is to be replaced there when it is low; what is writable is a number where it is no string; countdowns that do not run, or have ended, are words there. */
const plain = (line: string): string =>
  line
    .replace(/^(SETINFO ups\.status ".*LB) RB"$/, `$1"`)
    .replace(/^(SETFLAGS \S+ RW) NUMBER$/, "$1")
    .replace(/^(SETINFO \S+\.timer\.\w+) "NotActive"$/, `$1 "-1"`)
    .replace(/^(SETINFO \S+\.timer\.\w+) "CountdownExpired"$/, `$1 "0"`);

const COMMANDS = [
  ...["load.off", "load.on", "load.cycle", "load.off.delay", "load.on.delay"],
  ...["shutdown.return", "shutdown.stayoff", "shutdown.reboot", "shutdown.reboot.graceful"],
];
const ORDERS = [
  ...COMMANDS,
  ...COMMANDS.map((command) => `outlet.group.0.${command}`),
  ...COMMANDS.map((command) => `outlet.group.1.${command}`),
  ...["test.battery.start", "test.battery.stop", "test.panel.start", "calibrate.start", "calibrate.stop"],
  ...["bypass.start", "bypass.stop", "beeper.mute"],
].map((command) => `INSTCMD ${command}`);

describeYoungDriver("the C project's apc_modbus and ours", "apc_modbus", ["socat"], (path, paths) => {
  let pair: DriverPair;
  let unit: ModbusUnit;

  beforeEach(() => {
    pair = new DriverPair();
  });

  afterEach(async () => {
    await pair.clear();
    await unit.stop();
  });

  const shown = (text: string): readonly string[] => comparable(text, FOREIGN).map(plain).toSorted();

  it.each([
    ["on line", {}],
    ["on battery, low", { 1: 4, 18: 2, 130: 5_000, 129: 120, 154: 0xfffc }],
    ["off, with faults", { 1: 0x70, 4: 2, 151: 0xffff, 2: 99, 23: 0x0a41 }],
    ["in bypass, tested", { 1: 0x88, 0: 0x20, 24: 2, 23: 0x42 }],
    ["that boosts in the cold", { 150: 0x20, 135: 0xf000, 155: 12, 156: 0, 158: 44 }],
    ["that trims, without groups", { 150: 0x40, 590: 0 }],
    ["with all groups", { 590: 0xf, 620: 0x4132, 163: 30, 167: 31, 1039: 5, 1044: 6, 1046: 0xffff, 1047: 0xffff }],
    ["with odd names", { 596: 0, 597: 0x0041, 598: 0x0001, 599: 0xe942, 600: 0, 601: 0, 602: 0, 603: 0 }],
  ])("tell the same of a UPS %s", async (_, changes) => {
    unit = apcModbus(changes);
    const options = { port: `127.0.0.1:${await unit.listen()}`, porttype: "tcp" };
    const theirs = shown(await pair.theirs(path, "apc_modbus", options));
    expect(theirs.length).toBeGreaterThan(60);
    expect(shown(await pair.ours("apc_modbus", options))).toEqual(theirs);
  });

  it("tell the same at the end of a serial line", async () => {
    unit = apcModbus();
    const line = await ModbusLine.open(paths.socat);
    line.unit = unit;
    try {
      const options = { port: line.port, porttype: "serial" };
      const theirs = shown(await pair.theirs(path, "apc_modbus", options));
      expect(shown(await pair.ours("apc_modbus", options))).toEqual(theirs);
    } finally {
      await line.close();
    }
  });

  it("write the same for each command", async () => {
    unit = apcModbus();
    const options = { port: `127.0.0.1:${await unit.listen()}`, porttype: "tcp" };
    const ask = (socket: string) => writtenFor(unit, socket, ORDERS);
    const theirs = await pair.askTheirs(path, "apc_modbus", options, ask);
    expect(theirs.filter(({ outcome }) => outcome !== 0)).toEqual([]);
    expect(await pair.askOurs("apc_modbus", options, ask)).toEqual(theirs);
  });
});
