import { doubtfulName } from "./beyond-ascii.ts";
import { byPlace, type Place, type Problem, type Reporter, reporter } from "./problem.ts";
import { formatSections, parseSections, type Setting } from "./sections.ts";
import type { Role } from "./tables/upsd-users.ts";
import { applyEntry, type UserDraft } from "./user-settings.ts";

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

export const mayCommand = ({ instcmds }: UpsdUser, command: string): boolean =>
  instcmds.some((name) => name.toLowerCase() === command.toLowerCase() || name.toLowerCase() === "all");

const draftOf = (name: string, place: Place): UserDraft => ({
  name,
  ...place,
  password: undefined,
  actions: new Set(),
  instcmds: new Map(),
  role: undefined,
});

const userOf = ({ actions, instcmds, ...user }: UserDraft): UpsdUser => ({
  ...user,
  actions: [...actions],
  instcmds: [...instcmds.values()],
});

function checkPassword(user: UserDraft, report: Reporter): void {
  if (user.password === undefined)
    report.warning(user, `[${user.name}] has no password and cannot log in`, undefined, "user-without-password");
  else if (user.password === "")
    report.warning(user, `the password of [${user.name}] is empty`, "write a long one", "user-without-password");
}

/** Reads upsd.users. Never throws; no problem repeats a password. */
export function parseUpsdUsers(text: string, file = "upsd.users"): UpsdUsers {
  const raw = parseSections(text, file);
  const report = reporter(file);
  const users = new Map<string, UserDraft>();
  for (const { name } of raw.globals) {
    report.error(name, "this stands before the first user and has no effect", "put it below the [name] of a user");
  }
  for (const { name, line, column, entries } of raw.sections) {
    const before = users.get(name);
    if (before) {
      report.warning({ line, column }, `[${name}] continues the user of line ${before.line}`, "write one section");
    }
    const user = before ?? draftOf(name, { line, column });
    const doubt = before ? undefined : doubtfulName("user", name);
    if (doubt) report.warning(user, `[${name}]: ${doubt.text}`, doubt.advice);
    users.set(name, user);
    for (const entry of entries) applyEntry(user, entry, report);
  }
  for (const user of users.values()) checkPassword(user, report);
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

export const formatUpsdUsers = ({ users }: Pick<UpsdUsers, "users">): string =>
  formatSections(
    [],
    users.map((user) => ({ name: user.name, settings: settingsOf(user) })),
  );
