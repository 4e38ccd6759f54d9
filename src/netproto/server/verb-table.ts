import { err, type ServerAnswer } from "./answer.ts";
import type { RequestContext } from "./request-context.ts";
import type { Verb } from "./verb.ts";
import { GET } from "./verbs/get.ts";
import { INFO } from "./verbs/info.ts";
import { LIST } from "./verbs/list.ts";
import { HELLO, LOGIN } from "./verbs/login.ts";
import { SET } from "./verbs/set.ts";
import { SUBSCRIBE } from "./verbs/subscribe.ts";

const FOR_ALL: readonly Verb[] = [...INFO, ...HELLO, ...GET, ...LIST, ...SUBSCRIBE];

/** These want a username and a password to be set, and say so before they look at their arguments. */
const FOR_USERS: readonly Verb[] = [...LOGIN, ...SET];

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
  verbs.get("") ?? (word === undefined ? undefined : (verbs.get(word) ?? verbs.get(word.toUpperCase())));

/** Answers one line. Verbs match in any case; a line without words is an unknown command. */
export function answerLine(context: RequestContext, words: readonly string[]): ServerAnswer {
  const [first = ""] = words;
  const group = GROUPS.get(first) ?? GROUPS.get(first.toUpperCase());
  if (!group) return err("unknown-command");
  if (group.users && context.username === undefined) return err("username-required");
  if (group.users && context.password === undefined) return err("password-required");
  return second(group, words[1])?.answer(context, words) ?? err("invalid-argument");
}
