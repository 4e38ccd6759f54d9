/** Belkin, whose usages stand on a page of their own, and the Liebert units that share its firmware. */
import { string } from "../../../nut/var-type.ts";
import { decimal, fixed, scaled } from "../../kit/codecs.ts";
import { BEEPER, by, hasBit, hasNoBit, isNonzero, lookup, PACKED_DATE, STRING } from "../readers.ts";
import type { HidCodec, HidReader, HidRow, HidView, Subdriver } from "../subdriver.ts";

const BELKIN_ID = 0x050d;
const LIEBERT_ID = 0x10af;
/** PSI5, PowerSure PST: the power device is its second interface; the first says nothing of use. */
const SECOND_INTERFACE = { interface: 1 } as const;
const USB_HUB = 0x0218;

const TENTHS = scaled(0.1, 1);
const HUNDREDTHS = scaled(0.01, 1);

/** As many digits as the C driver's buffer holds. */
const short = (value: number): string => fixed(value, 1).slice(0, 9);

/**
 * Some Liebert units have wrong exponents: 220.1 V arrives as 0.00002201, or as 0.002201. The factor is found from
 * the reading and then kept; a nominal voltage of 1e-7 settles it too.
 */
const LINE = "line voltage factor";

function lineFactor(value: number, view: HidView): number {
  const found =
    value >= 1 ? undefined : Math.abs(value - 1e-5) < 4e-5 ? 1e7 : Math.abs(value - 1e-3) < 4e-3 ? 1e5 : undefined;
  if (found !== undefined) view.remember(LINE, found);
  const kept = view.recall(LINE);
  return typeof kept === "number" ? kept : 1;
}

const LINE_VOLTAGE: HidReader = by((value, view) => short(value * lineFactor(value, view)));

const CONFIG = "config voltage factor";

const CONFIG_VOLTAGE: HidReader = by((value, view) => {
  if (value < 1 && Math.abs(value - 1e-7) < 1e-9) {
    view.remember(CONFIG, 1e8);
    view.remember(LINE, 1e7);
  }
  const kept = view.recall(CONFIG);
  return short(value * (typeof kept === "number" ? kept : 1));
});

const TYPES: Readonly<Record<number, string>> = {
  1: "offline",
  2: "line-interactive",
  3: "simple online",
  4: "simple offline",
  5: "simple line-interactive",
};

/** Firmware in the high bits, the kind of UPS in the low four. */
const FIRMWARE = by((value) => String(Math.trunc(value) >> 4));
const TYPE = by((value) => TYPES[Math.trunc(value) & 0x0f] ?? "online");

const SENSITIVITY: HidCodec = {
  read: (value) => (value === 1 ? "reduced" : value === 2 ? "low" : "normal"),
  write: lookup([0, "normal"], [1, "reduced"], [2, "low"]).write,
};

const TEST = lookup(
  [0, "No test initiated"],
  [1, "Done and passed"],
  [2, "Done and warning"],
  [3, "Done and error"],
  [4, "Aborted"],
  [5, "In progress"],
);

const SUMMARY = "UPS.PowerSummary";
const CONF = "UPS.BELKINConfig";
const CONTROLS = "UPS.BELKINControls";
const POWER = "UPS.BELKINPowerState";

const OWN: readonly HidRow[] = [
  { var: "battery.charge", path: "UPS.BELKINBatterySystem.BELKINCharge", as: decimal(0) },
  { var: "battery.charge.low", path: `${SUMMARY}.RemainingCapacityLimit`, as: decimal(0) },
  { var: "battery.charge.warning", path: `${SUMMARY}.WarningCapacityLimit`, as: decimal(0) },
  { var: "battery.runtime", path: `${SUMMARY}.RunTimeToEmpty`, as: decimal(0) },
  { var: "battery.type", path: `${SUMMARY}.iDeviceChemistry`, as: STRING },
  { var: "battery.voltage", path: "UPS.BELKINBatterySystem.BELKINVoltage", as: TENTHS },
  { var: "battery.voltage.nominal", path: `${CONF}.BELKINConfigBatteryVoltage`, as: decimal(0) },
  { var: "input.frequency", path: `${POWER}.BELKINInput.BELKINFrequency`, as: TENTHS },
  { var: "input.frequency.nominal", path: `${CONF}.BELKINConfigFrequency`, as: decimal(0) },
  { var: "input.sensitivity", path: "UPS.BELKINDevice.BELKINVoltageSensitivity", as: SENSITIVITY, rw: string(10) },
  { var: "input.transfer.high", path: `${CONF}.BELKINHighVoltageTransfer`, as: decimal(0), rw: string(10) },
  { var: "input.transfer.high.max", path: `${CONF}.BELKINHighVoltageTransferMax`, as: decimal(0) },
  { var: "input.transfer.high.min", path: `${CONF}.BELKINHighVoltageTransferMin`, as: decimal(0) },
  { var: "input.transfer.low", path: `${CONF}.BELKINLowVoltageTransfer`, as: decimal(0), rw: string(10) },
  { var: "input.transfer.low.max", path: `${CONF}.BELKINLowVoltageTransferMax`, as: decimal(0) },
  { var: "input.transfer.low.min", path: `${CONF}.BELKINLowVoltageTransferMin`, as: decimal(0) },
  { var: "input.voltage", path: `${POWER}.BELKINInput.BELKINVoltage`, as: TENTHS },
  { var: "input.voltage.nominal", path: `${CONF}.BELKINConfigVoltage`, as: decimal(0) },
  { var: "output.frequency", path: `${POWER}.BELKINOutput.BELKINFrequency`, as: TENTHS },
  { var: "output.voltage", path: `${POWER}.BELKINOutput.BELKINVoltage`, as: TENTHS },
  { var: "ups.beeper.status", path: `${CONTROLS}.BELKINAudibleAlarmControl`, as: BEEPER },
  { var: "ups.delay.start", path: `${CONTROLS}.BELKINDelayBeforeStartup`, fallback: "30", rw: string(10) },
  { var: "ups.delay.shutdown", path: `${CONTROLS}.BELKINDelayBeforeShutdown`, fallback: "20", rw: string(10) },
  { var: "ups.timer.start", path: `${CONTROLS}.BELKINDelayBeforeStartup`, as: decimal(0), poll: "quick" },
  { var: "ups.timer.shutdown", path: `${CONTROLS}.BELKINDelayBeforeShutdown`, as: decimal(0), poll: "quick" },
  { var: "ups.timer.reboot", path: `${CONTROLS}.BELKINDelayBeforeReboot`, as: decimal(0), poll: "quick" },
  { var: "ups.firmware", path: "UPS.BELKINDevice.BELKINUPSType", as: FIRMWARE },
  { var: "ups.load", path: `${POWER}.BELKINOutput.BELKINPercentLoad`, as: decimal(0) },
  { var: "ups.load.high", path: `${CONF}.BELKINConfigOverloadTransfer`, as: decimal(0) },
  { var: "ups.mfr.date", path: `${SUMMARY}.ManufacturerDate`, as: PACKED_DATE },
  { var: "ups.power.nominal", path: `${CONF}.BELKINConfigApparentPower`, as: decimal(0) },
  { var: "ups.serial", path: `${SUMMARY}.iSerialNumber`, as: STRING },
  { var: "ups.test.result", path: `${CONTROLS}.BELKINTest`, as: TEST },
  { var: "ups.type", path: "UPS.BELKINDevice.BELKINUPSType", as: TYPE },
];

/** PSA. The nominal battery voltage is off by another factor than the rest. */
const LIEBERT_PSA: readonly HidRow[] = [
  { var: "battery.charge", path: `${SUMMARY}.RemainingCapacity`, as: decimal(0), poll: "quick" },
  { var: "input.frequency", path: "UPS.Input.Frequency", as: TENTHS },
  { var: "input.voltage", path: "UPS.Input.Voltage", as: LINE_VOLTAGE },
  { var: "output.voltage", path: "UPS.Output.Voltage", as: LINE_VOLTAGE },
  { var: "battery.voltage", path: `${SUMMARY}.Voltage`, as: LINE_VOLTAGE },
  { var: "battery.voltage.nominal", path: `${SUMMARY}.ConfigVoltage`, as: CONFIG_VOLTAGE, poll: "once" },
  { var: "ups.load", path: "UPS.Output.PercentLoad", as: decimal(0) },
];

const LIEBERT_PSI5: readonly HidRow[] = [
  { var: "input.voltage.nominal", path: "UPS.Flow.ConfigVoltage", as: decimal(0) },
  { var: "input.frequency", path: "UPS.PowerConverter.Input.Frequency", as: HUNDREDTHS },
  { var: "input.voltage", path: "UPS.PowerConverter.Input.Voltage", as: LINE_VOLTAGE },
  { var: "output.voltage.nominal", path: "UPS.Flow.ConfigVoltage", as: decimal(0) },
  { var: "output.frequency", path: "UPS.PowerConverter.Output.Frequency", as: HUNDREDTHS },
  { var: "output.voltage", path: "UPS.PowerConverter.Output.Voltage", as: LINE_VOLTAGE },
  { var: "ups.load", path: "UPS.OutletSystem.Outlet.PercentLoad", as: decimal(0) },
  { var: "battery.voltage", path: "UPS.BatterySystem.Battery.Voltage", as: LINE_VOLTAGE },
  { var: "battery.voltage.nominal", path: "UPS.BatterySystem.Battery.ConfigVoltage", as: decimal(0) },
  { var: "battery.capacity", path: "UPS.Flow.ConfigApparentPower", as: decimal(0) },
];

const STATUS = `${SUMMARY}.PresentStatus`;
/** Two bytes; bit 0: mains failed, 4: overload, 6: too hot, 7: fault, 13: waiting for mains. */
const POWER_STATUS = "UPS.BELKINStatus.BELKINPowerStatus";
/** Bit 2: low, 6: empty, 7: to be replaced. */
const BATTERY_STATUS = "UPS.BELKINStatus.BELKINBatteryStatus";

const CONDITIONS: readonly HidRow[] = [
  { status: "dischrg", path: `${SUMMARY}.Discharging`, when: isNonzero, poll: "quick" },
  { status: "chrg", path: `${SUMMARY}.Charging`, when: isNonzero, poll: "quick" },
  { status: "shutdownimm", path: `${SUMMARY}.ShutdownImminent`, when: isNonzero },
  { status: "online", path: `${SUMMARY}.ACPresent`, when: isNonzero, poll: "quick" },
  { status: "dischrg", path: `${STATUS}.Discharging`, when: isNonzero, poll: "quick" },
  { status: "chrg", path: `${STATUS}.Charging`, when: isNonzero, poll: "quick" },
  { status: "shutdownimm", path: `${STATUS}.ShutdownImminent`, when: isNonzero },
  { status: "online", path: `${STATUS}.ACPresent`, when: isNonzero, poll: "quick" },
  { status: "replacebatt", path: `${STATUS}.NeedReplacement`, when: isNonzero, poll: "quick" },
  { status: "lowbatt", path: `${STATUS}.BelowRemainingCapacityLimit`, when: isNonzero, poll: "quick" },
  { status: "overload", path: POWER_STATUS, when: hasBit(0x10) },
  { status: "overheat", path: POWER_STATUS, when: hasBit(0x40) },
  { status: "commfault", path: POWER_STATUS, when: hasBit(0x80) },
  { status: "awaitingpower", path: POWER_STATUS, when: hasBit(0x2000) },
  { status: "online", path: POWER_STATUS, when: hasNoBit(0x01), poll: "quick" },
  { status: "depleted", path: BATTERY_STATUS, when: hasBit(0x40), poll: "quick" },
  { status: "replacebatt", path: BATTERY_STATUS, when: hasBit(0x80) },
  { status: "lowbatt", path: BATTERY_STATUS, when: hasBit(0x04), poll: "quick" },
];

const COMMANDS: readonly HidRow[] = [
  { cmd: "test.battery.start.quick", path: `${CONTROLS}.BELKINTest`, send: 1 },
  { cmd: "test.battery.start.deep", path: `${CONTROLS}.BELKINTest`, send: 2 },
  { cmd: "test.battery.stop", path: `${CONTROLS}.BELKINTest`, send: 3 },
  { cmd: "beeper.on", path: `${CONTROLS}.BELKINAudibleAlarmControl`, send: 2 },
  { cmd: "beeper.off", path: `${CONTROLS}.BELKINAudibleAlarmControl`, send: 3 },
  { cmd: "beeper.disable", path: `${CONTROLS}.BELKINAudibleAlarmControl`, send: 1 },
  { cmd: "beeper.enable", path: `${CONTROLS}.BELKINAudibleAlarmControl`, send: 2 },
  { cmd: "beeper.mute", path: `${CONTROLS}.BELKINAudibleAlarmControl`, send: 3 },
  { cmd: "load.off", path: `${CONTROLS}.BELKINDelayBeforeShutdown`, send: 1 },
  { cmd: "load.on", path: `${CONTROLS}.BELKINDelayBeforeStartup`, send: 1 },
  { cmd: "load.off.delay", path: `${CONTROLS}.BELKINDelayBeforeShutdown`, send: 20 },
  { cmd: "load.on.delay", path: `${CONTROLS}.BELKINDelayBeforeStartup`, send: 30 },
  { cmd: "shutdown.stop", path: `${CONTROLS}.BELKINDelayBeforeShutdown`, send: -1 },
  { cmd: "shutdown.reboot", path: `${CONTROLS}.BELKINDelayBeforeReboot`, send: 10 },
];

/** Where the device's own descriptor names no serial number. */
const SERIAL: readonly HidRow[] = [{ note: "serial string", path: "UPS.PowerSummary.iSerialNumber", poll: "once" }];

export const BELKIN: Subdriver = {
  name: "Belkin/Liebert HID 0.23",
  maker: "Belkin",
  ids: [
    { vendorId: BELKIN_ID, productId: 0x0980 }, // F6C800-UNV
    { vendorId: BELKIN_ID, productId: 0x0900 }, // F6C900-UNV
    { vendorId: BELKIN_ID, productId: 0x0910 }, // F6C100-UNV
    { vendorId: BELKIN_ID, productId: 0x0912 }, // F6C120-UNV
    { vendorId: BELKIN_ID, productId: 0x0551 }, // F6C550-AVR
    { vendorId: BELKIN_ID, productId: 0x0750 }, // F6C1250-TW-RK
    { vendorId: BELKIN_ID, productId: 0x0751 }, // F6C1500-TW-RK
    { vendorId: BELKIN_ID, productId: 0x0375 }, // F6H375-USB
    { vendorId: BELKIN_ID, productId: 0x0f51 }, // Regulator PRO-USB
    { vendorId: BELKIN_ID, productId: 0x1100 }, // F6C1100-UNV, F6C1200-UNV
    { vendorId: LIEBERT_ID, productId: 0x0000 }, // GXT4
    { vendorId: LIEBERT_ID, productId: 0x0001 }, // PowerSure PSA
    { vendorId: LIEBERT_ID, productId: 0x0002, quirks: SECOND_INTERFACE }, // PowerSure PST, PSI5
    { vendorId: LIEBERT_ID, productId: 0x0004 }, // PowerSure PSI 1440
    { vendorId: LIEBERT_ID, productId: 0x0008 }, // GXT3
  ],
  usages: {
    BELKINConfig: 0x00860026,
    BELKINConfigVoltage: 0x00860040,
    BELKINConfigFrequency: 0x00860042,
    BELKINConfigApparentPower: 0x00860043,
    BELKINConfigBatteryVoltage: 0x00860044,
    BELKINConfigOverloadTransfer: 0x00860045,
    BELKINLowVoltageTransfer: 0x00860053,
    BELKINHighVoltageTransfer: 0x00860054,
    BELKINLowVoltageTransferMax: 0x0086005b,
    BELKINLowVoltageTransferMin: 0x0086005c,
    BELKINHighVoltageTransferMax: 0x0086005d,
    BELKINHighVoltageTransferMin: 0x0086005e,
    BELKINControls: 0x00860027,
    BELKINLoadOn: 0x00860050,
    BELKINLoadOff: 0x00860051,
    BELKINLoadToggle: 0x00860052,
    BELKINDelayBeforeReboot: 0x00860055,
    BELKINDelayBeforeStartup: 0x00860056,
    BELKINDelayBeforeShutdown: 0x00860057,
    BELKINTest: 0x00860058,
    BELKINAudibleAlarmControl: 0x0086005a,
    BELKINDevice: 0x00860029,
    BELKINVoltageSensitivity: 0x00860074,
    BELKINModelString: 0x00860075,
    BELKINModelStringOffset: 0x00860076,
    BELKINUPSType: 0x0086007c,
    BELKINPowerState: 0x0086002a,
    BELKINInput: 0x0086001a,
    BELKINOutput: 0x0086001c,
    BELKINBatterySystem: 0x00860010,
    BELKINVoltage: 0x00860030,
    BELKINFrequency: 0x00860032,
    BELKINPower: 0x00860034,
    BELKINPercentLoad: 0x00860035,
    BELKINTemperature: 0x00860036,
    BELKINCharge: 0x00860039,
    BELKINRunTimeToEmpty: 0x0086006c,
    BELKINStatus: 0x00860028,
    BELKINBatteryStatus: 0x00860022,
    BELKINPowerStatus: 0x00860021,
  },
  rows: [...SERIAL, ...OWN, ...LIEBERT_PSA, ...LIEBERT_PSI5, ...CONDITIONS, ...COMMANDS],
  mfr: ({ device }) => device.vendor?.trimStart() || "Belkin",
  model: ({ device }) => device.product || "unknown",
  serial: (view) => view.device.serial ?? (view.text(Math.trunc(view.note("serial string") ?? 0), 63) || undefined),
  claim: (byIds, { vendorId, productId }) =>
    byIds === "likely" && vendorId === BELKIN_ID && productId === USB_HUB ? "no" : byIds,
};
