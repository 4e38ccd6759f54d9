import { string } from "../../../nut/var-type.ts";
import { decimal } from "../../kit/codecs.ts";
import { BEEPER, by, isZero, KELVIN, lookup, PACKED_DATE, STRING, TEST_RESULT } from "../readers.ts";
import { fieldOf, type ReportDescriptor, withLimits } from "../report/report-descriptor.ts";
import type { HidRow, HidView, Quirks, Subdriver, UsbFacts } from "../subdriver.ts";
import { POWER_USAGES } from "../tables/power-usages.ts";

const VENDOR = 0x051d;
/** Most models; those of the fifth generation have 3 and 4. */
const BACK_UPS = 0x0002;

const SUMMARY = "UPS.PowerSummary";
const STATUS = "UPS.PowerSummary.PresentStatus";
const BATTERY = "UPS.Battery";
const INPUT = "UPS.Input";
const OUTPUT = "UPS.Output";
const GENERAL = "UPS.APCGeneralCollection";
const PROBE = "UPS.APCEnvironment.APCProbe1";

const LIMIT = { as: decimal(0), rw: string(10), poll: "changed" } as const;

const twoDigits = (byte: number): number => (byte & 0x0f) + 10 * ((byte >> 4) & 0x0f);
const padded = (number: number): string => String(number).padStart(2, "0");

/** Month, day and year in two decimal digits each, from the third byte down: 0x102202 is 22 October 2002. */
const REPLACED = by((value) => {
  const packed = Math.trunc(value);
  if (packed === 0) return "not set";
  const year = twoDigits(packed);
  const [month, day] = [twoDigits(packed >> 16), twoDigits(packed >> 8)];
  return `${year >= 70 ? 1900 + year : 2000 + year}/${padded(month)}/${padded(day)}`;
});

const SENSITIVITY = lookup([0, "low"], [1, "medium"], [2, "high"]);

/** Back-UPS LS 500: 8 while it works, 16 for a moment at power-on. */
const isOff = (value: number): boolean | undefined => {
  const flag = Math.trunc(value);
  return flag === 0 ? true : flag === 8 || flag === 16 ? false : undefined;
};

/** Why it last went to battery; 0 where it never did. Other causes say nothing of the line. */
const becauseOf =
  (...causes: readonly number[]) =>
  (value: number): boolean | undefined => {
    const cause = Math.trunc(value);
    return cause === 0 ? false : causes.includes(cause) ? true : undefined;
  };

const BATTERY_ROWS: readonly HidRow[] = [
  { var: "battery.charge", path: `${SUMMARY}.RemainingCapacity`, as: decimal(0) },
  { var: "battery.charge.low", path: `${SUMMARY}.RemainingCapacityLimit`, ...LIMIT },
  { var: "battery.charge.warning", path: `${SUMMARY}.WarningCapacityLimit`, as: decimal(0) },
  { var: "battery.runtime", path: `${BATTERY}.RunTimeToEmpty`, as: decimal(0) },
  { var: "battery.runtime", path: `${SUMMARY}.RunTimeToEmpty`, as: decimal(0) },
  { var: "battery.runtime.low", path: `${BATTERY}.RemainingTimeLimit`, ...LIMIT },
  { var: "battery.runtime.low", path: `${SUMMARY}.RemainingTimeLimit`, ...LIMIT },
  { var: "battery.voltage", path: `${BATTERY}.Voltage`, as: decimal(1) },
  { var: "battery.voltage", path: `${SUMMARY}.Voltage`, as: decimal(1) },
  { var: "battery.voltage.nominal", path: `${BATTERY}.ConfigVoltage`, as: decimal(1) },
  { var: "battery.voltage.nominal", path: `${SUMMARY}.ConfigVoltage`, as: decimal(1) }, // Back-UPS 500
  { var: "battery.temperature", path: `${BATTERY}.Temperature`, as: KELVIN },
  { var: "battery.type", path: `${SUMMARY}.iDeviceChemistry`, as: STRING },
  { var: "battery.mfr.date", path: `${BATTERY}.ManufacturerDate`, as: PACKED_DATE, rw: string(10), poll: "changed" },
  { var: "battery.mfr.date", path: `${SUMMARY}.APCBattReplaceDate`, as: REPLACED }, // Back-UPS 500, ES 500
  { var: "battery.date", path: `${BATTERY}.APCBattReplaceDate`, as: REPLACED },
];

/** Start, shutdown and reboot timers, wherever a series has them. */
const timers = (start: string, shutdown: string, reboot: string): readonly HidRow[] => [
  { var: "ups.delay.start", path: start, fallback: "30", rw: string(10) },
  { var: "ups.delay.shutdown", path: shutdown, fallback: "20", rw: string(10) },
  { var: "ups.timer.start", path: start, as: decimal(0), poll: "quick" },
  { var: "ups.timer.shutdown", path: shutdown, as: decimal(0), poll: "quick" },
  { var: "ups.timer.reboot", path: reboot, as: decimal(0), poll: "quick" },
];

const UPS: readonly HidRow[] = [
  { var: "ups.load", path: `${OUTPUT}.PercentLoad`, as: decimal(1) },
  { var: "ups.load", path: "UPS.PowerConverter.PercentLoad", as: decimal(0) },
  ...timers(`${SUMMARY}.DelayBeforeStartup`, `${SUMMARY}.DelayBeforeShutdown`, `${SUMMARY}.DelayBeforeReboot`),
  // Smart-UPS RM
  ...timers(`${OUTPUT}.DelayBeforeStartup`, `${OUTPUT}.DelayBeforeShutdown`, `${OUTPUT}.DelayBeforeReboot`),
  // Back-UPS ES
  ...timers(`${GENERAL}.APCDelayBeforeStartup`, `${GENERAL}.APCDelayBeforeShutdown`, `${GENERAL}.APCDelayBeforeReboot`),
  { var: "ups.test.result", path: `${BATTERY}.Test`, as: TEST_RESULT },
  { var: "ups.beeper.status", path: `${SUMMARY}.AudibleAlarmControl`, as: BEEPER },
  { var: "ups.mfr.date", path: "UPS.ManufacturerDate", as: PACKED_DATE },
  { var: "ups.mfr.date", path: `${SUMMARY}.ManufacturerDate`, as: PACKED_DATE }, // Back-UPS 500
  { var: "ups.realpower.nominal", path: "UPS.PowerConverter.ConfigActivePower", as: decimal(0) },
  { var: "ups.realpower.nominal", path: `${OUTPUT}.ConfigActivePower`, as: decimal(0) },
];

const CONDITIONS: readonly HidRow[] = [
  { status: "online/offline", path: `${STATUS}.ACPresent`, poll: "quick" },
  { status: "dischrg", path: `${STATUS}.Discharging`, poll: "quick" },
  { status: "chrg", path: `${STATUS}.Charging`, poll: "quick" },
  { status: "shutdownimm", path: `${STATUS}.ShutdownImminent` },
  { status: "lowbatt", path: `${STATUS}.BelowRemainingCapacityLimit`, poll: "quick" },
  { status: "overload", path: `${STATUS}.Overload` },
  { status: "replacebatt", path: `${STATUS}.NeedReplacement` },
  { status: "timelimitexp", path: `${STATUS}.RemainingTimeLimitExpired` },
  { status: "nobattery", path: `${STATUS}.BatteryPresent`, when: isZero },
  // Back-UPS 500 has no collection for its state.
  { status: "chrg", path: `${SUMMARY}.Charging`, poll: "quick" },
  { status: "dischrg", path: `${SUMMARY}.Discharging`, poll: "quick" },
  { status: "online/offline", path: `${SUMMARY}.ACPresent`, poll: "quick" },
  { status: "lowbatt", path: `${SUMMARY}.BelowRemainingCapacityLimit`, poll: "quick" },
  { status: "shutdownimm", path: `${SUMMARY}.ShutdownImminent` },
  { status: "off", path: `${SUMMARY}.APCStatusFlag`, poll: "quick", when: isOff },
  { status: "vrange", path: `${INPUT}.APCLineFailCause`, when: becauseOf(1, 2, 4, 8, 9) },
  { status: "frange", path: `${INPUT}.APCLineFailCause`, when: becauseOf(7) },
];

const POWER: readonly HidRow[] = [
  { var: "input.voltage", path: `${INPUT}.Voltage`, as: decimal(1) },
  { var: "input.voltage.nominal", path: `${INPUT}.ConfigVoltage`, as: decimal(0) },
  { var: "input.transfer.low", path: `${OUTPUT}.LowVoltageTransfer`, ...LIMIT },
  { var: "input.transfer.high", path: `${OUTPUT}.HighVoltageTransfer`, ...LIMIT },
  // Back-UPS RS
  { var: "input.transfer.low", path: `${INPUT}.LowVoltageTransfer`, ...LIMIT },
  { var: "input.transfer.high", path: `${INPUT}.HighVoltageTransfer`, ...LIMIT },
  { var: "input.sensitivity", path: `${INPUT}.APCSensitivity`, as: SENSITIVITY, rw: string(10), poll: "changed" },
  { var: "output.voltage", path: `${OUTPUT}.Voltage`, as: decimal(1) },
  { var: "output.voltage.nominal", path: `${OUTPUT}.ConfigVoltage`, as: decimal(1) },
  { var: "output.current", path: `${OUTPUT}.Current`, as: decimal(2) },
  { var: "output.frequency", path: `${OUTPUT}.Frequency`, as: decimal(1) },
  { var: "ambient.temperature", path: `${PROBE}.Temperature`, as: KELVIN },
  { var: "ambient.humidity", path: `${PROBE}.Humidity`, as: decimal(1) },
];

const testCommands = (path: string): readonly HidRow[] => [
  { cmd: "test.battery.start.quick", path, send: 1 },
  { cmd: "test.battery.start.deep", path, send: 2 },
  { cmd: "test.battery.stop", path, send: 3 },
];

const panelCommands = (path: string): readonly HidRow[] => [
  { cmd: "test.panel.start", path, send: 1 },
  { cmd: "test.panel.stop", path, send: 0 },
];

const powerCommands = (start: string, shutdown: string, reboot: string): readonly HidRow[] => [
  { cmd: "load.off.delay", path: shutdown, send: 20 },
  { cmd: "load.on.delay", path: start, send: 30 },
  { cmd: "shutdown.stop", path: shutdown, send: -1 },
  { cmd: "shutdown.reboot", path: reboot, send: 10 },
];

const COMMANDS: readonly HidRow[] = [
  ...testCommands("UPS.BatterySystem.Battery.Test"),
  ...testCommands(`${BATTERY}.Test`), // Back-UPS RS
  ...panelCommands("UPS.APCPanelTest"),
  ...panelCommands(`${SUMMARY}.APCPanelTest`), // Back-UPS 500
  ...powerCommands(`${SUMMARY}.DelayBeforeStartup`, `${SUMMARY}.DelayBeforeShutdown`, `${SUMMARY}.DelayBeforeReboot`),
  ...powerCommands(`${OUTPUT}.DelayBeforeStartup`, `${OUTPUT}.DelayBeforeShutdown`, `${OUTPUT}.DelayBeforeReboot`),
  ...powerCommands(
    `${GENERAL}.APCDelayBeforeStartup`,
    `${GENERAL}.APCDelayBeforeShutdown`,
    `${GENERAL}.APCDelayBeforeReboot`,
  ),
  { cmd: "shutdown.return", path: `${OUTPUT}.APCDelayBeforeReboot`, send: 1 }, // Back-UPS CS
  // Back-UPS BX*MI and XS 700U, which take shutdown.reboot's 10 without doing anything.
  { cmd: "shutdown.return", path: `${GENERAL}.APCDelayBeforeReboot`, send: 1 },
  { cmd: "beeper.on", path: `${SUMMARY}.AudibleAlarmControl`, send: 2 },
  { cmd: "beeper.off", path: `${SUMMARY}.AudibleAlarmControl`, send: 3 },
  { cmd: "beeper.enable", path: `${SUMMARY}.AudibleAlarmControl`, send: 2 },
  { cmd: "beeper.disable", path: `${SUMMARY}.AudibleAlarmControl`, send: 1 },
  { cmd: "beeper.mute", path: `${SUMMARY}.AudibleAlarmControl`, send: 3 },
];

/** Back-UPS Pro has a collection of its own (BUP…), which no variable is made of. */
const USAGES = {
  APCGeneralCollection: 0xff860005,
  APCEnvironment: 0xff860006,
  APCProbe1: 0xff860007,
  APCProbe2: 0xff860008,
  APCBattReplaceDate: 0xff860016,
  APCBattCapBeforeStartup: 0xff860019,
  APC_UPS_FirmwareRevision: 0xff860042,
  APCLineFailCause: 0xff860052,
  APCStatusFlag: 0xff860060,
  APCSensitivity: 0xff860061,
  APCPanelTest: 0xff860072,
  APCShutdownAfterDelay: 0xff860076,
  APC_USB_FirmwareRevision: 0xff860079,
  APCDelayBeforeReboot: 0xff86007c,
  APCDelayBeforeShutdown: 0xff86007d,
  APCDelayBeforeStartup: 0xff86007e,
  BUPHibernate: 0x00850058,
  BUPBattCapBeforeStartup: 0x00860012,
  BUPDelayBeforeStartup: 0x00860076,
  BUPSelfTest: 0x00860010,
};

/** `Back-UPS ES 700 FW:829.A5 .D USB FW:A5`: the model, its firmware, that of its USB part. */
const PRODUCT = /^(.*?).?FW:(.*?)(?:.USB FW:(.*))?$/s;
const MAX_PRODUCT = 63;

const productOf = ({ device }: HidView): string => (device.product ?? "unknown").slice(0, MAX_PRODUCT);

const modelOf = (view: HidView): string => PRODUCT.exec(productOf(view))?.[1] ?? productOf(view);

function firmwareOf(view: HidView): readonly (readonly ["ups.firmware" | "ups.firmware.aux", string])[] {
  const [, , firmware, aux] = PRODUCT.exec(productOf(view)) ?? [];
  return [
    ...(firmware === undefined ? [] : [["ups.firmware", firmware] as const]),
    ...(aux === undefined ? [] : [["ups.firmware.aux", aux] as const]),
  ];
}

/** ES 525 sends too much for report 0x0c, CS 650 for 0x46; ES 700 and ES 725 do not. */
const TALKATIVE = ["Back-UPS ES 525", "Back-UPS CS"];

const quirksOf = ({ productId, product }: UsbFacts): Quirks =>
  productId === BACK_UPS && TALKATIVE.some((name) => product?.startsWith(name)) ? { maxReport: true } : {};

/**
 * Back-UPS XS 1400U in 230 V countries has the limits of 120 V for its input voltage and its nominal one; the transfer
 * voltage is right and shows it.
 */
function fixInputLimits(descriptor: ReportDescriptor): ReportDescriptor {
  const transfer = fieldOf(descriptor, 0x33, POWER_USAGES.HighVoltageTransfer);
  const voltage = fieldOf(descriptor, 0x31, POWER_USAGES.Voltage);
  const nominal = fieldOf(descriptor, 0x30, POWER_USAGES.ConfigVoltage);
  if (!transfer) return descriptor;
  const wrong = (max: number | undefined): boolean => max !== undefined && transfer.logicalMax > max;
  const limits = { logicalMin: 0, logicalMax: 2 * transfer.logicalMax };
  const mended = voltage && wrong(voltage.logicalMax) ? withLimits(descriptor, voltage, limits) : descriptor;
  return nominal && wrong(nominal.logicalMax) ? withLimits(mended, nominal, { logicalMax: 255 }) : mended;
}

export const APC: Subdriver = {
  name: "APC HID 0.101",
  maker: "APC",
  ids: [
    { vendorId: VENDOR, productId: 0x0000 }, // AP9584 serial to USB kit
    { vendorId: VENDOR, productId: BACK_UPS },
    // The interrupt endpoint of these speaks a protocol of its own.
    { vendorId: VENDOR, productId: 0x0003, quirks: { pollOnly: true } },
    { vendorId: VENDOR, productId: 0x0004, quirks: { pollOnly: true } }, // Smart-UPS 1000 with firmware 04.3
    { vendorId: VENDOR, productId: 0x0005 },
  ],
  quirks: quirksOf,
  usages: USAGES,
  rows: [...BATTERY_ROWS, ...UPS, ...CONDITIONS, ...POWER, ...COMMANDS],
  mfr: ({ device }) => device.vendor ?? "APC",
  model: modelOf,
  facts: firmwareOf,
  fixDescriptor: (descriptor, { vendorId, productId }) =>
    vendorId === VENDOR && productId === BACK_UPS ? fixInputLimits(descriptor) : descriptor,
};
