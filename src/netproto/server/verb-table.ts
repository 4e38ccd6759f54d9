/** All verbs, and which of them a line of words means. */
import { type Answer, err } from "./answer.ts";
import type { RequestContext } from "./request-context.ts";
import type { Verb } from "./verb.ts";
import { fsd } from "./verbs/fsd.ts";
import { getCmddesc, getDesc } from "./verbs/get-desc.ts";
import { getNumlogins } from "./verbs/get-numlogins.ts";
import { getTracking } from "./verbs/get-tracking.ts";
import { getType } from "./verbs/get-type.ts";
import { getUpsdesc } from "./verbs/get-upsdesc.ts";
import { getVar } from "./verbs/get-var.ts";
import { help } from "./verbs/help.ts";
import { instcmd } from "./verbs/instcmd.ts";
import { listClient } from "./verbs/list-client.ts";
import { listCmd } from "./verbs/list-cmd.ts";
import { listEnum } from "./verbs/list-enum.ts";
import { listRange } from "./verbs/list-range.ts";
import { listRw } from "./verbs/list-rw.ts";
import { listUps } from "./verbs/list-ups.ts";
import { listVar } from "./verbs/list-var.ts";
import { login } from "./verbs/login.ts";
import { logout } from "./verbs/logout.ts";
import { netver, protver } from "./verbs/netver.ts";
import { password } from "./verbs/password.ts";
import { master, primary } from "./verbs/primary.ts";
import { setTracking } from "./verbs/set-tracking.ts";
import { setVar } from "./verbs/set-var.ts";
import { starttls } from "./verbs/starttls.ts";
import { username } from "./verbs/username.ts";
import { ver } from "./verbs/ver.ts";

const FOR_ALL: readonly Verb[] = [
  ...[ver, netver, protver, help, starttls, username, password, logout],
  ...[getVar, getType, getDesc, getCmddesc, getUpsdesc, getNumlogins, getTracking],
  ...[listUps, listVar, listRw, listCmd, listClient, listEnum, listRange],
];

/** These want a username and a password to be set, and say so before they look at their arguments. */
const FOR_USERS: readonly Verb[] = [login, primary, master, fsd, setVar, setTracking, instcmd];

interface Group {
  readonly users: boolean;
  /** By the second keyword, "" where there is none. */
  readonly verbs: ReadonlyMap<string, Verb>;
}

const groupsOf = (verbs: readonly Verb[], users: boolean): [string, Group][] => {
  const names = new Set(verbs.map(({ keywords: [name = ""] }) => name));
  return [...names].map((name) => {
    const group = verbs.filter(({ keywords }) => keywords[0] === name);
    return [name, { users, verbs: new Map(group.map((verb) => [verb.keywords[1] ?? "", verb])) }];
  });
};

const GROUPS: ReadonlyMap<string, Group> = new Map([...groupsOf(FOR_ALL, false), ...groupsOf(FOR_USERS, true)]);

const second = ({ verbs }: Group, word: string | undefined): Verb | undefined =>
  verbs.get("") ?? (word === undefined ? undefined : verbs.get(word.toUpperCase()));

/** Answers one line. Verbs match in any case; a line without words is an unknown command. */
export function answerLine(context: RequestContext, words: readonly string[]): Answer {
  const group = GROUPS.get(words[0]?.toUpperCase() ?? "");
  if (!group) return err("unknown-command");
  if (group.users && context.username === undefined) return err("username-required");
  if (group.users && context.password === undefined) return err("password-required");
  return second(group, words[1])?.answer(context, words) ?? err("invalid-argument");
}
