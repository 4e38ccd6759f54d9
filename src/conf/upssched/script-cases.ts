import { matchesShellPattern } from "../../nut/shell-pattern.ts";

/** What a CMDSCRIPT that is a shell script does when it is called with a name: the branches of its `case`, as far as text tells. */
export type ScriptDeed =
  /** `upsmon -c fsd`. */
  | { readonly kind: "fsd" }
  /** This machine, past upsmon. */
  | { readonly kind: "shutdown"; readonly command: string }
  | { readonly kind: "other" }
  /** No branch is for this name. */
  | { readonly kind: "none" };

interface Branch {
  readonly patterns: readonly string[];
  readonly body: string;
}

const BRANCH = /(?:\bin\b|;;&?|;&)\s*\(?([^()\n;]+)\)([\s\S]*?)(?=;;|;&|\besac\b)/g;
const FSD = /(?:^|\s)-c\s*fsd\b/;
const DOWN =
  /^(?:(?:sudo|exec|nohup|then|do)\s+)*((?:\/\S*\/)?(?:shutdown(?!.*\s-c\b)|poweroff|halt|init\s+0|systemctl\s+(?:poweroff|halt))\b.*)/;
/** What these say or do elsewhere is none of this machine's business. */
const HARMLESS = /^(?:echo|printf|logger|wall|mail|ssh|curl|wget)\b/;

const withoutComments = (text: string): string => text.replace(/(^|\s)#.*$/gm, "$1");

const bare = (word: string): string => word.trim().replace(/^["']|["']$/g, "");

function branchesOf(text: string): readonly Branch[] {
  return [...withoutComments(text).matchAll(BRANCH)].map(([, patterns = "", body = ""]) => ({
    patterns: patterns.split("|").map(bare),
    body,
  }));
}

const commandsOf = (body: string): readonly string[] =>
  body
    .split(/\n|;|&&|\|\||&(?!\d)/)
    .map((command) => command.trim())
    .filter((command) => command !== "" && !HARMLESS.test(command));

/** Whether a text is a shell script that looks at what it is called with. */
export const hasCases = (text: string): boolean => /\bcase\b[\s\S]+\besac\b/.test(withoutComments(text));

export function scriptDeed(text: string, name: string): ScriptDeed {
  const branch = branchesOf(text).find(({ patterns }) =>
    patterns.some((pattern) => matchesShellPattern(pattern, name)),
  );
  if (branch === undefined) return { kind: "none" };
  const commands = commandsOf(branch.body);
  if (commands.some((command) => FSD.test(command))) return { kind: "fsd" };
  const down = commands.map((command) => DOWN.exec(command)?.[1]).find((command) => command !== undefined);
  return down === undefined ? { kind: "other" } : { kind: "shutdown", command: down.trim() };
}
