/** What the readers of the files say, line by line: a rule for each kind, and three for all the rest. */
import { removeLine, replaceWord, setDirective } from "../../../conf/edit.ts";
import type { Problem, ProblemKind, Severity } from "../../../conf/problem.ts";
import { readLines } from "../../../conf/reader.ts";
import { UPSMON_ROLES } from "../../../conf/tables/upsd-users.ts";
import { type CheckInput, confOf } from "../check-input.ts";
import type { Fix, Found, Rule } from "../rule.ts";

type Mender = (problem: Problem, input: CheckInput, text: string) => Fix | undefined;

const problemsOf = ({ files }: CheckInput): readonly (readonly [Problem, text: string])[] =>
  Object.values(files).flatMap((file) =>
    file.kind === "read" ? file.problems.map((problem: Problem) => [problem, file.text] as const) : [],
  );

const foundOf = (input: CheckInput, wanted: (problem: Problem) => boolean, mend?: Mender): readonly Found[] =>
  problemsOf(input).flatMap(([problem, text]): readonly Found[] => {
    if (!wanted(problem)) return [];
    const { severity, file, line, column, advice } = problem;
    return [{ severity, at: { file, line, column }, text: problem.text, advice, fix: mend?.(problem, input, text) }];
  });

const edit = ({ file }: Problem, change: (text: string) => string): Fix => ({ kind: "text", path: file, change });

/** `master` where the role stands: the fifth word of MONITOR, the last one of upsmon in upsd.users. */
function modernRole(problem: Problem, text: string): Fix | undefined {
  const line = readLines(text, "").lines.find(({ first }) => first.line === problem.line);
  const word =
    line?.first.text === "MONITOR" ? line.rest[4] : line?.rest.find(({ column }) => column === problem.column);
  const role = UPSMON_ROLES.get(word?.text.toLowerCase() ?? "");
  return word && role !== undefined ? edit(problem, (old) => replaceWord(old, word, role)) : undefined;
}

const modernize: Mender = (problem, _input, text) => {
  if (problem.text.endsWith("is an old word")) return modernRole(problem, text);
  if (problem.file.endsWith("/nut.conf")) return undefined;
  return edit(problem, (old) => removeLine(old, problem.line));
};

const UPPER_CASE = /^write it in upper case: (\w+)$/;

const upperCase: Mender = (problem) => {
  const word = UPPER_CASE.exec(problem.advice ?? "")?.[1];
  return word === undefined ? undefined : edit(problem, (old) => replaceWord(old, problem, word));
};

const addDirective =
  (name: string, value: (input: CheckInput) => string): Mender =>
  (problem, input) =>
    edit(problem, (old) => setDirective(old, name, [value(input)]));

const deadtime: Mender = (problem) => {
  const seconds = /DEADTIME (\d+)$/.exec(problem.advice ?? "")?.[1];
  return seconds === undefined ? undefined : edit(problem, (old) => setDirective(old, "DEADTIME", [seconds]));
};

interface KindRow {
  readonly looksAt: string;
  readonly means: string;
  readonly mend: string;
  readonly fix?: Mender;
  /** Where the readers, who see one file, complain of what is well here. */
  readonly applies?: (input: CheckInput) => boolean;
}

const UPSMON = "upsmon.conf";

const KINDS: Readonly<Record<ProblemKind, KindRow>> = {
  "no-monitor": {
    looksAt: UPSMON,
    means: "Without a MONITOR line upsmon does not start, and nothing shuts this machine down.",
    mend: "add MONITOR ups@host 1 user password primary|secondary",
  },
  minsupplies: {
    looksAt: "MINSUPPLIES and the power values of MONITOR in upsmon.conf",
    means:
      "MINSUPPLIES is how many power supplies the machine needs. If all UPSes together feed fewer, upsmon does not start.",
    mend: "raise the power value of a UPS that feeds this machine, or write MINSUPPLIES 0",
  },
  "no-shutdowncmd": {
    looksAt: UPSMON,
    means: "When the battery is low upsmon runs SHUTDOWNCMD. Without it this machine dies with the battery.",
    mend: 'add SHUTDOWNCMD "/sbin/shutdown -h +0"',
    fix: addDirective("SHUTDOWNCMD", ({ machine }) => machine.facts.distribution.shutdownCommand),
  },
  "no-powerdownflag": {
    looksAt: UPSMON,
    means:
      "POWERDOWNFLAG names the file by which the last scripts of a shutdown know that the UPS is to be switched off. If it stays on and the mains come back, a machine that was shut down does not start again.",
    mend: "add POWERDOWNFLAG /etc/killpower",
    fix: addDirective("POWERDOWNFLAG", ({ machine }) => machine.facts.distribution.powerDownFlag),
  },
  "powerdownflag-relative": {
    looksAt: "POWERDOWNFLAG of upsmon.conf",
    means: "The last scripts of a shutdown run in another folder than upsmon, and look for the file there.",
    mend: "write its whole path",
  },
  "deadtime-too-short": {
    looksAt: "DEADTIME, POLLFREQ and POLLFREQALERT of upsmon.conf",
    means:
      "A UPS that has not answered for DEADTIME is dead; one on battery then counts as low, and the machine goes down. With a DEADTIME no longer than the time between two polls that is every UPS.",
    mend: "write three times POLLFREQ",
    fix: deadtime,
  },
  "notifycmd-unused": {
    looksAt: "NOTIFYCMD and NOTIFYFLAG of upsmon.conf",
    means: "upsmon calls NOTIFYCMD only for the types whose NOTIFYFLAG has EXEC.",
    mend: "write NOTIFYFLAG with EXEC for the types that matter",
  },
  "certhost-unused": {
    looksAt: "CERTHOST and MONITOR of upsmon.conf",
    means: "A CERTHOST that means no server of a MONITOR protects no connection.",
    mend: "write the host as MONITOR has it",
  },
  "timers-incomplete": {
    looksAt: "upssched.conf",
    means:
      "upssched calls CMDSCRIPT, and keeps its timers in a process behind PIPEFN and LOCKFN. Without them AT does nothing.",
    mend: "write CMDSCRIPT, PIPEFN and LOCKFN above the first AT",
  },
  "cancel-names-a-timer": {
    looksAt: "CANCEL-TIMER of upssched.conf",
    means:
      "The second name of CANCEL-TIMER is not a second timer: CMDSCRIPT is called with it where the first timer does not run. If it is a shutdown, the machine goes down when the mains are back.",
    mend: "write a line for each timer",
  },
  "no-ups": {
    looksAt: "ups.conf, and MODE of nut.conf",
    means: "upsd serves the UPSes of ups.conf. Without one it does not start.",
    mend: "add a section with driver and port (nutts scanner -U finds devices on USB)",
    applies: ({ files }) => confOf(files.nut)?.mode !== "netclient",
  },
  "ups-incomplete": {
    looksAt: "the sections of ups.conf",
    means: "A UPS without driver or port is not served.",
    mend: "add what is missing",
  },
  "user-without-password": {
    looksAt: "the users of upsd.users",
    means: "Nobody can log in as a user that has no password.",
    mend: "add password = …",
  },
  "quote-not-closed": {
    looksAt: "the quotes of all files",
    means: "A quote that is not closed takes the lines below it into its text: what they say is lost.",
    mend: 'close it with a "',
  },
  "unknown-word": {
    looksAt: "the words of all files",
    means: "A word that no program of NUT knows does nothing, or something else than was meant.",
    mend: "correct or delete it",
    fix: upperCase,
  },
  "old-word": {
    looksAt: "the words of all files",
    means: "It was written so in older versions. It still works, or is ignored.",
    mend: "write the present word",
    fix: modernize,
  },
};

const REST: readonly (readonly [name: string, severity: Severity, row: KindRow])[] = [
  [
    "line-without-effect",
    "error",
    {
      looksAt: "each line of all files",
      means: "The line, or what it belongs to, has no effect.",
      mend: "correct the line",
    },
  ],
  [
    "line-in-doubt",
    "warning",
    {
      looksAt: "each line of all files",
      means: "The line has an effect, but hardly the one that was meant.",
      mend: "look whether it says what you mean",
    },
  ],
  [
    "line-could-be-better",
    "note",
    {
      looksAt: "each line of all files",
      means: "The line works, and there is a better way to write it.",
      mend: "rewrite it",
    },
  ],
];

const kindRules = Object.entries(KINDS).map(
  ([name, { fix, applies = () => true, ...row }]): Rule => ({
    name,
    ...row,
    find: (input) => (applies(input) ? foundOf(input, ({ kind }) => kind === name, fix) : []),
  }),
);

/** The readers say more of a place than that its line is wrong. */
export const READER_RULES: readonly Rule[] = [
  ...kindRules,
  ...REST.map(
    ([name, severity, row]): Rule => ({
      name,
      ...row,
      find: (input) => foundOf(input, (problem) => problem.kind === undefined && problem.severity === severity),
    }),
  ),
];
