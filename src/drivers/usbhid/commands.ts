/** What has to be written to the device for a new value or a command. */

import { parseDecimal } from "../../nut/decimal.ts";
import { type Orders, refuse, renamed, type Step, takesSetting } from "../kit/commands.ts";
import type { Mapper } from "./mapper.ts";
import { isCommand, isSetting, isWritable, type Planned } from "./plan.ts";
import type { Field } from "./report/report-descriptor.ts";
import type { HidCommand, HidSetting } from "./subdriver.ts";

export interface HidWrite {
  readonly kind: "write";
  readonly field: Field;
  readonly value: number;
}

export type HidOrders = Orders<HidWrite>;
type HidStep = Step<HidWrite>;

/** HID 1.11, section 6.2.2.5: a field that is constant and nothing else. */
const CONSTANT = 0x01;

const write = (field: Field, value: number | undefined, before: readonly HidStep[] = []): HidOrders => {
  if (value === undefined) return refuse("conversion-failed");
  if (field.flags === CONSTANT) return refuse("failed");
  return { kind: "steps", steps: [...before, { kind: "write", field, value }] };
};

function setting({ row }: Planned<HidSetting>, value: string): HidOrders {
  if (!takesSetting(row, value)) return refuse("invalid");
  return { kind: "steps", steps: [{ kind: "set", name: row.var, value }] };
}

/** A setting of the driver is kept; anything else goes to the device. */
export function setvarOrders(mapper: Mapper, name: string, value: string): HidOrders {
  const found = mapper.find(name);
  if (!found) return refuse("unknown");
  if (isSetting(found)) return setting(found, value);
  if (!isWritable(found)) return refuse("unknown");
  return write(found.field, found.row.as.write(value, mapper.view));
}

/** Some Tripp Lite (protocol 3024) lose the second of two commands that come without a pause. */
const PAUSE: HidStep = { kind: "pause", ms: 125 };

/** The whole number that a parameter is; undefined for one that is none. */
const parameter = (text: string): number | undefined => {
  const value = parseDecimal(text);
  return value === undefined ? undefined : Math.trunc(value);
};

export function commandOrders(mapper: Mapper, name: string, param: string | undefined): HidOrders {
  const today = renamed(name);
  if (today !== undefined) return commandOrders(mapper, today, undefined);
  const found = mapper.find(name);
  if (!found) return composed(mapper, name.toLowerCase());
  return isCommand(found) ? ordersOf(mapper, found, param) : refuse("invalid");
}

function ordersOf(mapper: Mapper, { row, field }: Planned<HidCommand>, param: string | undefined): HidOrders {
  const before = (row.before?.(mapper.view) ?? []).map(([name, value]): HidStep => ({ kind: "set", name, value }));
  if (row.send === "param") return write(field, row.as.write(param ?? row.fallback ?? "", mapper.view), before);
  return write(field, param === undefined ? row.send : parameter(param), before);
}

/** Commands that no row names, made of those that rows name. */
function composed(mapper: Mapper, name: string): HidOrders {
  switch (name) {
    case "load.on":
      return commandOrders(mapper, "load.on.delay", "0");
    case "load.off":
      return commandOrders(mapper, "load.off.delay", "0");
    case "shutdown.return":
      return shutdown(mapper, "yes", mapper.view.known("ups.delay.start"));
    case "shutdown.stayoff":
      return shutdown(mapper, "no", "-1");
    default:
      return refuse("unknown");
  }
}

/** Start timer first, for with the load off the device may take nothing more. */
function shutdown(mapper: Mapper, autostart: "yes" | "no", start: string | undefined): HidOrders {
  const on = mapper.has("load.on.delay") ? commandOrders(mapper, "load.on.delay", start) : refuse("unknown");
  if (on.kind === "refused") return on;
  const off = commandOrders(mapper, "load.off.delay", mapper.view.known("ups.delay.shutdown"));
  if (off.kind === "refused") return off;
  const known = mapper.view.known("ups.start.auto") !== undefined;
  const auto: readonly HidStep[] = known ? [{ kind: "set", name: "ups.start.auto", value: autostart }] : [];
  return { kind: "steps", steps: [...auto, ...on.steps, PAUSE, ...off.steps] };
}

/** The commands to offer: those whose report can be read, and those made of them. */
export function commandNames(mapper: Mapper): readonly string[] {
  const off = mapper.has("load.off.delay");
  const on = mapper.has("load.on.delay");
  return [
    ...new Set([
      ...mapper.available,
      ...(off ? ["load.off"] : []),
      ...(on ? ["load.on"] : []),
      ...(on && off ? ["shutdown.return", "shutdown.stayoff"] : []),
    ]),
  ];
}
