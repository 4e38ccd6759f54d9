import { DEVICE_COMMANDS, DRIVER_COMMANDS, OUTLET_COMMANDS } from "./command-texts.ts";
import type { CmdName } from "./names.ts";
import { unnumbered, withNumbers } from "./numbers.ts";

const OUTLET_SUBJECTS: Readonly<Record<string, string>> = {
  outlet: "All outlets",
  "outlet.#": "Outlet #",
  "outlet.group.#": "Outlet group #",
};

function build(): ReadonlyMap<string, string> {
  const outlets = Object.entries(OUTLET_SUBJECTS).flatMap(([prefix, subject]) =>
    Object.entries(OUTLET_COMMANDS).map(([name, text]) => [`${prefix}.${name}`, `${subject}: ${lower(text)}`] as const),
  );
  return new Map([...Object.entries(DEVICE_COMMANDS), ...outlets, ...Object.entries(DRIVER_COMMANDS)]);
}

const lower = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);

let table: ReadonlyMap<string, string> | undefined;

/** What an instant command does, in any case, or undefined; `upstream.` and `device.N.` in front are looked through. */
export function describeCommand(name: string): string | undefined {
  const key = name.toLowerCase().replace(/^upstream\./, "");
  const own = textOf(key);
  if (own !== undefined) return own;
  const [, index, rest] = /^device\.(\d+)\.(.+)$/.exec(key) ?? [];
  const text = rest === undefined ? undefined : textOf(rest);
  return text && `Device ${index}: ${lower(text)}`;
}

function textOf(key: string): string | undefined {
  table ??= build();
  const bare = unnumbered(key);
  const text = table.get(bare.name);
  return text && withNumbers(text, bare.numbers);
}

export const isCommandName = (name: string): name is CmdName => describeCommand(name) !== undefined;

export const commandNames = (): readonly string[] => {
  table ??= build();
  return [...table.keys()];
};
