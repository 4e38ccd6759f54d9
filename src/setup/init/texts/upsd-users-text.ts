import { addOption, setOption } from "../../../conf/edit.ts";
import { mayAct, mayCommand, parseUpsdUsers, type UpsdUser } from "../../../conf/upsd-users.ts";
import { formatWord } from "../../../nut/words.ts";
import type { PresetAnswer } from "../answers.ts";
import type { Preset } from "../tables/presets.ts";
import { appendLines } from "./append-lines.ts";

/** The user of this machine's own upsmon, and the one for a person who sets and commands. */
export const MONITOR_USER = "upsmon";
export const PERSON = "operator";

interface Wanted {
  readonly name: string;
  /** Undefined: the one that is there, else a new one. */
  readonly password?: string | undefined;
  readonly lines: readonly string[];
}

const MONITOR: Wanted = { name: MONITOR_USER, lines: ["upsmon primary"] };
const SETTER: Wanted = { name: PERSON, lines: ["actions = SET FSD", "instcmds = ALL"] };

const userOf = ({ username, password, secondary, instcmds }: Preset): Wanted => ({
  name: username,
  password,
  lines: [
    ...(instcmds.length > 0 ? [`instcmds = ${instcmds.join(" ")}`] : []),
    ...(secondary ? ["upsmon secondary"] : []),
  ],
});

export const userIn = (text: string, wanted: string): UpsdUser | undefined =>
  parseUpsdUsers(text).users.find(({ name }) => name === wanted);

function withUser(text: string, { name, password, lines }: Wanted, generate: () => string): string {
  const had = userIn(text, name);
  const secret = password ?? had?.password ?? generate();
  if (had) return had.password === secret ? text : setOption(text, name, "password", secret);
  const gap = text === "" ? [] : [""];
  const section = [`[${name}]`, ...[`password = ${formatWord(secret)}`, ...lines].map((line) => `\t${line}`)];
  return appendLines(text, [...gap, ...section]);
}

const hasSetter = (text: string): boolean => parseUpsdUsers(text).users.some((user) => mayAct(user, "SET"));

/** `monitor`: a user for the upsmon of this machine is needed. */
export function upsdUsersText(
  before: string,
  presets: readonly PresetAnswer[],
  monitor: boolean,
  generate: () => string,
): string {
  const clients = presets.map(({ preset }) => userOf(preset));
  const wanted = [...(monitor ? [MONITOR] : []), ...(hasSetter(before) ? [] : [SETTER]), ...clients];
  return wanted.reduce((text, user) => withUser(text, user, generate), before);
}

/** A user who is there may set variables, and send these commands, besides what it may already. */
export function withRights(text: string, name: string, commands: readonly string[]): string {
  const user = userIn(text, name);
  if (!user) return text;
  const missing = commands.filter((command) => !mayCommand(user, command));
  const settable = mayAct(user, "SET") ? text : addOption(text, name, "actions", ["SET"]);
  return missing.length === 0 ? settable : addOption(settable, name, "instcmds", missing);
}
