/** What CMDSCRIPT does with the name that upssched calls it with. */

import { caseOf, isCatchAll, namesIn, type ScriptCase, scriptCases } from "../../../conf/upssched/script-cases.ts";
import type { ScheduledAction } from "../../../conf/upssched/upssched-cmd-conf.ts";
import { programOf } from "../../../system/process/shell-command.ts";
import { type CheckInput, confOf } from "../check-input.ts";

/** Where names are looked up: sections of upssched-cmd.conf, branches of a script, or nobody can tell. */
export type Callee =
  | { readonly kind: "actions"; readonly path: string; readonly actions: readonly ScheduledAction[] }
  | { readonly kind: "script"; readonly path: string; readonly cases: readonly ScriptCase[] }
  | { readonly kind: "unknown" };

const UNKNOWN: Callee = { kind: "unknown" };

function textOf({ machine: { tree } }: CheckInput, path: string): string | undefined {
  try {
    return tree.stat(path)?.kind === "file" ? tree.read(path) : undefined;
  } catch {
    return undefined;
  }
}

const OURS = /^#!.*\bnode\b/;

interface Script {
  readonly path: string;
  readonly text: string | undefined;
}

/** The program of CMDSCRIPT; undefined where it cannot be told. */
function scriptOf(input: CheckInput): Script | undefined {
  const command = confOf(input.files.upssched)?.settings.cmdscript ?? "";
  const path = programOf(command, (each) => textOf(input, each) !== undefined);
  return path === undefined ? undefined : { path, text: path.startsWith("/") ? textOf(input, path) : undefined };
}

/** upssched-cmd of nutts; the C project has a sample of that name, which is a script. */
export function isOurScript(input: CheckInput): boolean {
  const command = confOf(input.files.upssched)?.settings.cmdscript ?? "";
  const text = scriptOf(input)?.text;
  return /\bupssched-cmd\b/.test(command) && (text === undefined || OURS.test(text));
}

/** What CMDSCRIPT is, as far as it can be read. */
export function calleeOf(input: CheckInput): Callee {
  const { upsschedCmd } = input.files;
  if (isOurScript(input)) {
    const actions = confOf(upsschedCmd)?.actions;
    return actions ? { kind: "actions", path: upsschedCmd.path, actions } : UNKNOWN;
  }
  const script = scriptOf(input);
  const cases = script?.text === undefined ? undefined : scriptCases(script.text);
  return script && cases ? { kind: "script", path: script.path, cases } : UNKNOWN;
}

/** Known names, and whether one of them is that name. Undefined: nobody can tell. */
export function lookUp(
  callee: Callee,
  name: string,
): { readonly known: boolean; readonly caught: boolean; readonly names: readonly string[] } | undefined {
  switch (callee.kind) {
    case "actions": {
      const names = callee.actions.map((action) => action.name);
      return { known: names.includes(name), caught: false, names };
    }
    case "script": {
      const found = caseOf(callee.cases, name);
      const caught = found !== undefined && isCatchAll(found);
      return { known: found !== undefined && !caught, caught, names: namesIn(callee.cases) };
    }
    case "unknown":
      return undefined;
  }
}

const SHUTS_DOWN = /\bupsmon\b[^\n]*-c\s*fsd\b|(^|[\s;&|/"'(])(shutdown|poweroff|halt|init\s+0|telinit\s+0)\b(?!-)/m;
const SPEAKS = /^\s*(logger|echo|printf|wall|notify-send|mail\w*|curl|wget)\b.*$/gm;

const NEEDS_ROOT =
  /^\s*(?:\S*\/)?(?:shutdown|poweroff|halt|reboot|init\s+0|telinit\s+0|systemctl\s+(?:-\S+\s+)*(?:poweroff|halt|reboot))\b/;

/** What a section has run on this machine. */
function commandHere({ ssh, command, host }: ScheduledAction): string | undefined {
  const type = host?.entries.findLast(({ name }) => name.text === "type")?.values[0]?.text.toLowerCase();
  return ssh === undefined && (type === undefined || type === "command") ? command : undefined;
}

/** The first command for a name that only root may give, as it is written. */
export function rootCommand(callee: Callee, name: string): string | undefined {
  const action = callee.kind === "actions" ? callee.actions.find((each) => each.name === name) : undefined;
  const own = action && commandHere(action);
  const body = callee.kind === "script" ? caseOf(callee.cases, name)?.body : own;
  const commands = (body ?? "").split(/[;\n]|&&|\|\||\b(?:then|else|do)\b/);
  return commands.find((command) => NEEDS_ROOT.test(command))?.trim();
}

const doesShutDown = (commands: string): boolean => SHUTS_DOWN.test(commands.replace(SPEAKS, ""));

/** This machine goes down for the name, as far as one can tell: by what is done, else by how it is called. */
export function shutsDown(callee: Callee, name: string): boolean {
  switch (callee.kind) {
    case "actions": {
      const action = callee.actions.find((each) => each.name === name);
      return action !== undefined && (action.fsd || doesShutDown(commandHere(action) ?? ""));
    }
    case "script":
      return doesShutDown(caseOf(callee.cases, name)?.body ?? "");
    case "unknown":
      return /shut.?down|poweroff|halt|\bfsd\b/i.test(name) && !/warn|cancel|abort|stop/i.test(name);
  }
}
