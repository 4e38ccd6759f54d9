/** MONITOR lines against the upsd of the same machine. */

import { setOption } from "../../../conf/edit.ts";
import { didYouMean } from "../../../conf/suggest.ts";
import type { Monitor } from "../../../conf/tables/upsmon-conf.ts";
import type { UpsSection } from "../../../conf/ups-conf.ts";
import { mayAct, type UpsdUser } from "../../../conf/upsd-users.ts";
import { type CheckInput, confOf, ownMonitors } from "../check-input.ts";
import { type Found, type Rule, type Spot, spot } from "../rule.ts";

const WHAT = "upsmon.conf, upsd.users, ups.conf";

function placeOf({ files: { upsmon } }: CheckInput, monitor: Monitor): Spot {
  const place = confOf(upsmon)?.placeOf(monitor) ?? { line: 0, column: 0 };
  return spot(upsmon.path, place);
}

/** Each MONITOR of this machine's own upsd, with its user. */
function logins(input: CheckInput): readonly { readonly monitor: Monitor; readonly user: UpsdUser | undefined }[] {
  const users = confOf(input.files.users)?.users;
  if (!users) return [];
  return ownMonitors(input).map((monitor) => ({
    monitor,
    user: users.find(({ name }) => name === monitor.username),
  }));
}

const namesOf = ({ name, aliases }: UpsSection): readonly string[] => [name, ...aliases];

/** The word for the user is not repeated where it is somebody's password. */
function unknownUser(input: CheckInput, monitor: Monitor): Found {
  const users = confOf(input.files.users)?.users ?? [];
  const at = placeOf(input, monitor);
  const { path } = input.files.users;
  if (users.some(({ password }) => password === monitor.username)) {
    const text = `MONITOR ${monitor.system}: where the user stands there is a password of ${path}`;
    return { severity: "error", at, text, advice: "write the user first, then the password" };
  }
  const names = users.map(({ name }) => name);
  const advice =
    didYouMean(monitor.username, names) ??
    `add [${monitor.username}] to it, with the password of the MONITOR line and upsmon ${monitor.role}`;
  const text = `MONITOR ${monitor.system}: ${path} has no user ${monitor.username}, so upsd refuses the login`;
  return { severity: "error", at, text, advice };
}

export const LOGIN_RULES: readonly Rule[] = [
  {
    name: "monitor-password",
    looksAt: WHAT,
    means:
      "upsd refuses a login with another password than that of upsd.users. upsmon then sees the UPS, but is not counted: a primary does not wait for this machine, and as a primary it cannot tell the others to shut down.",
    mend: "write the same password in both files, and reload upsd and upsmon",
    find: (input) =>
      logins(input).flatMap(({ monitor, user }): readonly Found[] => {
        if (user?.password === undefined || user.password === monitor.password) return [];
        const where = `[${user.name}] in ${input.files.users.path}:${user.line}`;
        const text = `MONITOR ${monitor.system}: its password is not the one of ${where}, so upsd refuses the login`;
        return [{ severity: "error", at: placeOf(input, monitor), text }];
      }),
  },
  {
    name: "monitor-user",
    looksAt: WHAT,
    means:
      "upsd refuses a login of a user that upsd.users does not name, with what follows from that (see monitor-password).",
    mend: "add the user to upsd.users, with its password and its upsmon line, or correct the name",
    find: (input) => logins(input).flatMap(({ monitor, user }) => (user ? [] : [unknownUser(input, monitor)])),
  },
  {
    name: "monitor-role",
    looksAt: WHAT,
    means:
      "Only a user with upsmon in upsd.users may log in, and only one with upsmon primary may tell the secondaries to shut down.",
    mend: "give the user the role of the MONITOR line",
    find: (input) =>
      logins(input).flatMap(({ monitor, user }): readonly Found[] => {
        if (!user) return [];
        const action = monitor.role === "primary" ? "MASTER" : "LOGIN";
        if (mayAct(user, action)) return [];
        const has = user.role === undefined ? "no upsmon line" : `upsmon ${user.role} only`;
        const file = input.files.users.path;
        const text = `[${user.name}] has ${has}, and MONITOR ${monitor.system} wants to be ${monitor.role}`;
        const advice = `write upsmon ${monitor.role} below [${user.name}]`;
        const change = (old: string): string => setOption(old, user.name, "upsmon", monitor.role);
        const certain = user.role === undefined && user.password === monitor.password;
        const fix = certain ? ({ kind: "text", path: file, change } as const) : undefined;
        return [{ severity: "error", at: spot(file, user), text, advice, fix }];
      }),
  },
  {
    name: "monitor-ups",
    looksAt: WHAT,
    means: "A UPS that no section of ups.conf has is unknown to upsd: upsmon gets no data, and protects nothing.",
    mend: "write the name of the section of ups.conf",
    find: (input) => {
      const names = (confOf(input.files.ups)?.sections ?? []).flatMap(namesOf);
      const served = new Set(names.map((name) => name.toLowerCase()));
      return ownMonitors(input).flatMap((monitor): readonly Found[] => {
        if (served.has(monitor.upsname.toLowerCase())) return [];
        const text = `MONITOR ${monitor.system}: ${input.files.ups.path} has no [${monitor.upsname}]`;
        const advice = didYouMean(monitor.upsname, names) ?? `sections are ${names.join(", ")}`;
        return [{ severity: "error", at: placeOf(input, monitor), text, advice }];
      });
    },
  },
];
