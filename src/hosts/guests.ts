/** Guests of a host (virtual machines, containers) that go down in order, each step within its time. */
import { durationText } from "../nut/duration-text.ts";
import { sleep } from "../system/clock.ts";
import type { Job, Outcome } from "./host-kind.ts";

export interface Guest {
  readonly id: string;
  readonly name: string;
}

export type RunningGuests =
  | { readonly kind: "guests"; readonly guests: readonly Guest[] }
  | { readonly kind: "failed"; readonly outcome: Outcome };

export interface GuestHost {
  running(): Promise<RunningGuests>;
  /** Has it begin to go down, with so many seconds for it. Undefined: it does. */
  stop(guest: Guest, seconds: number): Promise<Outcome | undefined>;
}

const LOOK_MS = 2000;
const MS = 1000;

const isNamed = (word: string, { id, name }: Guest): boolean => word === id || word === name;
const wordsOf = (text: string, parting: RegExp): readonly string[] => text.split(parting).filter((word) => word !== "");

/** `db web1,web2 *`: one step after the other, those with a comma between them at once, `*` for whatever else runs. */
export function stepsOf(order: string, running: readonly Guest[]): readonly (readonly Guest[])[] {
  if (order.trim() === "none") return [];
  const steps = wordsOf(order, /\s+/).map((step) => wordsOf(step, /,/));
  const named = steps.flat();
  const rest = running.filter((guest) => !named.some((word) => isNamed(word, guest)));
  return steps
    .map((words) => [
      ...running.filter((guest) => words.some((word) => isNamed(word, guest))),
      ...(words.includes("*") ? rest : []),
    ])
    .filter((step) => step.length > 0);
}

const labelOf = ({ id, name }: Guest): string => (name === "" || name === id ? id : `${name} (${id})`);
const labels = (guests: readonly Guest[]): string => guests.map(labelOf).join(", ");

export interface GuestsGone {
  /** What became of them, for people. */
  readonly text: string;
  /** Whether all are down. */
  readonly all: boolean;
}

async function wait(step: readonly Guest[], host: GuestHost, job: Job): Promise<readonly Guest[]> {
  let left = step;
  for (;;) {
    const now = await host.running();
    if (now.kind === "guests") left = step.filter(({ id }) => now.guests.some((guest) => guest.id === id));
    if (left.length === 0 || job.clock.now() + LOOK_MS > job.until) return left;
    await sleep(job.clock, LOOK_MS);
  }
}

/** `eachS`: seconds for one step. All of it ends at the job's end. */
export async function stopGuests(
  steps: readonly (readonly Guest[])[],
  eachS: number,
  host: GuestHost,
  job: Job,
): Promise<GuestsGone> {
  const { clock, until } = job;
  const said: string[] = [];
  let gone = 0;
  for (const step of steps) {
    const seconds = Math.floor(Math.min(eachS, (until - clock.now()) / MS));
    if (seconds < 1) {
      said.push(`no time for ${labels(step)}`);
      continue;
    }
    if (seconds < eachS) said.push(`${durationText(seconds)} instead of ${durationText(eachS)} for ${labels(step)}`);
    const end = clock.now() + seconds * MS;
    const outcomes = await Promise.all(step.map((guest) => host.stop(guest, seconds)));
    for (const outcome of outcomes) if (outcome && outcome.kind !== "done") said.push(outcome.why);
    const left = await wait(step, host, { ...job, until: end });
    gone += step.length - left.length;
    if (left.length > 0) said.push(`${labels(left)} still up after ${durationText(seconds)}`);
  }
  const all = gone === steps.flat().length;
  return { all, text: [`${gone} of ${steps.flat().length} guests down`, ...said].join("; ") };
}
