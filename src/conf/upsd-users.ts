/** upsd.users: who may do what on the server. */
import type { Word } from "../nut/words.ts";
import { byPlace, type Place, type Problem, type Reporter, reporter } from "./problem.ts";
import { formatSections, parseSections, type RawEntry, type Setting } from "./sections.ts";
import { didYouMean } from "./suggest.ts";
import {
  type Role,
  UPSMON_ROLES,
  USER_ACTIONS,
  USER_OBSOLETE,
  USER_SETTINGS,
  type UserSetting,
} from "./tables/upsd-users.ts";

export type { Role } from "./tables/upsd-users.ts";

export interface UpsdUser extends Place {
  readonly name: string;
  /** Without a password nobody can log in under this name. */
  readonly password: string | undefined;
  /** In upper case: SET, FSD, and what else the file names. Those of the role are not listed here. */
  readonly actions: readonly string[];
  /** As written; ALL stands for every command. They match without regard to case. */
  readonly instcmds: readonly string[];
  /** What `upsmon` allows: secondary may log in; primary may also take the PRIMARY role and set FSD. */
  readonly role: Role | undefined;
}

export interface UpsdUsers {
  readonly users: readonly UpsdUser[];
  readonly problems: readonly Problem[];
}

/** True when the user may do what the C server calls `action` (SET, FSD, LOGIN, MASTER). */
export function mayAct({ actions, role }: UpsdUser, action: string): boolean {
  const wanted = action.toUpperCase();
  if (actions.includes(wanted)) return true;
  if (wanted === "LOGIN") return role !== undefined;
  return role === "primary" && (wanted === "FSD" || wanted === "MASTER");
}

/** True when the user may give the instant command. */
export const mayCommand = ({ instcmds }: UpsdUser, command: string): boolean =>
  instcmds.some((name) => name.toLowerCase() === command.toLowerCase() || name.toLowerCase() === "all");

interface Draft extends Place {
  readonly name: string;
  password: string | undefined;
  readonly actions: Set<string>;
  /** By name in lower case. */
  readonly instcmds: Map<string, string>;
  role: Role | undefined;
}

function setPassword(user: Draft, entry: RawEntry, report: Reporter): void {
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
  if (extra) report.warning(extra, "only the first word of the password counts", 'put it in "quotes"');
}

const adviceOnAction = (action: string): string =>
  /[,;]/.test(action)
    ? "part several actions by blanks"
    : (didYouMean(action, USER_ACTIONS) ?? `known are ${USER_ACTIONS.join(", ")}`);

function addActions(user: Draft, entry: RawEntry, report: Reporter): void {
  for (const word of entry.values) {
    const action = word.text.toUpperCase();
    if (!USER_ACTIONS.some((known) => known === action)) {
      report.warning(word, `${word.text} is not an action of upsd`, () => adviceOnAction(action));
    }
    user.actions.add(action);
  }
}

function addCommands(user: Draft, entry: RawEntry, report: Reporter): void {
  for (const word of entry.values) {
    if (/[,;]/.test(word.text)) {
      report.warning(word, `${word.text} is not the name of a command`, "part several commands by blanks");
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

function addRole(user: Draft, word: Word, report: Reporter): void {
  const role = UPSMON_ROLES.get(word.text.toLowerCase());
  if (role === undefined) {
    report.error(word, `${word.text} is not a role of upsmon`, () => adviceOnRole(word.text));
    return;
  }
  if (role !== word.text.toLowerCase()) report.note(word, `${word.text} is an old word`, `write ${role}`);
  // Two roles add up, as their permissions do in C.
  if (user.role !== "primary") user.role = role;
}

/** `upsmon = secondary primary` counts in full, `upsmon secondary primary` as far as its first word. */
function addRoles(user: Draft, { equals, values }: RawEntry, report: Reporter): void {
  const [first, extra] = values;
  if (equals) for (const word of values) addRole(user, word, report);
  else if (first) {
    addRole(user, first, report);
    if (extra) report.warning(extra, "only the first word after upsmon counts");
  }
}

const userOf = ({ actions, instcmds, ...user }: Draft): UpsdUser => ({
  ...user,
  actions: [...actions],
  instcmds: [...instcmds.values()],
});

type Apply = (user: Draft, entry: RawEntry, report: Reporter) => void;

const APPLY: Readonly<Record<UserSetting, Apply>> = {
  password: setPassword,
  actions: addActions,
  instcmds: addCommands,
  upsmon: addRoles,
};

function reportUnknown({ name }: RawEntry, report: Reporter): void {
  const lower = name.text.toLowerCase();
  const obsolete = USER_OBSOLETE.get(lower);
  if (obsolete !== undefined) return report.warning(name, `${lower} is obsolete and ignored`, obsolete);
  if (lower === "user")
    return report.warning(name, "the file format of NUT 1.x is ignored", "write a [section] for each user");
  // The word may be a password that slipped onto a line of its own: it is not repeated.
  report.error(
    name,
    "this is not a setting of a user",
    () => didYouMean(name.text, USER_SETTINGS) ?? `known are ${USER_SETTINGS.join(", ")}`,
  );
}

function applyEntry(user: Draft, entry: RawEntry, report: Reporter): void {
  const setting = USER_SETTINGS.find((known) => known === entry.name.text.toLowerCase());
  if (setting === undefined) return reportUnknown(entry, report);
  if (entry.values.length === 0) return report.error(entry.name, `nothing follows ${setting}`, `write ${setting} = …`);
  if (!entry.equals && setting !== "upsmon") {
    return report.error(entry.name, `${setting} needs a = before its value`, `write ${setting} = …`);
  }
  APPLY[setting](user, entry, report);
}

/** Reads upsd.users. Never throws; no problem repeats a password. */
export function parseUpsdUsers(text: string, file = "upsd.users"): UpsdUsers {
  const raw = parseSections(text, file);
  const report = reporter(file);
  const users = new Map<string, Draft>();
  for (const { name } of raw.globals) {
    report.error(name, "this stands before the first user and has no effect", "put it below the [name] of a user");
  }
  for (const { name, line, column, entries } of raw.sections) {
    const before = users.get(name);
    if (before) {
      report.warning({ line, column }, `[${name}] continues the user of line ${before.line}`, "write one section");
    }
    const user = before ?? {
      name,
      line,
      column,
      password: undefined,
      actions: new Set(),
      instcmds: new Map(),
      role: undefined,
    };
    users.set(name, user);
    for (const entry of entries) applyEntry(user, entry, report);
  }
  for (const user of users.values()) {
    if (user.password === undefined) report.warning(user, `[${user.name}] has no password and cannot log in`);
  }
  return { users: [...users.values()].map(userOf), problems: byPlace([...raw.problems, ...report.problems]) };
}

function settingsOf({ password, actions, instcmds, role }: UpsdUser): Setting[] {
  const setting = (name: string, value: string): Setting => ({ name, value });
  return [
    ...(password === undefined ? [] : [setting("password", password)]),
    ...actions.map((action) => setting("actions", action)),
    ...instcmds.map((command) => setting("instcmds", command)),
    ...(role === undefined ? [] : [setting("upsmon", role)]),
  ];
}

/** The text of an upsd.users that reads back as the same users. */
export const formatUpsdUsers = ({ users }: Pick<UpsdUsers, "users">): string =>
  formatSections(
    [],
    users.map((user) => ({ name: user.name, settings: settingsOf(user) })),
  );
