/** The files that answers make of those that are there. Pure. */
import { setAssignment } from "../../conf/edit.ts";
import { parseNutConf } from "../../conf/nut-conf.ts";
import { stagesOf } from "../../conf/ups/stages.ts";
import { parseUpsConf } from "../../conf/ups-conf.ts";
import { parseUpsmonConf } from "../../conf/upsmon-conf.ts";
import { DEFAULT_PORT, formatUpsId } from "../../nut/ups-id.ts";
import type { Answers, Listen, ServerRole } from "./answers.ts";
import { RETURN_COMMANDS } from "./questions/shutdown-return.ts";
import { upsConfText } from "./texts/ups-conf-text.ts";
import { upsdConfText } from "./texts/upsd-conf-text.ts";
import { MONITOR_USER, upsdUsersText, userIn, withRights } from "./texts/upsd-users-text.ts";
import {
  type PowerOff,
  upsmonConfText,
  type WantedMonitor,
  withoutShutdownReturn,
  withShutdownReturn,
} from "./texts/upsmon-conf-text.ts";

export const INIT_FILES = ["nut.conf", "ups.conf", "upsd.conf", "upsd.users", "upsmon.conf"] as const;
export type InitFile = (typeof INIT_FILES)[number];

export type Texts = Readonly<Partial<Record<InitFile, string>>>;

const REACHED_AS_LOCALHOST = new Set(["127.0.0.1", "::1", "0.0.0.0", "::", "*", "localhost"]);

/** Where this machine's own upsmon reaches upsd. */
export function localServer(listen: readonly Listen[]): Listen {
  const near = listen.find(({ host }) => REACHED_AS_LOCALHOST.has(host));
  if (near) return { host: "localhost", port: near.port };
  return listen[0] ?? { host: "localhost", port: DEFAULT_PORT };
}

const nutConfText = (before: string, { role }: Answers): string =>
  parseNutConf(before).mode === role ? before : setAssignment(before, "MODE", role);

/** A line that already watches this UPS here, with a user whom upsd lets in. */
function watches(before: Texts, upsname: string): boolean {
  const { monitors } = parseUpsmonConf(before["upsmon.conf"] ?? "");
  return monitors.some((monitor) => {
    if (monitor.upsname !== upsname || !REACHED_AS_LOCALHOST.has(monitor.host)) return false;
    const user = userIn(before["upsd.users"] ?? "", monitor.username);
    return user?.password === monitor.password && user.role === "primary" && monitor.role === "primary";
  });
}

/** Of every user as whom upsmon is primary here. */
function withReturnRights(users: string, upsmon: string, listen: readonly Listen[]): string {
  const { monitors } = parseUpsmonConf(upsmon);
  const hosts = new Set([...REACHED_AS_LOCALHOST, ...listen.map(({ host }) => host)]);
  const here = monitors.filter(({ host, role }) => hosts.has(host) && role === "primary");
  const names = [...new Set(here.map(({ username }) => username))];
  return names.reduce((text, name) => withRights(text, name, RETURN_COMMANDS), users);
}

interface Feed {
  readonly name: string;
  readonly powerValue: number;
}

/** What this machine hangs on, and the stages there, which only are waited for. */
function feeds(upsConf: string, { upses }: ServerRole): readonly Feed[] {
  const names = new Set(upses.map(({ name }) => name));
  const stages = stagesOf(parseUpsConf(upsConf).sections).filter(({ device }) => names.has(device));
  return [
    ...upses.map(({ name }) => ({ name, powerValue: 1 })),
    ...stages.map(({ section }) => ({ name: section.name, powerValue: 0 })),
  ];
}

function serverTexts(before: Texts, answers: ServerRole, powerOff: PowerOff, generate: () => string): Texts {
  const upsConf = upsConfText(before["ups.conf"] ?? "", answers);
  const unwatched = feeds(upsConf, answers).filter(({ name }) => !watches(before, name));
  const users = upsdUsersText(before["upsd.users"] ?? "", answers.presets, unwatched.length > 0, generate);
  const password = userIn(users, MONITOR_USER)?.password ?? "";
  const server = localServer(answers.listen);
  const monitors = unwatched.map(
    ({ name, powerValue }): WantedMonitor => ({
      system: formatUpsId({ upsname: name, ...server }),
      username: MONITOR_USER,
      password,
      role: "primary",
      powerValue,
    }),
  );
  const upsmon = upsmonConfText(before["upsmon.conf"] ?? "", monitors, powerOff);
  const { shutdownReturn } = answers;
  return {
    "ups.conf": upsConf,
    "upsd.conf": upsdConfText(before["upsd.conf"] ?? "", answers),
    "upsd.users": shutdownReturn ? withReturnRights(users, upsmon, answers.listen) : users,
    "upsmon.conf": shutdownReturn ? withShutdownReturn(upsmon, powerOff) : withoutShutdownReturn(upsmon),
  };
}

/** `generate` makes a password where none is there. */
export function planTexts(before: Texts, answers: Answers, powerOff: PowerOff, generate: () => string): Texts {
  const mode = { "nut.conf": nutConfText(before["nut.conf"] ?? "", answers) };
  if (answers.role !== "netclient") return { ...mode, ...serverTexts(before, answers, powerOff, generate) };
  const monitors: readonly WantedMonitor[] = [{ ...answers.server, role: "secondary", powerValue: 1 }];
  return { ...mode, "upsmon.conf": upsmonConfText(before["upsmon.conf"] ?? "", monitors, powerOff) };
}
