/** Instant commands: what each makes the device or the driver do. */
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

/**
 * What an instant command does, or undefined when the catalogue does not know it. Case counts for nothing; a leading
 * `upstream.` (drivers that pass on another driver's data) and `device.N.` (daisychains) are looked through.
 */
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

/** Whether the catalogue knows the command. */
export const isCommandName = (name: string): name is CmdName => describeCommand(name) !== undefined;

/** Every command of the catalogue, numbered ones with `#`: for tables of documents and tests. */
export const commandNames = (): readonly string[] => {
  table ??= build();
  return [...table.keys()];
};
