/** The directives of upssched.conf: clients/upssched.c and upssched.conf(5) of 2.8.5. */
import { NOTIFY_TYPES } from "../../nut/notify-types.ts";
import { shellQuote } from "../../nut/shell-quote.ts";
import { type LineReporter, type Many, type One, one } from "../directive.ts";
import { didYouMean } from "../suggest.ts";
import { integer, text } from "../values.ts";

export type AtCommand =
  | { readonly kind: "start-timer" | "start-timer-shared"; readonly timer: string; readonly seconds: number }
  | {
      readonly kind: "cancel-timer" | "cancel-timer-matched";
      readonly timer: string;
      /** What CMDSCRIPT is called with when there is no such timer. */
      readonly otherwise: string | undefined;
    }
  | { readonly kind: "execute"; readonly name: string };

export interface AtRule {
  /** In upper case: one of upsmon's types, or one that another program sends. */
  readonly notifyType: string;
  /** As upsmon.conf writes it; `*` for any. */
  readonly system: string;
  readonly command: AtCommand;
}

export const AT_WORDS = {
  "start-timer": "START-TIMER",
  "start-timer-shared": "START-TIMER-SHARED",
  "cancel-timer": "CANCEL-TIMER",
  "cancel-timer-matched": "CANCEL-TIMER-MATCHED",
  execute: "EXECUTE",
} as const satisfies Record<AtCommand["kind"], string>;

type Kind = AtCommand["kind"];

const KINDS = new Map<string, Kind>((Object.keys(AT_WORDS) as readonly Kind[]).map((kind) => [AT_WORDS[kind], kind]));

const DELAY = integer("seconds", { min: 0 });

/** A delay that is no number counts as 0, as in C; a negative one is refused. */
function secondsOf(word: string | undefined, report: LineReporter): number | undefined {
  if (word === undefined) return report.error("the timer needs its seconds", "write START-TIMER name seconds");
  const read = DELAY.read(word);
  if (read.kind === "ok") {
    if (read.doubt !== undefined) report.warning(`the delay: ${read.doubt}`, read.advice);
    return read.value;
  }
  if (/^\s*[+-]?\d/.test(word)) return report.error(`the delay: ${read.text}`, read.advice);
  report.warning(`"${word}" is no number of seconds and counts as 0`, "write the delay in seconds");
  return 0;
}

function commandOf(word: string, name: string, last: string | undefined, report: LineReporter): AtCommand | undefined {
  const kind = KINDS.get(word);
  switch (kind) {
    case "start-timer":
    case "start-timer-shared": {
      const seconds = secondsOf(last, report);
      return seconds === undefined ? undefined : { kind, timer: name, seconds };
    }
    case "cancel-timer":
    case "cancel-timer-matched":
      return { kind, timer: name, otherwise: last };
    case "execute":
      if (last !== undefined) report.warning("what follows the name is ignored", "EXECUTE takes one word");
      return name === "" ? report.error("EXECUTE needs a name") : { kind, name };
    case undefined:
      return report.error(
        `${word} is not a command of AT`,
        () => didYouMean(word, KINDS.keys()) ?? `known are ${[...KINDS.keys()].join(", ")}`,
        "unknown-word",
      );
  }
}

function checkType(type: string, report: LineReporter): void {
  if (NOTIFY_TYPES.some((known) => known === type)) return;
  const anyType = type === "*" ? "only the UPS can be *; write one line for each type" : undefined;
  report.warning(`upsmon never says ${type}`, anyType ?? (() => didYouMean(type, NOTIFY_TYPES)), "unknown-word");
}

function argumentsOf(command: AtCommand): readonly string[] {
  switch (command.kind) {
    case "start-timer":
    case "start-timer-shared":
      return [command.timer, String(command.seconds)];
    case "cancel-timer":
    case "cancel-timer-matched":
      return command.otherwise === undefined ? [command.timer] : [command.timer, command.otherwise];
    case "execute":
      return [command.name];
  }
}

const rows: Many<AtRule> = {
  kind: "many",
  name: "AT",
  form: "<notify type> <system|*> <command> <name> [<argument>]",
  least: 4,
  most: 5,
  read: ([type = "", system = "", word = "", name = "", last], report) => {
    const notifyType = type.toUpperCase();
    const command = commandOf(word, name, last, report);
    if (command === undefined) return undefined;
    checkType(notifyType, report);
    return { notifyType, system, command };
  },
  write: ({ notifyType, system, command }) => [notifyType, system, AT_WORDS[command.kind], ...argumentsOf(command)],
};

/** One word is a text for a shell; of several, as since 2.8.5, the first is a program, whose path may hold blanks. */
const cmdscript: One<string, undefined> = {
  ...one("CMDSCRIPT", text("command"), undefined),
  form: "<command> [<argument>]...",
  most: Number.POSITIVE_INFINITY,
  read: ([first = "", ...rest], report) => {
    if (first === "") return report.error("the value is empty");
    return rest.length === 0 ? first : [first, ...rest].map(shellQuote).join(" ");
  },
};

export const UPSSCHED_CONF = {
  cmdscript,
  pipefn: one("PIPEFN", text("path"), undefined),
  lockfn: one("LOCKFN", text("path"), undefined),
  debugMin: one("DEBUG_MIN", integer("level", { min: 0, whole: true }), undefined),
  rows,
} as const;
