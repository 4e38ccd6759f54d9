/** Ever: standard power usages beside a page of its own, much of it words of raw reports. */

import { numbered } from "../../../nut/catalogue/names.ts";
import { hex } from "../../../nut/hex.ts";
import { string } from "../../../nut/var-type.ts";
import { decimal, fixed } from "../../kit/codecs.ts";
import { by, isZero, KELVIN, lookup, YES_NO } from "../readers.ts";
import type { UsageTable } from "../report/usage-path.ts";
import type { HidReader, HidRow, HidView, Subdriver } from "../subdriver.ts";

const EVER_ID = 0x2e51;
const ST_MICRO = 0x0483;

/** Reports that are read as they are. */
const REPORTS = {
  workMode: { id: 74, length: 2 },
  messages: { id: 75, length: 3 },
  alarms: { id: 76, length: 3 },
  mac: { id: 210, length: 7 },
  notificationIp: { id: 211, length: 5 },
  sent: { id: 215, length: 5 },
  received: { id: 216, length: 5 },
  sentErrors: { id: 217, length: 5 },
  receivedErrors: { id: 218, length: 5 },
  ip: { id: 230, length: 5 },
  netmask: { id: 231, length: 5 },
  gateway: { id: 232, length: 5 },
} as const;

type ReportName = keyof typeof REPORTS;

/** The bytes behind the report's number; none while it has not been read. */
const bytesOf = (view: HidView, name: ReportName): readonly number[] =>
  [...(view.report(REPORTS[name].id) ?? [])].slice(1);

/** What `write` makes of the bytes; undefined while the report has not been read. */
const raw = (name: ReportName, write: (bytes: readonly number[]) => string): HidReader =>
  by((_, view) => {
    const bytes = bytesOf(view, name);
    return bytes.length > 0 ? write(bytes) : undefined;
  });

const MAC = raw("mac", (bytes) => bytes.map((byte) => hex(byte, 2)).join(":"));
const address = (name: ReportName): HidReader => raw(name, (bytes) => bytes.join("."));
const counter = (name: ReportName): HidReader =>
  raw(name, ([a, b, c, d]) =>
    a === undefined || b === undefined || c === undefined || d === undefined
      ? ""
      : String(a | (b << 8) | (c << 16) | (d << 24)),
  );

const WORK_MODES = lookup(
  [2, "STOP"],
  [4, "ONLINE"],
  [8, "ONBATTERY"],
  [16, "WATCH"],
  [32, "WAITING"],
  [64, "EMERGENCY"],
);
const WORK_MODE: HidReader = by((_, view) => {
  const [mode] = bytesOf(view, "workMode");
  return mode === undefined ? undefined : (WORK_MODES.read(mode, view) ?? "UNKNOWN");
});

/** It feeds the load on line and on battery only. */
const isOff = (_: number, view: HidView): boolean | undefined => {
  const [mode] = bytesOf(view, "workMode");
  return mode === undefined ? undefined : mode !== 4 && mode !== 8;
};

type BitWord = readonly [mask: number, word: string];

const MESSAGES: readonly BitWord[] = [
  [0x04, "BOOST"],
  [0x08, "BUCK"],
  [0x10, "BOOST_BLOCKED"],
  [0x20, "BUCK_BLOCKED"],
  [0x40, "CHARGING"],
  [0x80, "FAN_ON"],
  [0x100, "EPO_BLOCKED"],
  [0x200, "NEED_REPLACMENT"],
  [0xc00, "OVERHEAT"],
  [0x1000, "WAITING_FOR_MIN_CHARGE"],
  [0x2000, "MAINS_OUT_OF_RANGE"],
];

const ALARMS: readonly BitWord[] = [
  [0x01, "OVERLOAD"],
  [0x02, "SHORT-CIRCUIT"],
  [0x0c, "OVERHEAT"],
  [0x10, "EPO"],
  [0x20, "INERNAL_ERROR"],
  [0x40, "REVERSE_POWER_SUPPLY"],
  [0x80, "NO_INETERNAL_COMM"],
  [0x100, "CRITICAL_BATT_VOLTAGE"],
];

const wordsOf = (name: ReportName, table: readonly BitWord[]): HidReader =>
  raw(name, ([low = 0, high = 0]) =>
    table
      .filter(([mask]) => ((low | (high << 8)) & mask) !== 0)
      .map(([, word]) => word)
      .join(" "),
  );

/** `v1.2b03`: major and minor in a digit each, build in the low byte. */
const VERSION = by((value) => {
  const word = Math.trunc(value);
  const digit = (shift: number): string => hex((word >> shift) & 0x0f, 1).toUpperCase();
  return `v${digit(12)}.${digit(8)}b${String(word & 0xff).padStart(2, "0")}`.slice(0, 9);
});

/** `rev.Bv07`: revision A to Z in the high byte. */
const HARDWARE = by((value) => {
  const word = Math.trunc(value);
  const revision = (word >> 8) & 0xff;
  const letter = revision === 0 ? "0" : String.fromCharCode(64 + Math.min(revision, 26));
  return `rev.${letter}v${String(word & 0xff).padStart(2, "0")}`;
});

const read = (name: string, path: string): HidRow => ({ var: `experimental.${name}`, path, as: decimal(0) });
const number = (name: string, path: string): HidRow => ({
  var: `experimental.${name}`,
  path,
  as: decimal(0),
  rw: { kind: "number" },
});

const OWN = "UPS.EVER1";

const IDENTITY: readonly HidRow[] = [
  read("battery.batteryid", "UPS.BatterySystem.Battery.BatteryID"),
  read("battery.systemid", "UPS.BatterySystem.BatterySystemID"),
  read("battery.chargerid", "UPS.BatterySystem.Charger.ChargerID"),
  read("battery.input_flowid", "UPS.BatterySystem.Input.FlowID"),
  read("battery.input_id", "UPS.BatterySystem.Input.InputID"),
  read("battery.output_flowid", "UPS.BatterySystem.Output.FlowID"),
  read("battery.output_id", "UPS.BatterySystem.Output.OutputID"),
  { var: "experimental.id.firmware_version_inverter", path: `${OWN}.EVER13`, as: VERSION },
  { var: "experimental.id.firmware_version_interfaces", path: `${OWN}.EVER14`, as: VERSION },
  { var: "experimental.id.hardware_version", path: `${OWN}.EVER15`, as: HARDWARE },
  { var: "experimental.id.protocol_version_inverter", path: `${OWN}.EVER16`, as: VERSION },
  { var: "experimental.id.protocol_version_interfaces", path: `${OWN}.EVER17`, as: VERSION },
  { var: "ups.temperature", path: `${OWN}.EVER42`, as: KELVIN },
  { var: "battery.temperature", path: `${OWN}.EVER43`, as: KELVIN },
  { var: "output.powerfactor", path: `${OWN}.EVER44`, as: decimal(0) },
];

const CONTROLS: readonly HidRow[] = [
  number("control.ups_on", `${OWN}.EVER45.EVER46`),
  number("control.clear_fault", `${OWN}.EVER45.EVER47`),
  number("control.clear_battery_fault", `${OWN}.EVER45.EVER48`),
  number("control.epo_blocked", `${OWN}.EVER49.EVER50`),
  number("control.green_mode", `${OWN}.EVER49.EVER51`),
  number("control.button_sound", `${OWN}.EVER49.EVER52`),
  number("control.audible_alarm", `${OWN}.EVER49.EVER53`),
  { var: "output.voltage", path: `${OWN}.EVER54`, as: decimal(0), rw: string(3) },
  {
    var: "experimental.config.overload_clearance_threshold",
    path: `${OWN}.EVER59`,
    as: decimal(0),
    rw: string(2),
  },
  { var: "experimental.config.stb_charge", path: `${OWN}.EVER60`, as: decimal(0), rw: string(2) },
  { var: "battery.packs.external", path: `${OWN}.EVER61`, as: decimal(0), rw: string(1) },
];

const STATISTICS: readonly HidRow[] = [
  read("statistics.mains_loss_counter", `${OWN}.EVER62`),
  read("statistics.lowering_AVR_trigger_counter", `${OWN}.EVER63`),
  read("statistics.rising_AVR_trigger_counter", `${OWN}.EVER64`),
  read("statistics.overload_counter", `${OWN}.EVER65`),
  read("statistics.short_circuit_counter", `${OWN}.EVER66`),
  read("statistics.discharge_counter", `${OWN}.EVER67`),
  read("statistics.overheat_counter", `${OWN}.EVER68`),
  read("statistics.mains_operation_time", `${OWN}.EVER69`),
  read("statistics.autonomous_operation_time", `${OWN}.EVER70`),
  read("statistics.overload_operation_time", `${OWN}.EVER71`),
];

const CARD = "experimental.networkcard";

const NETWORK: readonly HidRow[] = [
  { var: `${CARD}.mac_address`, path: `${OWN}.EVER72`, as: MAC },
  { var: `${CARD}.notification_destination_ip`, path: `${OWN}.EVER73`, as: address("notificationIp") },
  { var: `${CARD}.send_packets`, path: `${OWN}.EVER77`, as: counter("sent") },
  { var: `${CARD}.received_packets`, path: `${OWN}.EVER78`, as: counter("received") },
  { var: `${CARD}.send_packets_err`, path: `${OWN}.EVER79`, as: counter("sentErrors") },
  { var: `${CARD}.received_packets_err`, path: `${OWN}.EVER80`, as: counter("receivedErrors") },
  read("networkcard.config_dhcp_enabled", `${OWN}.EVER85.EVER86`),
  read("networkcard.config_ethernet_enabled", `${OWN}.EVER85.EVER87`),
  read("networkcard.config_http_enabled", `${OWN}.EVER85.EVER88`),
  read("networkcard.config_snmp_enabled", `${OWN}.EVER85.EVER89`),
  read("networkcard.config_snmp_trap_enabled", `${OWN}.EVER85.EVER90`),
  read("networkcard.config_readonly", `${OWN}.EVER85.EVER91`),
  read("networkcard.config_restart_eth", `${OWN}.EVER85.EVER96`),
  { var: `${CARD}.ip_address`, path: `${OWN}.EVER93`, as: address("ip") },
  { var: `${CARD}.network_mask`, path: `${OWN}.EVER94`, as: address("netmask") },
  { var: `${CARD}.default_gateway`, path: `${OWN}.EVER95`, as: address("gateway") },
];

const OUTLET = "UPS.OutletSystem.Outlet";
const CONVERTER = "UPS.PowerConverter";

const POWER: readonly HidRow[] = [
  { var: "ups.realpower.nominal", path: "UPS.Flow.ConfigActivePower", as: decimal(0) },
  { var: "ups.power.nominal", path: "UPS.Flow.ConfigApparentPower", as: decimal(0) },
  { var: "output.frequency.nominal", path: "UPS.Flow.ConfigFrequency", as: decimal(0) },
  { var: "output.voltage.nominal", path: "UPS.Flow.ConfigVoltage", as: decimal(0) },
  read("ups.flow_id", "UPS.Flow.FlowID"),
  { var: numbered("outlet.#.id", 1), path: `${OUTLET}.OutletID`, as: decimal(0) },
  { var: numbered("experimental.outlet.#.present", 1), path: `${OUTLET}.PresentStatus.Present`, as: YES_NO },
  { var: numbered("outlet.#.switchable", 1), path: `${OUTLET}.PresentStatus.Switchable`, as: YES_NO },
  { var: numbered("outlet.#.status", 1), path: `${OUTLET}.PresentStatus.SwitchOn/Off`, as: decimal(0) },
  read("outlet.1.undefined", `${OUTLET}.PresentStatus.Undefined`),
  read("outlet.1.system_id", "UPS.OutletSystem.OutletSystemID"),
  number("outlet.1.switch_off_control", `${OUTLET}.SwitchOffControl`),
  number("outlet.1.switch_on_control", `${OUTLET}.SwitchOnControl`),
  read("powerconverter.input_flow_id", `${CONVERTER}.Input.FlowID`),
  { var: "input.frequency", path: `${CONVERTER}.Input.Frequency`, as: decimal(0) },
  read("powerconverter.input_id", `${CONVERTER}.Input.InputID`),
  { var: "input.voltage", path: `${CONVERTER}.Input.Voltage`, as: decimal(0) },
  { var: "ups.realpower", path: `${CONVERTER}.Output.ActivePower`, as: decimal(0) },
  { var: "ups.power", path: `${CONVERTER}.Output.ApparentPower`, as: decimal(0) },
  { var: "output.current", path: `${CONVERTER}.Output.Current`, as: decimal(0) },
  read("powerconverter.output_flowid", `${CONVERTER}.Output.FlowID`),
  { var: "output.frequency", path: `${CONVERTER}.Output.Frequency`, as: decimal(0) },
  read("powerconverter.output_id", `${CONVERTER}.Output.OutputID`),
  { var: "ups.load", path: `${CONVERTER}.Output.PercentLoad`, as: decimal(0) },
  { var: "output.voltage", path: `${CONVERTER}.Output.Voltage`, as: decimal(0) },
  read("powerconverter.powerconverterid", `${CONVERTER}.PowerConverterID`),
];

const SUMMARY = "UPS.PowerSummary";

const BATTERY: readonly HidRow[] = [
  read("powersummary.capacity_granularity_1", `${SUMMARY}.CapacityGranularity1`),
  read("powersummary.capacity_granularity_2", `${SUMMARY}.CapacityGranularity2`),
  read("powersummary.capacity_mode", `${SUMMARY}.CapacityMode`),
  { var: "ups.delay.shutdown", path: `${SUMMARY}.DelayBeforeShutdown`, fallback: "20", rw: string(10) },
  { var: "battery.capacity", path: `${SUMMARY}.DesignCapacity`, as: decimal(0) },
  read("powersummary.flow_id", `${SUMMARY}.FlowID`),
  { var: "battery.capacity", path: `${SUMMARY}.FullChargeCapacity`, as: decimal(0) },
  { var: "battery.type", path: `${SUMMARY}.iDeviceChemistry`, as: decimal(0) },
  { var: "ups.load", path: `${SUMMARY}.PercentLoad`, as: decimal(0) },
  read("powersummary.rechargeable", `${SUMMARY}.Rechargeable`),
  { var: "battery.charge", path: `${SUMMARY}.RemainingCapacity`, as: decimal(0) },
  { var: "battery.runtime.low", path: `${SUMMARY}.RemainingTimeLimit`, as: decimal(0), rw: { kind: "number" } },
  { var: "battery.runtime", path: `${SUMMARY}.RunTimeToEmpty`, as: decimal(0) },
  { var: "battery.voltage", path: `${SUMMARY}.Voltage`, as: by((value) => fixed(value, 0)) },
  { var: "ups.timer.shutdown", path: `${SUMMARY}.DelayBeforeShutdown`, as: decimal(0), poll: "quick" },
];

const STATUS = `${SUMMARY}.PresentStatus`;

const CONDITIONS: readonly HidRow[] = [
  { status: "online/offline", path: `${STATUS}.ACPresent`, poll: "quick" },
  { status: "awaitingpower", path: `${STATUS}.AwaitingPower`, poll: "quick" },
  { status: "nobattery", path: `${STATUS}.BatteryPresent`, when: isZero },
  { status: "commfault", path: `${STATUS}.CommunicationLost` },
  { status: "dischrg", path: `${STATUS}.Discharging`, poll: "quick" },
  { status: "replacebatt", path: `${STATUS}.NeedReplacement` },
  { status: "overload", path: `${STATUS}.Overload`, poll: "quick" },
  { status: "overheat", path: `${STATUS}.OverTemperature` },
  { status: "shutdownimm", path: `${STATUS}.ShutdownImminent` },
  { status: "overload", path: `${OWN}.EVER18.EVER19` },
  { status: "lowbatt", path: `${OWN}.EVER18.EVER20` },
  { status: "boost", path: `${OWN}.EVER18.EVER21` },
  { status: "trim", path: `${OWN}.EVER18.EVER22` },
  { status: "chrg", path: `${OWN}.EVER18.EVER25` },
  { status: "replacebatt", path: `${OWN}.EVER18.EVER28` },
  { status: "overload", path: `${OWN}.EVER32.EVER33` },
  { status: "commfault", path: `${OWN}.EVER32.EVER40` },
  { status: "off", path: `${OWN}.EVER97.EVER102`, when: isOff },
  { var: "experimental.status.workmode", path: `${OWN}.EVER97.EVER98`, as: WORK_MODE },
  { var: "experimental.status.messages", path: `${OWN}.EVER18.EVER28`, as: wordsOf("messages", MESSAGES) },
  { var: "experimental.status.alarms", path: `${OWN}.EVER32.EVER33`, as: wordsOf("alarms", ALARMS) },
];

const COMMANDS: readonly HidRow[] = [
  { cmd: "load.off.delay", path: `${SUMMARY}.DelayBeforeShutdown`, send: 20 },
  { cmd: "shutdown.return", path: `${SUMMARY}.DelayBeforeShutdown`, send: 20 },
];

/**
 * Numbers of the usages EVER2, EVER3 … of its own page: each run counts on from its first usage. They are not in one
 * piece, and the tens are counted as if they were hexadecimal.
 */
const RUNS: readonly (readonly [first: number, usage: number, count: number])[] = [
  [2, 0xff000000, 10],
  [12, 0xff000010, 10],
  [22, 0xff00001a, 10],
  [32, 0xff000030, 10],
  [42, 0xff000040, 7],
  [49, 0xff000050, 5],
  [54, 0xff000060, 5],
  [59, 0xff000066, 38],
  [97, 0xff000090, 8],
];

const USAGES: UsageTable = Object.fromEntries([
  ["EVER1", 0],
  ...RUNS.flatMap(([first, usage, count]) =>
    Array.from({ length: count }, (_, i) => [`EVER${first + i}`, usage + i] as const),
  ),
]);

export const EVER: Subdriver = {
  name: "Ever HID 0.10",
  maker: "Ever",
  ids: [
    { vendorId: ST_MICRO, productId: 0xa113 },
    { vendorId: EVER_ID, productId: 0xffff },
    { vendorId: EVER_ID, productId: 0x0000 },
  ],
  usages: USAGES,
  rows: [...IDENTITY, ...CONTROLS, ...STATISTICS, ...NETWORK, ...POWER, ...BATTERY, ...CONDITIONS, ...COMMANDS],
  mfr: ({ device }) => device.vendor ?? "Ever",
  extraReports: Object.values(REPORTS),
};
