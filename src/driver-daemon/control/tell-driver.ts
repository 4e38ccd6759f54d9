/** `-c WORD`: a word to a driver that runs, over its socket; to one that is too old for that, as a signal. */

import { type Machine, matchWord, signalRunning } from "../../daemon/run-daemon.ts";
import { queryInstcmd } from "../../sockproto/driver-query.ts";
import type { DriverUps } from "../host/driver-conf.ts";

export const DRIVER_WORDS = ["reload", "reload-or-error", "reload-or-exit", "exit"] as const;

export type DriverWord = (typeof DRIVER_WORDS)[number];

export const driverWord = (given: string): DriverWord | undefined => matchWord(DRIVER_WORDS, given);

/** What became of it: the exit status of the C drivers (0 done, 2 needs a restart, 255 nobody there) and a text. */
export interface TellResult {
  readonly status: number;
  readonly text: string;
}

const SIGNALS: Readonly<Partial<Record<DriverWord, NodeJS.Signals>>> = {
  reload: "SIGHUP",
  "reload-or-exit": "SIGUSR1",
  exit: "SIGTERM",
};

/** Whoever writes `reload` learns what a reload could not do, as with the C drivers. */
const ORDERS: Readonly<Record<DriverWord, string>> = {
  reload: "reload-or-error",
  "reload-or-error": "reload-or-error",
  "reload-or-exit": "reload-or-exit",
  exit: "exit",
};

const ANSWER_MS = 15_000;
const NOBODY = 255;
/** Sent as a signal and by nothing else by the C drivers, which then say so with another status. */
const BY_SIGNAL: DriverWord = "reload-or-exit";
/** STAT_INSTCMD_UNKNOWN: drivers before 2.8.1 have no such commands. */
const UNKNOWN = 1;

const OUTCOMES: Readonly<Record<number, string>> = {
  0: "done",
  2: "some settings need a restart of the driver (its log names them)",
};

function bySignal(
  ups: DriverUps,
  word: DriverWord,
  pid: string | undefined,
  why: string,
  machine: Machine,
): TellResult {
  const signal = SIGNALS[word];
  if (signal === undefined) return { status: NOBODY, text: why };
  const { status, text } = signalRunning(
    {
      programs: [ups.driver],
      signal,
      pidFile: ups.pidFile,
      pid,
      systemd: `systemctl ${word === "exit" ? "stop" : "reload"} nut-driver@${ups.upsname}`,
    },
    machine,
  );
  if (text === undefined) return { status, text: `told by ${signal}` };
  return { status: word === BY_SIGNAL ? status : NOBODY, text: `${why}; ${text}` };
}

export async function tellDriver(
  ups: DriverUps,
  word: DriverWord,
  machine: Machine,
  pid?: string | undefined,
): Promise<TellResult> {
  if (pid !== undefined) return bySignal(ups, word, pid, `process ${pid}`, machine);
  const question = { path: ups.socketPath, clock: machine.clock, timeoutMs: ANSWER_MS };
  const answer = await queryInstcmd(question, `driver.${ORDERS[word]}`);
  if (answer.kind === "absent") return bySignal(ups, word, pid, `no driver listens on ${ups.socketPath}`, machine);
  if (answer.kind === "silent" || answer.value === UNKNOWN)
    return bySignal(ups, word, pid, `the driver on ${ups.socketPath} does not know driver.${word}`, machine);
  return { status: answer.value, text: OUTCOMES[answer.value] ?? `the driver refused (code ${answer.value})` };
}
