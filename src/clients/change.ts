/** What upscmd and upsrw do alike: say who asks, send the change, and tell what became of it. */
import type { CommandLine } from "../cli/options.ts";
import type { Io } from "../cli/program.ts";
import type { NutClient } from "../netproto/client/nut-client.ts";
import { REQUESTS } from "../netproto/requests.ts";
import { NutError } from "../nut/errors.ts";
import { arrivesAsOne } from "../nut/words.ts";
import type { Clock } from "../system/clock.ts";
import { sleep } from "../system/clock.ts";
import { Fatal, orFatal } from "./fatal.ts";

export interface Wording {
  readonly tracking: string;
  readonly change: string;
}

export interface ChangeIo {
  readonly client: NutClient;
  readonly line: CommandLine;
  readonly io: Io;
  readonly clock: Clock;
}

const DEFAULT_TRACKING_SECONDS = 10;

/** Advice after an OK that nobody followed up; NUT_QUIET_OK_NOTRACKING=true leaves it out. */
const NOT_TRACKED = [
  "WARNING: 'OK' says that upsd took the request, not that the device has done it.",
  "Add -w (and -t SECONDS) to wait for the driver's result, or set NUT_QUIET_OK_NOTRACKING=true to leave this out.",
].join("\n");

/** `-t` in seconds. Throws Fatal. */
export function trackingSeconds(line: CommandLine): number {
  const text = line.value("t");
  if (text === undefined) return DEFAULT_TRACKING_SECONDS;
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new Fatal(`Error: -t ${text} is not a number of seconds`);
}

/** A person's word goes out as given, as in C (`a\b` stays `a\b`); what would not arrive as one word is quoted. */
export const asGiven = (keywords: string, word: string, request: string): string =>
  word === "" ? keywords : arrivesAsOne(word) && word === word.trim() ? `${keywords} ${word}` : request;

/** USERNAME and PASSWORD. What the server thinks of them shows at the change itself. */
export async function authenticate(client: NutClient, username: string, password: string): Promise<void> {
  const user = asGiven("USERNAME", username, REQUESTS.username.format({ username }));
  await orFatal("Set username failed", client.ask(user));
  const pass = asGiven("PASSWORD", password, REQUESTS.password.format({ password }));
  await orFatal("Set password failed", client.ask(pass));
}

async function enableTracking({ client }: ChangeIo, { tracking }: Wording): Promise<void> {
  const answer = await orFatal(`Enabling ${tracking} status tracking failed`, client.ask("SET TRACKING ON"));
  if (!answer.startsWith("OK"))
    throw new Fatal(`Enabling ${tracking} status tracking failed. upsd answered: ${answer}`);
}

const TRACKING_ID = /^OK TRACKING (.{36})$/;
const POLL_MS = 1000;

async function follow({ client, clock, line }: ChangeIo, id: string): Promise<string> {
  const deadline = clock.now() + trackingSeconds(line) * 1000;
  const what = "Can't receive status tracking information";
  for (;;) {
    if (clock.now() >= deadline) throw new Fatal(`${what}: timeout`);
    const answer = await orFatal(what, client.ask(REQUESTS.getTracking.format({ id })));
    if (!answer.startsWith("PENDING")) return answer;
    await sleep(clock, POLL_MS);
  }
}

/** Sends the change and prints the server's answer, or with `-w` the driver's. Throws Fatal. */
export async function sendChange(request: string, how: ChangeIo, wording: Wording): Promise<void> {
  const { client, line, io } = how;
  const tracked = line.has("w");
  if (tracked) await enableTracking(how, wording);
  const answer = await orFatal(wording.change, client.ask(request));
  if (!answer.startsWith("OK")) throw new Fatal(`Unexpected response from upsd: ${answer}`);
  const id = tracked ? TRACKING_ID.exec(answer)?.[1] : undefined;
  if (id !== undefined) io.err(`${await follow(how, id)}\n`);
  else io.err(io.env.NUT_QUIET_OK_NOTRACKING === "true" ? `${answer}\n` : `${answer}\n${NOT_TRACKED}\n`);
}

export function listFatal(error: unknown): Fatal {
  if (!(error instanceof NutError)) throw error;
  const tooOld = error.code === "unknown-command";
  return new Fatal(`Error: ${tooOld ? "this upsd is too old to answer that" : error.message}`, { cause: error });
}
