/** What stands at which path of a Microlink device. */
import { numbered, type VarName } from "../../../nut/catalogue/names.ts";
import { CAUSES, EFFICIENCY } from "../../modbus/apc/terms.ts";
import { bits, date, hexadecimal, number, numberUnless, oneOf, type ShapeOf, text, type Words } from "./values.ts";

export type Entry = readonly [path: string, name: VarName, shape: ShapeOf, rw?: "rw"];

export const STATE = "2:4.A";
export const CALIBRATION = "2:13";
export const INPUT = "2:4.6.16";
const MAIN_GROUP = "2:4.3E";
const GROUP_STATE = "B6";

const byBit = (words: readonly (string | undefined)[]): Words =>
  Object.fromEntries(words.flatMap((word, bit) => (word === undefined ? [] : [[bit, word]])));

const RESULTS = ["Pending", "InProgress", "Passed", "Failed", "Refused", "Aborted"];
const testResult = bits(
  byBit([
    ...[...RESULTS, undefined, "LocalUser", "Internal"],
    ...["InvalidState", "InternalFault", "StateOfChargeNotAcceptable"],
  ]),
  "None",
);
const calibrationResult = bits(
  byBit([
    ...[...RESULTS, undefined, undefined, undefined, "InvalidState", "InternalFault", "StateOfChargeNotAcceptable"],
    ...["LoadChange", "ACInputNotAcceptable", "LoadTooLow", "OverChargeInProgress"],
  ]),
  "None",
);
export const TOKENS = { 1: "OL", 2: "OB", 3: "BYPASS", 4: "OFF", 7: "TEST", 21: "OVER" } as const;
const LIFETIME = byBit([
  ...["LifeTimeStatusOK", "LifeTimeNearEnd", "LifeTimeExceeded", "LifeTimeNearEndAcknowledged"],
  ...["LifeTimeExceededAcknowledged", "MeasuredLifeTimeNearEnd", "MeasuredLifeTimeNearEndAcknowledged"],
]);
const INPUT_QUALITY = byBit([
  ...["Acceptable", "PendingAcceptable", "VoltageTooLow", "VoltageTooHigh", "Distorted", "BOOST", "TRIM"],
  ...["FrequencyTooLow", "FrequencyTooHigh", "FreqAndPhaseNotLocked", "PhaseDeltaOutOfRange", "NeutralNotConnected"],
  ...["NotAcceptable", "PlugRatingExceeded", "PhaseBotAcceptable", "PoweringLoad"],
]);
const OUTPUT_SETTING = byBit([
  ...["VAC100", "VAC120", "VAC200", "VAC208", "VAC220", "VAC230", "VAC240", "VAC220_380", "VAC230_400", "VAC240_415"],
  ...["VAC277_480", "VAC110", "VAC127", "VACAuto120_208or240", "VAC120_208", "VAC120_240", "VAC100_200", "VAC254_440"],
  ...["VAC115", "VAC125"],
]);
const OUTLET_STATE = byBit([
  ...["StateOn", "StateOff", "ProcessReboot", "ProcessShutdown", "ProcessSleep", undefined, undefined],
  ...["PendingLoadShed", "PendingOnDelay", "PendingOffDelay", "PendingOnACPresence", "PendingOnMinRuntime"],
  ...["MemberGroupProcess1", "MemberGroupProcess2", "LowRuntime"],
]);
const OUTLET_CAUSE = byBit([
  ...["SystemInitialization", "UPSStatusChange", "LocalUserCommand", "USBPortCommand", "SmartSlot1Command"],
  ...["LoadShedCommand", "RJ45PortCommand", "ACInputBad", "UnknownCommand", "ConfigurationChange"],
  ...["SmartSlot2Command", "InternalNetwork1Command", "InternalNetwork2Command", "LowRuntimeSet", "LowRuntimeClear"],
  ...["ScheduledCommand", "LoadRebootCommand", "InputContactCommand"],
]);
const LANGUAGES: Words = { 1: "en", 2: "fr", 4: "it", 8: "de", 16: "es", 32: "pt", 64: "ja", 128: "ru" };
const TEST_INTERVALS: Words = {
  1: "Never",
  2: "OnStartUpOnly",
  4: "OnStartUpPlus7",
  8: "OnStartUpPlus14",
  16: "OnStartUp7Since",
  32: "OnStartUp14Since",
};
const MORE_CAUSES = [
  ...["InternalCommand", "USBCommand", "SmartSlot1Command", "InternalNetwork1Command", "FollowingSystemController"],
];

const ENTRIES: readonly Entry[] = [
  ["2:4.9.40", "ups.serial", text],
  ["2:4.9.42", "experimental.device.sku", text],
  ["2:4.9.44", "ups.model", text],
  ["2:4.82", "ups.id", text, "rw"],
  ["2:4.9.1B", "ups.productid", hexadecimal],
  ["2:4.9.1C", "ups.vendorid", hexadecimal],
  ["2:4.9.19", "ups.mfr.date", date],
  ["3:4A", "ups.firmware", text],
  [STATE, "experimental.device.status", bits(TOKENS)],
  ["2:11", "ups.test.result", testResult],
  [CALIBRATION, "experimental.ups.calibration.result", calibrationResult],
  ["2:4.5.11", "experimental.battery.test.result", testResult],
  ["2:4.5.13", "experimental.ups.calibration.result", calibrationResult],
  ["2:B", "input.transfer.reason", oneOf({ ...[...CAUSES, ...MORE_CAUSES] })],
  ["2:4.5.18", "experimental.ups.test.interval", oneOf(TEST_INTERVALS), "rw"],
  ["2:4.5.19", "battery.date.maintenance", date],
  ["2:4.5.22", "ups.temperature", number({ sign: "signed", point: 7 })],
  ["2:4.5.22", "battery.temperature", number({ sign: "signed", point: 7 })],
  ["2:4.5.31", "battery.lowruntimewarning", number()],
  ["2:4.5.42", "experimental.battery.sku", text],
  ["2:4.5.48", "battery.date", date, "rw"],
  ["2:4.5.74", "battery.lifetime.status", bits(LIFETIME)],
  ["2:4.5.9F", "battery.runtime", number()],
  ["2:4.5.20", "battery.charge", number({ point: 9 })],
  ["2:4.5.21", "battery.voltage", number({ sign: "signed", point: 5 })],
  [INPUT, "input.quality", bits(INPUT_QUALITY)],
  ["2:4.6.25", "input.voltage", number({ point: 6 })],
  ["2:4.6.27", "input.frequency", number({ point: 7 })],
  ["2:4.6.BA", "input.transfer.delay", number({ sign: "signed", words: { 0: "NoDelay" } }), "rw"],
  ["2:4.7.D", "input.transfer.high", number(), "rw"],
  ["2:4.7.E", "input.transfer.low", number(), "rw"],
  ["2:4.7.25", "output.voltage", number({ point: 6 })],
  ["2:4.7.26", "output.current", number({ point: 5 })],
  ["2:4.7.27", "output.frequency", number({ point: 7 })],
  ["2:4.7.28", "ups.realpower", number({ point: 8 })],
  ["2:4.7.2A", "ups.realpower.nominal", number()],
  ["2:4.7.2B", "ups.power.nominal", number()],
  ["2:4.7.2C", "experimental.output.voltage.setting", bits(OUTPUT_SETTING), "rw"],
  ["2:4.7.49", "ups.power", number({ point: 8 })],
  ["3:17", "ups.efficiency", numberUnless(EFFICIENCY, number({ point: 7 }))],
  ["3:26", "experimental.output.energy", number()],
  ["3:2B", "ups.display.language", oneOf(LANGUAGES), "rw"],
  ["2:4.5.F.69", "experimental.statistics.battery.totaltime", number()],
  ["2:4.6.F.69", "experimental.statistics.input.totaltime", number()],
  ["2:4.7.F.69", "experimental.statistics.output.totaltime", number()],
  ["2:4.F.69", "experimental.statistics.ups.totaltime", number()],
];

/** -1: never. */
const delay = number({ sign: "signed", words: { [-1]: "Disabled" } });
/** -1: no countdown runs; 0: it has ended. */
const timer = number({ sign: "signed", words: { [-1]: "NotActive", 0: "CountdownExpired" } });

/** Group 0 feeds the others, and has no timers. */
function groupEntries(path: string, group: number): readonly Entry[] {
  const timers: readonly Entry[] = [
    [`${path}.2D`, numbered("outlet.group.#.timer.shutdown", group), timer, "rw"],
    [`${path}.2E`, numbered("outlet.group.#.timer.reboot", group), timer, "rw"],
    [`${path}.AD`, numbered("outlet.group.#.timer.start", group), timer, "rw"],
  ];
  return [
    ...(group === 0 ? [] : timers),
    [`${path}.B8`, numbered("outlet.group.#.delay.shutdown", group), delay, "rw"],
    [`${path}.B7`, numbered("outlet.group.#.delay.reboot", group), delay, "rw"],
    [`${path}.B9`, numbered("outlet.group.#.delay.start", group), delay, "rw"],
    [`${path}.30`, numbered("outlet.group.#.minimumreturnruntime", group), number(), "rw"],
    [`${path}.31`, numbered("outlet.group.#.lowruntimewarning", group), number(), "rw"],
    [`${path}.82`, numbered("outlet.group.#.name", group), text, "rw"],
    [`${path}.84`, `experimental.outlet.group.${group}.status.cause`, bits(OUTLET_CAUSE)],
    [`${path}.${GROUP_STATE}`, numbered("outlet.group.#.status", group), bits(OUTLET_STATE)],
  ];
}

const MOST_GROUPS = 4;
/** Of the groups, by number. */
const GROUPS = [MAIN_GROUP, ...Array.from({ length: MOST_GROUPS }, (_, at) => `2:4.3D[${at}]`)];
export const GROUP_STATES: readonly string[] = GROUPS.map((path) => `${path}.${GROUP_STATE}`);

export const ALL_ENTRIES: readonly Entry[] = [...ENTRIES, ...GROUPS.flatMap(groupEntries)];
const KNOWN: ReadonlySet<string> = new Set(ALL_ENTRIES.map(([path]) => path));

/** True where a value has a name of NUT. */
export const isKnown = (path: string): boolean => KNOWN.has(path);
