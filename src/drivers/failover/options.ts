/** The options of ups.conf. */
import type { Retries } from "../../system/retries.ts";
import { checkOptions, notNegative, numberOf, value } from "../kit/options.ts";
import { DeviceError, type DriverOption, type DriverSettings } from "../types.ts";
import type { AbsenceRules } from "./absence.ts";
import type { ElectionRules } from "./election.ts";

const upTo =
  (most: number) =>
  (text: string): string | undefined =>
    notNegative(text) ?? (Number(text) <= most ? undefined : `"${text}" is more than ${most}`);

export const OPTIONS: readonly DriverOption[] = [
  value("inittime", "seconds after the start in which there need not be a primary (30)", notNegative),
  value("deadtime", "seconds of silence after which a driver counts as dead (30)", notNegative),
  value("noprimarytime", "seconds without a primary until fsdmode applies (15)", notNegative),
  value(
    "fsdmode",
    "without a primary: 0 last data, stale; 1 alarm, then stale; 2 alarm and forced shutdown (0)",
    upTo(2),
  ),
  value(
    "checkruntime",
    "what decides between equals on battery: 0 order, 1 runtime, 2 low runtime, 3 both (1)",
    upTo(3),
  ),
  value("strictfiltering", "1: only UPSes that pass the status filters can be primary (0)", upTo(1)),
  value("status_have_any", "tokens of which a status has to have one, with commas between them"),
  value("status_have_all", "tokens that a status has to have"),
  value("status_nothave_any", "tokens of which a status may have none"),
  value("status_nothave_all", "tokens that a status may not have all together"),
  value("relogtime", "seconds between complaints of a driver that is away (300)", notNegative),
  value(
    "maxconnfails",
    "tries in a row, one a second, after which coolofftime stands between them (none)",
    notNegative,
  ),
  value("coolofftime", "seconds between tries after maxconnfails of them (15)", notNegative),
];

export interface FailoverRules extends ElectionRules, AbsenceRules {
  readonly sockets: readonly string[];
  readonly deadMs: number;
  readonly retries: Retries;
}

const listOf = (text = ""): readonly string[] =>
  text
    .split(",")
    .map((word) => word.trim())
    .filter((word) => word !== "");

/** Throws DeviceError `configuration`. */
export function rulesOf(settings: DriverSettings): FailoverRules {
  checkOptions(OPTIONS, settings);
  const number = (name: string, fallback: number): number => numberOf(settings.get(name)) ?? fallback;
  const sockets = [...new Set(listOf(settings.port))];
  if (sockets.length === 0)
    throw new DeviceError("configuration", "port names no drivers: write DRIVER-UPSNAME,DRIVER-UPSNAME");
  return {
    sockets,
    deadMs: 1000 * number("deadtime", 30),
    retries: {
      complainMs: 1000 * number("relogtime", 300),
      maxFails: number("maxconnfails", Number.POSITIVE_INFINITY),
      coolOffMs: 1000 * number("coolofftime", 15),
    },
    initMs: 1000 * number("inittime", 30),
    noPrimaryMs: 1000 * number("noprimarytime", 15),
    fsdMode: number("fsdmode", 0),
    checkRuntime: number("checkruntime", 1),
    strict: number("strictfiltering", 0) === 1,
    filters: {
      haveAny: listOf(settings.get("status_have_any")),
      haveAll: listOf(settings.get("status_have_all")),
      notHaveAny: listOf(settings.get("status_nothave_any")),
      notHaveAll: listOf(settings.get("status_nothave_all")),
    },
  };
}
