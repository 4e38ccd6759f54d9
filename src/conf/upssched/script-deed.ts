/** What a CMDSCRIPT that is a shell script does when it is called with a name, as far as its text tells. */
import { caseOf, type ScriptCase } from "./script-cases.ts";

export type ScriptDeed =
  /** `upsmon -c fsd`. */
  | { readonly kind: "fsd" }
  /** This machine, past upsmon. */
  | { readonly kind: "shutdown"; readonly command: string }
  | { readonly kind: "other" }
  /** No branch is for this name. */
  | { readonly kind: "none" };

const FSD = /(?:^|\s)-c\s*fsd\b/;
const DOWN =
  /^(?:(?:sudo|exec|nohup|then|do)\s+)*((?:\/\S*\/)?(?:shutdown(?!.*\s-c\b)|poweroff|halt|init\s+0|systemctl\s+(?:poweroff|halt))\b.*)/;
/** What these say or do elsewhere is none of this machine's business. */
const HARMLESS = /^(?:echo|printf|logger|wall|mail|ssh|curl|wget)\b/;

const commandsOf = (body: string): readonly string[] =>
  body
    .split(/\n|;|&&|\|\||&(?!\d)/)
    .map((command) => command.trim())
    .filter((command) => command !== "" && !HARMLESS.test(command));

export function scriptDeed(cases: readonly ScriptCase[], name: string): ScriptDeed {
  const branch = caseOf(cases, name);
  if (branch === undefined) return { kind: "none" };
  const commands = commandsOf(branch.body);
  if (commands.some((command) => FSD.test(command))) return { kind: "fsd" };
  const down = commands.map((command) => DOWN.exec(command)?.[1]).find((command) => command !== undefined);
  return down === undefined ? { kind: "other" } : { kind: "shutdown", command: down.trim() };
}
