/** The lines of one user in upsd.users, as server/user.c of 2.8.5 takes them. */
import { commandNames, isCommandName } from "../nut/catalogue/commands.ts";
import type { Word } from "../nut/words.ts";
import { doubtfulPassword } from "./beyond-ascii.ts";
import type { Place, Reporter } from "./problem.ts";
import type { RawEntry } from "./sections.ts";
import { didYouMean, didYouMeanNumbered } from "./suggest.ts";
import {
  type Role,
  UPSMON_ROLES,
  USER_ACTIONS,
  USER_OBSOLETE,
  USER_SETTINGS,
  type UserSetting,
} from "./tables/upsd-users.ts";

export interface UserDraft extends Place {
  readonly name: string;
  password: string | undefined;
  readonly actions: Set<string>;
  readonly instcmds: Map<string, string>;
  role: Role | undefined;
}

function setPassword(user: UserDraft, entry: RawEntry, report: Reporter): void {
  const [first, extra] = entry.values;
  if (user.password !== undefined) {
    report.warning(
      entry.name,
      `[${user.name}] has a password already; this one is ignored`,
      "keep one of the two lines",
    );
    return;
  }
  user.password = first?.text;
  const doubt = doubtfulPassword(first?.text ?? "");
  if (doubt) report.warning(first ?? entry.name, doubt.text, doubt.advice);
  if (extra) report.warning(extra, "only the first word of the password counts", 'put it in "quotes"');
}

const adviceOnAction = (action: string): string =>
  /[,;]/.test(action)
    ? "part several actions by blanks"
    : (didYouMean(action, USER_ACTIONS) ?? `known are ${USER_ACTIONS.join(", ")}`);

function addActions(user: UserDraft, entry: RawEntry, report: Reporter): void {
  for (const word of entry.values) {
    const action = word.text.toUpperCase();
    if (!USER_ACTIONS.some((known) => known === action)) {
      const advice = (): string => adviceOnAction(action);
      report.warning(word, `${word.text} is not an action of upsd`, advice, "unknown-word");
    }
    user.actions.add(action);
  }
}

const adviceOnCommand = (command: string): string =>
  /[,;]/.test(command)
    ? "part several commands by blanks"
    : (didYouMeanNumbered(command, [...commandNames(), "ALL"]) ??
      "it counts only if the driver has a command of that name");

function addCommands(user: UserDraft, entry: RawEntry, report: Reporter): void {
  for (const word of entry.values) {
    if (word.text.toUpperCase() !== "ALL" && !isCommandName(word.text)) {
      const advice = (): string => adviceOnCommand(word.text);
      report.warning(word, `${word.text} is not a command that NUT lists`, advice, "unknown-word");
    }
    const lower = word.text.toLowerCase();
    if (!user.instcmds.has(lower)) user.instcmds.set(lower, word.text);
  }
}

const MONITOR_ONLY = "write upsmon secondary here and power value 0 in the MONITOR line of upsmon.conf";

const adviceOnRole = (role: string): string =>
  /^monitor.?only$/i.test(role)
    ? MONITOR_ONLY
    : (didYouMean(role, UPSMON_ROLES.keys()) ?? "write primary or secondary");

function addRole(user: UserDraft, word: Word, report: Reporter): void {
  const role = UPSMON_ROLES.get(word.text.toLowerCase());
  if (role === undefined) {
    report.error(word, `${word.text} is not a role of upsmon`, () => adviceOnRole(word.text), "unknown-word");
    return;
  }
  if (role !== word.text.toLowerCase()) report.note(word, `${word.text} is an old word`, `write ${role}`, "old-word");
  // Two roles add up, as their permissions do in C.
  if (user.role !== "primary") user.role = role;
}

/** `upsmon = secondary primary` counts in full, `upsmon secondary primary` as far as its first word. */
function addRoles(user: UserDraft, { equals, values }: RawEntry, report: Reporter): void {
  const [first, extra] = values;
  if (equals) for (const word of values) addRole(user, word, report);
  else if (first) {
    addRole(user, first, report);
    if (extra) report.warning(extra, "only the first word after upsmon counts");
  }
}

type Apply = (user: UserDraft, entry: RawEntry, report: Reporter) => void;

const APPLY: Readonly<Record<UserSetting, Apply>> = {
  password: setPassword,
  actions: addActions,
  instcmds: addCommands,
  upsmon: addRoles,
};

function reportUnknown({ name }: RawEntry, report: Reporter): void {
  const lower = name.text.toLowerCase();
  const obsolete = USER_OBSOLETE.get(lower);
  if (obsolete !== undefined) return report.warning(name, `${lower} is obsolete and ignored`, obsolete, "old-word");
  if (lower === "user")
    return report.warning(name, "the file format of NUT 1.x is ignored", "write a [section] for each user");
  // The word may be a password that slipped onto a line of its own: it is not repeated.
  report.error(
    name,
    "this is not a setting of a user",
    () => didYouMean(name.text, USER_SETTINGS) ?? `known are ${USER_SETTINGS.join(", ")}`,
    "unknown-word",
  );
}

/** Takes one line, or says why not; never with a password. */
export function applyEntry(user: UserDraft, entry: RawEntry, report: Reporter): void {
  const setting = USER_SETTINGS.find((known) => known === entry.name.text.toLowerCase());
  if (setting === undefined) return reportUnknown(entry, report);
  if (entry.values.length === 0) return report.error(entry.name, `nothing follows ${setting}`, `write ${setting} = …`);
  if (!entry.equals && setting !== "upsmon") {
    return report.error(entry.name, `${setting} needs a = before its value`, `write ${setting} = …`);
  }
  APPLY[setting](user, entry, report);
}
