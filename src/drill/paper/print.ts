/** A rehearsal as a person reads it. */
import type { Palette } from "../../cli/palette.ts";
import { durationText } from "../../nut/duration-text.ts";
import { clockText } from "../duration.ts";
import type { LoadedPlan } from "../load-plan.ts";
import { namesOf, type Outcome } from "./outcome.ts";
import type { MachineSpec } from "./plan.ts";
import type { Rehearsed } from "./rehearse.ts";

const CLOCK_WIDTH = 7;

function roleOf({ conf }: MachineSpec): string {
  const feeding = conf.monitors.filter(({ powerValue }) => powerValue > 0);
  if (feeding.length === 0) return "fed by no UPS";
  return feeding.some(({ role }) => role === "primary") ? "primary" : "secondary";
}

function head({ from, machines, batteries, notes }: LoadedPlan): readonly string[] {
  const width = Math.max(
    ...[...machines.map(({ names }) => namesOf(names)), ...batteries.map(({ system }) => system)].map(
      (name) => name.length,
    ),
  );
  const row = (name: string, text: string): string => `  ${name.padEnd(width)}  ${text}`;
  return [
    `Power failures rehearsed on paper, from ${from}. Nothing is switched off, and no program is run.`,
    "",
    ...batteries.map(({ system, source }) => row(system, source)),
    ...machines.map((machine) =>
      row(namesOf(machine.names), `${roleOf(machine)}, shut down in ${durationText(machine.shutdownTime)}`),
    ),
    ...notes.map((note) => `  (${note})`),
  ];
}

function timeline({ title, happenings, ok, verdict }: Outcome, paint: Palette): readonly string[] {
  return [
    "",
    paint.name(title),
    ...happenings.map(
      ({ at, who, text }) =>
        `  ${clockText(at).padStart(CLOCK_WIDTH)}  ${who.length > 0 ? `${namesOf(who)}: ` : ""}${text}`,
    ),
    `  ${(ok ? paint.good : paint.bad)(ok ? "good" : "BAD")}: ${verdict}`,
  ];
}

export function paperText(plan: LoadedPlan, { outcomes, ok, verdict }: Rehearsed, paint: Palette): string {
  const lines = [
    ...head(plan),
    ...outcomes.flatMap((outcome) => timeline(outcome, paint)),
    "",
    (ok ? paint.good : paint.bad)(verdict),
  ];
  return `${lines.join("\n")}\n`;
}
