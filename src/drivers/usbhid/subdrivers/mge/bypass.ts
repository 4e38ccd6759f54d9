/**
 * Bypass and the high-efficiency modes (ECO, ESS). The device takes either only while the line that it would pass
 * through is within limits; the driver looks first.
 */
import { string } from "../../../../nut/var-type.ts";
import { lookup } from "../../readers.ts";
import type { HidCodec, HidRow, HidView } from "../../subdriver.ts";

const INPUT = "UPS.PowerConverter.Input";

type Way = "eco" | "bypass";

/** Deviations from the nominal voltage and frequency that stand where the device has no limits, as parts of 1. */
const DEFAULTS = {
  eco: { below: 0.95, above: 1.05, percent: 5 },
  bypass: { below: 0.8, above: 1.15, percent: 10 },
} as const satisfies Record<Way, { below: number; above: number; percent: number }>;

const numberOf = (text: string | undefined): number | undefined => {
  const value = Number.parseFloat(text ?? "");
  return Number.isFinite(value) ? value : undefined;
};

const inside = (value: number, low: number, high: number): boolean => low <= value && value <= high;

/** Whether the bypass line is good enough; undefined where the device does not tell enough. */
function lineFits(way: Way, view: HidView): boolean | undefined {
  const told = (name: string): number | undefined => numberOf(view.known(name));
  const [volts, hertz] = [told("input.bypass.voltage"), told("input.bypass.frequency")];
  const [nominalVolts, nominalHertz] = [told("output.voltage.nominal"), told("output.frequency.nominal")];
  if (volts === undefined || hertz === undefined || nominalVolts === undefined || nominalHertz === undefined)
    return undefined;
  const { below, above, percent } = DEFAULTS[way];
  const [low, high] = [told(`input.transfer.${way}.low`) ?? 0, told(`input.transfer.${way}.high`) ?? 0];
  const range = told(`input.transfer.frequency.${way}.range`) ?? 0;
  const swing = (nominalHertz / 100) * (range > 0 ? range : percent);
  const limits = low > 0 && high > 0 ? ([low, high] as const) : ([nominalVolts * below, nominalVolts * above] as const);
  return inside(volts, ...limits) && inside(hertz, nominalHertz - swing, nominalHertz + swing);
}

const MODE = "vendor:mge-hid:";
const MODES = lookup([0, "normal"], [1, "ECO"], [2, "ESS"]);

/** ECO counts as normal while the line forbids it. The maker's words are taken too: `vendor:mge-hid:ECO`. */
const ECO_MODE: HidCodec = {
  read: (value, view) => {
    const mode = MODES.read(value, view);
    return mode === "ECO" && !lineFits("eco", view) ? "normal" : mode;
  },
  write: (text, view) => MODES.write(text.startsWith(MODE) ? text.slice(MODE.length) : text, view),
};

const SWITCH_ON = lookup([0, "disabled"], [1, "on"]);
const SWITCH_OFF = lookup([0, "disabled"], [1, "off"]);

const TO_BYPASS: HidCodec = {
  read: (value, view) => (value === 0 ? "disabled" : value === 1 && lineFits("bypass", view) ? "on" : undefined),
  write: SWITCH_ON.write,
};

export const BYPASS_SWITCHES: readonly HidRow[] = [
  { var: "input.bypass.switch.on", path: `${INPUT}.[2].SwitchOnControl`, as: TO_BYPASS, rw: string(8), poll: "quick" },
  {
    var: "input.bypass.switch.off",
    path: `${INPUT}.[2].SwitchOffControl`,
    as: SWITCH_OFF,
    rw: string(12),
    poll: "quick",
  },
];

const isIdle = (view: HidView, side: "on" | "off"): boolean => view.known(`input.bypass.switch.${side}`) === "disabled";
const mode = (view: HidView): string | undefined => view.known("input.eco.switchable");

/** 1 starts ECO and 0 ends it, each only from the state that it leaves. The C driver sends the opposite otherwise. */
const BYPASS_AND_ECO = {
  write: (text: string, view: HidView): number | undefined => {
    if (text === "1") return isIdle(view, "on") && mode(view) === "normal" ? 1 : undefined;
    return isIdle(view, "off") && mode(view) === "ECO" ? 0 : undefined;
  },
};

const leaveBypass = () => [["input.bypass.switch.off", "off"]] as const;

const CHOICE = `${INPUT}.[5].Switchable`;

export const ECO_COMMANDS: readonly HidRow[] = [
  { cmd: "experimental.ecomode.stop", path: CHOICE, send: 0 },
  { cmd: "experimental.ecomode.start", path: CHOICE, send: 1 },
  { cmd: "experimental.essmode.start", path: CHOICE, send: 2 },
  { cmd: "experimental.essmode.stop", path: CHOICE, send: 0 },
  { cmd: "experimental.bypass.ecomode.start", path: CHOICE, send: "param", as: BYPASS_AND_ECO, fallback: "1" },
  {
    cmd: "experimental.bypass.ecomode.stop",
    path: CHOICE,
    send: "param",
    as: BYPASS_AND_ECO,
    fallback: "0",
    before: leaveBypass,
  },
  { cmd: "bypass.start", path: `${INPUT}.[2].SwitchOnControl`, send: 1 },
  { cmd: "bypass.stop", path: `${INPUT}.[2].SwitchOffControl`, send: 1 },
];

const isMode = (wanted: number) => (value: number) => Math.trunc(value) === wanted;

/** It needs the voltages and limits, and stands behind them. */
export const ECO_MODES: readonly HidRow[] = [
  { var: "input.eco.switchable", path: CHOICE, as: ECO_MODE, rw: string(8), poll: "quick" },
  {
    buzzword: `${MODE}ECO`,
    path: CHOICE,
    poll: "quick",
    when: (value, view) => isMode(1)(value) && lineFits("eco", view) === true,
  },
  {
    buzzword: `${MODE}normal`,
    path: CHOICE,
    poll: "quick",
    when: (value, view) => isMode(1)(value) && lineFits("eco", view) === false,
  },
  { buzzword: `${MODE}ESS`, path: CHOICE, poll: "quick", when: isMode(2) },
];

export const ECO_CONDITIONS: readonly HidRow[] = [
  { status: "ecomode", path: `${INPUT}.[5].PresentStatus.Used`, when: isMode(1) },
  { status: "essmode", path: `${INPUT}.[5].PresentStatus.Used`, when: isMode(2) },
];
