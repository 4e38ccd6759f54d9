/** Whether the rules of nftables let other machines connect to a TCP port of ours. */
import { type Answer, type Asked, mapped, matches } from "./match.ts";
import { at, type Chain, isJson, type Ruleset } from "./ruleset.ts";

/**
 * - `on`: the chain says nothing, and the packet goes on behind the one that jumped here.
 * - `perhaps`: so it does, unless it comes from a machine that has been let in.
 * - `some`: there are machines that are let in, and the others are not.
 */
type Fate = "accept" | "drop" | "on" | "perhaps" | "some";

const DEEPEST = 16;

const WORDS: readonly (readonly [word: string, fate: Fate | "return"])[] = [
  ["accept", "accept"],
  ["queue", "accept"],
  ["drop", "drop"],
  ["reject", "drop"],
  ["return", "return"],
];

interface Walk extends Asked {
  readonly depth: number;
}

function inTarget(target: unknown, walk: Walk): Fate {
  const chain = walk.ruleset.chains.find(({ place, name }) => place === walk.place && name === target);
  return chain && walk.depth < DEEPEST ? through(chain, { ...walk, depth: walk.depth + 1 }) : "on";
}

/** What a statement does; undefined for one that only counts, logs or marks. */
function fateOf(statement: unknown, walk: Walk): Fate | "return" | undefined {
  const word = WORDS.find(([name]) => isJson(statement) && name in statement);
  if (word) return word[1];
  const found = mapped(at(statement, "vmap"), walk);
  if (found) return found.sure ? fateOf(found.verdict, walk) : "perhaps";
  const jump = at(statement, "jump", "target");
  if (jump !== undefined) return inTarget(jump, walk);
  const goto = at(statement, "goto", "target");
  if (goto === undefined) return undefined;
  const fate = inTarget(goto, walk);
  return fate === "on" ? "return" : fate;
}

function answerOf(rule: readonly unknown[], walk: Walk): Answer {
  const answers = rule.flatMap((each) => {
    const match = at(each, "match");
    return match === undefined ? [] : [matches(match, walk)];
  });
  return answers.includes("no") ? "no" : answers.includes("some") ? "some" : "yes";
}

const OPENS: ReadonlySet<Fate | "return"> = new Set(["accept", "perhaps", "some"]);

function through(chain: Chain, walk: Walk): Fate {
  let perhaps = false;
  for (const rule of chain.rules) {
    const answer = answerOf(rule, walk);
    const fate =
      answer === "no" ? undefined : rule.map((each) => fateOf(each, walk)).find((each) => each !== undefined);
    if (fate === undefined || fate === "on") continue;
    if (answer === "some" || fate === "perhaps") perhaps ||= OPENS.has(fate);
    else if (fate === "return") break;
    else return fate === "drop" && perhaps ? "some" : fate;
  }
  return perhaps ? "perhaps" : "on";
}

const LEFT_TO_POLICY: ReadonlySet<Fate> = new Set(["on", "perhaps"]);

function fateAtBase(chain: Chain, walk: Asked): Fate {
  const fate = through(chain, { ...walk, depth: 0 });
  if (!LEFT_TO_POLICY.has(fate)) return fate;
  if (!chain.drops) return "accept";
  return fate === "on" ? "drop" : "some";
}

/** Rules for IPv6 alone are not looked at. */
const FAMILIES: ReadonlySet<string> = new Set(["inet", "ip"]);

/** Undefined: some machines are let in, and nobody can tell here whether ours are among them. */
export function letsIn(ruleset: Ruleset, port: number): boolean | undefined {
  const fates = ruleset.chains
    .filter(({ hook, type, family }) => hook === "input" && type === "filter" && FAMILIES.has(family))
    .map((chain) => fateAtBase(chain, { port, ruleset, place: chain.place }));
  if (fates.includes("drop")) return false;
  return fates.includes("some") ? undefined : true;
}
