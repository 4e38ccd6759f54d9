/** The end of a set-up: what the device is told, what is said, and the exit status. */
import { palette } from "../../cli/palette.ts";
import type { Verdict } from "../../nut/protection/verdict.ts";
import type { NewFile } from "../change/file-set.ts";
import { closingText, closingVerdict } from "./closing.ts";
import type { DeviceVariable, Dialogue } from "./dialogue.ts";
import { copiesFolder, type InitWorld, tell } from "./init-world.ts";
import type { Texts } from "./plan-texts.ts";
import { serverOf } from "./read-devices.ts";
import { clientLines, readingLine } from "./report.ts";
import { PERSON, userIn } from "./texts/upsd-users-text.ts";
import { readUpses, setVariable, TRIAL_MS, trialUpsConf, type UpsReading, withTrial } from "./trial.ts";

export interface Outcome {
  readonly dialogue: Dialogue;
  readonly files: readonly NewFile[];
  readonly after: Texts;
  readonly written: boolean;
  /** Services were started. */
  readonly started?: boolean;
  /** Why nothing was written. */
  readonly failure?: string | undefined;
  /** What somebody else has to do. */
  readonly rest?: { readonly why: string; readonly command: string } | undefined;
}

const NEEDS_ROOT = 3;

/** By the server that runs, with the user of the files; else by drivers of ours for that moment. */
async function setVariables(world: InitWorld, after: Texts, variables: readonly DeviceVariable[]): Promise<void> {
  const names = [...new Set(variables.map(({ ups }) => ups))];
  if (names.length === 0) return;
  const { machine } = world;
  const server = serverOf(after["upsd.conf"] ?? "");
  const password = userIn(after["upsd.users"] ?? "", PERSON)?.password ?? "";
  const apply = async (to: Parameters<typeof setVariable>[0]): Promise<void> => {
    for (const { ups, name, value } of variables) {
      const wrong = await setVariable(to, ups, name, value);
      tell(
        world,
        wrong === undefined ? `${ups}: ${name} is ${value} now\n` : `${ups}: ${name} was not set: ${wrong}\n`,
      );
    }
  };
  const served = await readUpses(server, names, 0);
  if ([...served.values()].every(({ kind }) => kind === "read"))
    return apply({ ...server, username: PERSON, password });
  const text = trialUpsConf(after["ups.conf"] ?? "", names, machine.facts.confPath);
  await withTrial(text, machine.env, async (trial) => {
    await readUpses(trial, names, TRIAL_MS, () => trial.ended());
    await apply(trial);
  });
}

const varsOf = (reading: UpsReading | undefined): object | null =>
  reading?.kind === "read" ? Object.fromEntries(reading.vars) : null;

function printJson({ machine, io }: InitWorld, outcome: Outcome, { kind, sentence }: Verdict): void {
  const { answers, readings, variables } = outcome.dialogue;
  const upses =
    answers.role === "netclient"
      ? [...readings].map(([system, reading]) => ({ system, reading: varsOf(reading) }))
      : answers.upses.map(({ name, driver, port }) => {
          return { name, driver, port, reading: varsOf(readings.get(name)) };
        });
  const { written, files, failure, rest } = outcome;
  const paths = files.map(({ path, before }) => ({ path, change: before === undefined ? "new" : "changed" }));
  const report = { folder: machine.facts.confPath, role: answers.role, upses, variables, files: paths, written };
  const more = { ...(failure && { failure }), ...(rest && { rest }), protected: kind === "protected", sentence };
  io.out(`${JSON.stringify({ ...report, ...more }, undefined, 2)}\n`);
}

/** Through the services that were started just now. */
async function firstReading(world: InitWorld, { dialogue: { answers }, after }: Outcome): Promise<void> {
  if (answers.role === "netclient") return;
  const names = answers.upses.map(({ name }) => name);
  const readings = await readUpses(serverOf(after["upsd.conf"] ?? ""), names, TRIAL_MS);
  const paint = await palette(world.io);
  for (const [name, reading] of readings) tell(world, readingLine(name, reading, paint));
}

function told(world: InitWorld, { failure, rest, written, files, dialogue, after }: Outcome): void {
  const { answers } = dialogue;
  if (failure !== undefined) world.io.err(`Nothing was written: ${failure}\n`);
  if (rest) tell(world, `\nThe rest needs root (${rest.why}):\n${rest.command}\n`);
  if (!written) return;
  if (files.some(({ before }) => before !== undefined))
    tell(world, `What they were is kept in ${copiesFolder(world.machine)}; nutts init --undo puts it back\n`);
  if (answers.role !== "netclient")
    tell(
      world,
      clientLines(answers.presets, (user) => userIn(after["upsd.users"] ?? "", user)?.password ?? ""),
    );
}

export async function finish(world: InitWorld, outcome: Outcome): Promise<number> {
  const { dialogue, after, written, failure, rest } = outcome;
  if (written) await setVariables(world, after, dialogue.variables);
  if (written && outcome.started) await firstReading(world, outcome);
  told(world, outcome);
  const started = outcome.started === true && written;
  const { io, line } = world;
  if (line.has("json")) printJson(world, outcome, await closingVerdict(world, started));
  else if (written) io.out(closingText(world, await closingVerdict(world, started), started));
  if (failure !== undefined) return 1;
  return rest ? NEEDS_ROOT : 0;
}
