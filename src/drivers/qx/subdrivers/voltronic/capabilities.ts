/**
 * What the UPS can do and whether it does it, a letter each:
 *
 * ```
 * > QFLAG
 * < (EpashcDbroegfl        enabled: p a s h c, disabled: b r o e g f l
 *   012345678901234
 * ```
 *
 * `PEx` enables a letter, `PDx` disables it. h, t, k, i, m and z are not known.
 */
import { numbered } from "../../../../nut/catalogue/names.ts";
import { enumeration } from "../../../../nut/var-type.ts";
import type { Reader } from "../../../kit/codecs.ts";
import type { QxPreset, QxReply, QxRow, QxSetting, Slice } from "../../protocol.ts";
import { by } from "../../readers.ts";

/** Letter of each capability that has a NUT variable. */
const VARIABLES = [
  ["r", "ups.start.auto"],
  ["s", "battery.protection"],
  ["g", "battery.energysave"],
  ["c", "ups.start.battery"],
  ["j", numbered("outlet.#.switchable", 0)],
] as const;

/** Letter of each capability that only an option of ups.conf changes. */
const OPTIONS = [
  ["p", "bypass_alarm"],
  ["b", "battery_alarm"],
  ["o", "bypass_when_off"],
  ["a", "alarm_control"],
  ["v", "converter_mode"],
  ["e", "eco_mode"],
  ["d", "battery_open_status_check"],
  ["f", "bypass_forbidding"],
  ["l", "site_fault_detection"],
  ["n", "advanced_eco_mode"],
  ["q", "constant_phase_angle"],
  ["w", "limited_runtime_on_battery"],
] as const;

/** Undefined for a capability that the device does not list. */
function stateOf(letter: string, { text }: Slice): "enabled" | "disabled" | undefined {
  const [, enabled = "", disabled = ""] = /^E?([^D]*)D?(.*)$/.exec(text) ?? [];
  if (enabled.includes(letter)) return "enabled";
  return disabled.includes(letter) ? "disabled" : undefined;
}

const state = (letter: string): Reader<Slice> => by((slice) => stateOf(letter, slice));

const yesNo = (letter: string): Reader<Slice> =>
  by((slice) => {
    const found = stateOf(letter, slice);
    return found && (found === "enabled" ? "yes" : "no");
  });

/** A beeper that can be disabled; one that is muted for the moment stays so. */
const BEEPER: Reader<Slice> = by((slice) => {
  const found = stateOf("a", slice);
  return found === "enabled" && slice.known("ups.beeper.status") === "muted" ? undefined : found;
});

const ROWS: readonly QxRow[] = [
  ...VARIABLES.map(([letter, name]): QxRow => ({ at: [1], var: name, as: yesNo(letter), poll: "changed" })),
  ...OPTIONS.map(([letter, option]): QxRow => ({ at: [1], note: option, as: state(letter), poll: "changed" })),
  { at: [1], var: "ups.beeper.status", as: BEEPER, poll: "changed" },
];

export const CAPABILITIES: QxReply = { ask: "QFLAG\r", length: 4, leading: "(", rows: ROWS };

/** `E` or `D` for yes or no, enabled or disabled. */
const order = (word: string, letter: string): string =>
  `P${/^(yes|enabled)$/i.test(word) ? "E" : "D"}${letter.toUpperCase()}\r`;

export const CAPABILITY_SETTINGS: readonly QxSetting[] = VARIABLES.map(([letter, name]) => ({
  var: name,
  rw: enumeration("no", "yes"),
  send: (text) => ({ kind: "send", text: order(text, letter) }),
}));

export const CAPABILITY_PRESETS: readonly QxPreset[] = [
  // The device takes it in standby only.
  { option: "reset_to_default", send: () => "PF\r", when: (conditions) => conditions.has("OFF") },
  ...OPTIONS.map(
    ([letter, option]): QxPreset => ({
      option,
      type: enumeration("enabled", "disabled"),
      note: option,
      send: (text, view) => (text.toLowerCase() === view.known(`~${option}`) ? undefined : order(text, letter)),
    }),
  ),
];

export const CAPABILITY_OPTIONS: readonly (readonly [name: string, help: string])[] = [
  ["bypass_alarm", "beep while on bypass"],
  ["battery_alarm", "beep while on battery"],
  ["bypass_when_off", "power the load by bypass while the UPS is off"],
  ["alarm_control", "let the beeper be switched"],
  ["converter_mode", "give a fixed frequency whatever mains has"],
  ["eco_mode", "let mains through while it is good"],
  ["battery_open_status_check", "look whether the battery is connected"],
  ["bypass_forbidding", "never go to bypass"],
  ["site_fault_detection", "watch for exchanged line and neutral"],
  ["advanced_eco_mode", "ECO mode with the inverter off"],
  ["constant_phase_angle", "keep the phase angle of the output apart from that of the input"],
  ["limited_runtime_on_battery", "end battery operation after a time"],
];
