/** Tripp Lite, the HP units that it builds, and Minuteman. */
import { string } from "../../../nut/var-type.ts";
import { decimal, fixed } from "../../kit/codecs.ts";
import { BEEPER, by, KELVIN, STRING, TEST_RESULT } from "../readers.ts";
import type { HidReader, HidRow, HidView, Subdriver, UsbFacts, UsbId } from "../subdriver.ts";

const TRIPP_LITE = 0x09ae;
const HP = 0x03f0;
const MINUTEMAN = 0x05dd;

interface Scale {
  readonly battery: number;
  readonly voltage: number;
  readonly frequency: number;
  readonly current: number;
}

const RIGHT: Scale = { battery: 1, voltage: 1, frequency: 1, current: 1 };
const BATTERY_TENFOLD: Scale = { ...RIGHT, battery: 0.1 };
const TINY_UNITS: Scale = { battery: 100_000, voltage: 100_000, frequency: 0.01, current: 0.01 };

const PRODUCTS: readonly (readonly [vendorId: number, scale: Scale, productIds: readonly number[]])[] = [
  [
    TRIPP_LITE,
    BATTERY_TENFOLD,
    [
      0x1003, // AVR550U
      0x1007, // AVR750U
      0x1008, // ECO550UPS
      0x1009,
      0x1010,
      0x2005, // OMNI1000LCD
      0x2007, // OMNI900LCD
      0x2008,
      0x2009, // Smart1000LCD
      0x2010,
      0x2011,
      0x2012,
      0x2013,
      0x2014,
    ],
  ],
  [
    TRIPP_LITE,
    RIGHT,
    [
      0x1330, // SU3000LCD2UHV
      0x3008,
      0x3009,
      0x3010,
      0x3011,
      0x3012, // smart2200RMXL2U
      0x3013,
      0x3014,
      0x3015,
      0x4001, // SU1500RTXL2Ua, older
      0x4002, // SU6000RT4U
      0x4003, // SU1500RTXL2ua
      0x4004, // SU1000XLA
      0x4005,
      0x4006,
      0x4007,
      0x4008,
    ],
  ],
  // Smart1500LCDT and AVR750U of newer make.
  [TRIPP_LITE, TINY_UNITS, [0x3016, 0x3024]],
  [
    HP,
    RIGHT,
    [
      0x0001,
      0x1fe0, // R1500 G2, G3 INTL
      0x1fe1, // T750 G2
      0x1fe2,
      0x1fe3, // T1500 G3
      0x1f06, // T750 INTL
      0x1f08, // T1000 INTL
      0x1f09, // T1500 INTL
      0x1f0a, // R/T 2200 INTL
    ],
  ],
  // Enterprise Plus E1500RM2U, PRO1500RT2U
  [MINUTEMAN, RIGHT, [0xa011, 0xa0a0]],
];

const IDS: readonly UsbId[] = PRODUCTS.flatMap(([vendorId, , productIds]) =>
  productIds.map((productId) => ({ vendorId, productId })),
);

const scaleOf = ({ vendorId, productId }: UsbFacts): Scale =>
  PRODUCTS.find(([vendor, , products]) => vendor === vendorId && products.includes(productId))?.[1] ?? RIGHT;

/** One decimal, cut to the seven characters that the C driver's buffer holds. */
const scaled = (what: keyof Scale): HidReader =>
  by((value, view: HidView) => fixed(scaleOf(view.device)[what] * value, 1).slice(0, 7));

/** AVR550U and OMNI1000LCD point to the wrong string. */
const CHEMISTRY = by((index, view) =>
  [0x1003, 0x2005].includes(view.device.productId) ? "unknown" : STRING.read(index, view),
);

const SUMMARY = "UPS.PowerSummary";
const STATUS = "UPS.PowerSummary.PresentStatus";
const CONVERTER = "UPS.PowerConverter.PresentStatus";
const OUTLET = "UPS.OutletSystem.Outlet";

const BATTERY: readonly HidRow[] = [
  { var: "device.part", path: "UPS.TLCustom.[1].iUPSPartNumber", as: STRING, poll: "once" },
  { var: "battery.charge", path: `${SUMMARY}.RemainingCapacity`, as: decimal(0) },
  { var: "battery.charge", path: "UPS.BatterySystem.Battery.RemainingCapacity", as: decimal(0) },
  {
    var: "battery.charge.low",
    path: `${SUMMARY}.RemainingCapacityLimit`,
    as: decimal(0),
    rw: string(5),
    poll: "changed",
  },
  { var: "battery.charge.warning", path: `${SUMMARY}.WarningCapacityLimit`, as: decimal(0) },
  { var: "battery.runtime", path: `${SUMMARY}.RunTimeToEmpty`, as: decimal(0) },
  {
    var: "battery.voltage.nominal",
    path: "UPS.BatterySystem.Battery.ConfigVoltage",
    as: decimal(1),
    poll: "once",
  },
  { var: "battery.voltage", path: "UPS.BatterySystem.Battery.Voltage", as: scaled("battery") },
  { var: "battery.type", path: `${SUMMARY}.iDeviceChemistry`, as: CHEMISTRY, poll: "once" },
  { var: "battery.temperature", path: "UPS.BatterySystem.Temperature", as: KELVIN },
];

const UPS: readonly HidRow[] = [
  { var: "ups.delay.start", path: `${OUTLET}.DelayBeforeStartup`, fallback: "30", rw: string(10) },
  { var: "ups.delay.start", path: `${OUTLET}.TLDelayBeforeStartup`, fallback: "30", rw: string(10) },
  { var: "ups.delay.shutdown", path: `${OUTLET}.DelayBeforeShutdown`, fallback: "20", rw: string(10) },
  { var: "ups.timer.start", path: `${OUTLET}.DelayBeforeStartup`, as: decimal(0), poll: "quick" },
  { var: "ups.timer.start", path: `${OUTLET}.TLDelayBeforeStartup`, as: decimal(0), poll: "quick" },
  { var: "ups.timer.shutdown", path: `${OUTLET}.DelayBeforeShutdown`, as: decimal(0), poll: "quick" },
  { var: "ups.timer.reboot", path: `${OUTLET}.DelayBeforeReboot`, as: decimal(0), poll: "quick" },
  { var: "ups.test.result", path: "UPS.BatterySystem.Test", as: TEST_RESULT },
  { var: "ups.beeper.status", path: `${SUMMARY}.AudibleAlarmControl`, as: BEEPER },
  { var: "ups.power.nominal", path: "UPS.Flow.ConfigApparentPower", as: decimal(0), poll: "once" },
  { var: "ups.power", path: `${OUTLET}.ActivePower`, as: decimal(1) },
  { var: "ups.power", path: "UPS.PowerConverter.Output.ActivePower", as: decimal(1) },
  { var: "ups.load", path: `${OUTLET}.PercentLoad`, as: decimal(0) },
  { var: "ups.firmware", path: "UPS.TLCustom.[1].UPSFirmwareVersion", as: decimal(0), poll: "once" },
  // Seconds until the watchdog restarts the load; 0 while it is off.
  { var: "ups.watchdog.status", path: `${OUTLET}.TLWatchdog`, as: decimal(0) },
];

const CONDITIONS: readonly HidRow[] = [
  { status: "commfault", path: `${STATUS}.InternalFailure` },
  { status: "shutdownimm", path: `${STATUS}.ShutdownImminent` },
  { status: "online/offline", path: `${STATUS}.ACPresent`, poll: "quick" },
  { status: "lowbatt", path: `${STATUS}.BelowRemainingCapacityLimit`, poll: "quick" },
  { status: "fullycharged/notfullycharged", path: `${STATUS}.FullyCharged`, poll: "quick" },
  { status: "chrg", path: `${STATUS}.Charging`, poll: "quick" },
  { status: "dischrg", path: `${STATUS}.Discharging`, poll: "quick" },
  { status: "depleted", path: `${STATUS}.FullyDischarged`, poll: "quick" },
  { status: "replacebatt", path: `${STATUS}.NeedReplacement` },
  // OMNI1000LCD has these on the wrong usage page.
  { status: "online/offline", path: `${STATUS}.TLACPresent`, poll: "quick" },
  { status: "dischrg", path: `${STATUS}.TLDischarging`, poll: "quick" },
  { var: "ups.load.nominal", path: "UPS.Flow.ConfigPercentLoad", as: decimal(0) },
  { status: "chrg", path: `${STATUS}.TLCharging`, poll: "quick" },
  { status: "replacebatt", path: `${STATUS}.TLNeedReplacement` },
  { status: "vrange", path: `${CONVERTER}.VoltageOutOfRange` },
  { status: "trim", path: `${CONVERTER}.Buck` },
  { status: "boost", path: `${CONVERTER}.Boost` },
  { status: "overload", path: `${CONVERTER}.Overload` },
  { status: "overheat", path: `${CONVERTER}.OverTemperature` },
  { status: "commfault", path: `${CONVERTER}.InternalFailure` },
  { status: "awaitingpower", path: `${CONVERTER}.AwaitingPower` },
];

const OUTPUT = "UPS.PowerConverter.Output";

const POWER: readonly HidRow[] = [
  { var: "input.voltage.nominal", path: `${SUMMARY}.Input.ConfigVoltage`, as: decimal(0), poll: "once" },
  { var: "input.voltage", path: `${SUMMARY}.Input.Voltage`, as: scaled("voltage") },
  { var: "input.voltage", path: "UPS.PowerConverter.Input.Voltage", as: scaled("voltage") },
  { var: "input.frequency", path: "UPS.PowerConverter.Input.Frequency", as: scaled("frequency") },
  {
    var: "input.transfer.low",
    path: `${OUTPUT}.LowVoltageTransfer`,
    as: decimal(1),
    rw: string(5),
    poll: "changed",
  },
  { var: "input.transfer.low.max", path: `${OUTPUT}.TLLowVoltageTransferMax`, as: decimal(0), poll: "once" },
  { var: "input.transfer.low.min", path: `${OUTPUT}.TLLowVoltageTransferMin`, as: decimal(0), poll: "once" },
  {
    var: "input.transfer.high",
    path: `${OUTPUT}.HighVoltageTransfer`,
    as: decimal(1),
    rw: string(5),
    poll: "changed",
  },
  { var: "input.transfer.high.max", path: `${OUTPUT}.TLHighVoltageTransferMax`, as: decimal(0), poll: "once" },
  { var: "input.transfer.high.min", path: `${OUTPUT}.TLHighVoltageTransferMin`, as: decimal(0), poll: "once" },
  { var: "output.voltage.nominal", path: "UPS.Flow.ConfigVoltage", as: decimal(0), poll: "once" },
  { var: "output.voltage", path: `${OUTPUT}.Voltage`, as: scaled("voltage") },
  { var: "output.voltage", path: `${SUMMARY}.Voltage`, as: scaled("voltage") },
  { var: "output.current", path: `${OUTPUT}.Current`, as: scaled("current") },
  { var: "output.frequency.nominal", path: "UPS.Flow.ConfigFrequency", as: decimal(0), poll: "once" },
  { var: "output.frequency", path: `${OUTPUT}.Frequency`, as: scaled("frequency") },
];

const COMMANDS: readonly HidRow[] = [
  { cmd: "test.battery.start.quick", path: "UPS.BatterySystem.Test", send: 1 },
  { cmd: "test.battery.start.deep", path: "UPS.BatterySystem.Test", send: 2 },
  { cmd: "test.battery.stop", path: "UPS.BatterySystem.Test", send: 3 },
  { cmd: "load.off.delay", path: `${OUTLET}.DelayBeforeShutdown`, send: 20 },
  { cmd: "load.on.delay", path: `${OUTLET}.DelayBeforeStartup`, send: 30 },
  { cmd: "load.on.delay", path: `${OUTLET}.TLDelayBeforeStartup`, send: 30 },
  { cmd: "shutdown.stop", path: `${OUTLET}.DelayBeforeShutdown`, send: -1 },
  { cmd: "shutdown.reboot", path: `${OUTLET}.DelayBeforeReboot`, send: 10 },
  // ECO550UPS has no reboot delay: its watchdog restarts the load.
  { cmd: "shutdown.reboot", path: `${OUTLET}.TLWatchdog`, send: 10 },
  { cmd: "reset.watchdog", path: `${OUTLET}.TLWatchdog`, send: 60 },
  { cmd: "beeper.on", path: `${SUMMARY}.AudibleAlarmControl`, send: 2 },
  { cmd: "beeper.off", path: `${SUMMARY}.AudibleAlarmControl`, send: 3 },
  { cmd: "beeper.disable", path: `${SUMMARY}.AudibleAlarmControl`, send: 1 },
  { cmd: "beeper.enable", path: `${SUMMARY}.AudibleAlarmControl`, send: 2 },
  { cmd: "beeper.mute", path: `${SUMMARY}.AudibleAlarmControl`, send: 3 },
];

/** It speaks serial over USB. */
const NOT_HID = 0x0001;

export const TRIPPLITE: Subdriver = {
  name: "TrippLite HID 0.85",
  maker: "TrippLite",
  ids: IDS,
  usages: {
    TLCustom: 0xffff0010,
    TLDelayBeforeStartup: 0xffff0056,
    TLLowVoltageTransferMax: 0xffff0057,
    TLLowVoltageTransferMin: 0xffff0058,
    TLHighVoltageTransferMax: 0xffff0059,
    TLHighVoltageTransferMin: 0xffff005a,
    OutletState: 0xffff007a,
    OutletCount: 0xffff007b,
    UPSFirmwareVersion: 0xffff007c,
    CommunicationProtocolVersion: 0xffff007d,
    CommunicationVersion: 0xffff007e,
    iUPSPartNumber: 0xffff007f,
    AutoOnDelay: 0xffff0080,
    TLWatchdog: 0xffff0092,
    TLOutletsAvailableMask: 0xffff0095,
    TLOutletsStatusMask: 0xffff0096,
    TLCharging: 0x00840044,
    TLDischarging: 0x00840045,
    TLNeedReplacement: 0x0084004b,
    TLACPresent: 0x008400d0,
  },
  rows: [...BATTERY, ...UPS, ...CONDITIONS, ...POWER, ...COMMANDS],
  claim: (byIds, { vendorId, productId }) => {
    if (byIds !== "likely") return byIds;
    if (vendorId === TRIPP_LITE && productId === NOT_HID) return "no";
    return vendorId === MINUTEMAN ? "no" : "likely";
  },
  elsewhere: ({ vendorId, productId }) =>
    vendorId === TRIPP_LITE && productId === NOT_HID ? "tripplite_usb" : undefined,
};
