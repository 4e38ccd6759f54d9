/** `-h` and `-V`, answered once for every program whose table says how. */
import { banner } from "./banner.ts";
import { type CommandLine, usage } from "./options.ts";
import type { ProgramTable } from "./program-table.ts";

export const helpText = (table: ProgramTable): string =>
  `${table.about?.bannerInHelp ? banner(table.name) : ""}${usage(table.name, table)}`;

interface Output {
  out(text: string): void;
  err(text: string): void;
}

function printHelp(table: ProgramTable, line: CommandLine, io: Output): void {
  const told = line.has("D") ? table.about?.builtWith : undefined;
  if (told?.at === "before") io.err(told.text);
  io.out(helpText(table));
  if (told?.at === "after") io.err(told.text);
}

/** Whether the line asked for help or version, which are printed. */
export function answeredAbout(table: ProgramTable, line: CommandLine, io: Output): boolean {
  const { about } = table;
  if (!about) return false;
  const help = line.has("h") || (about.alsoHelp !== undefined && line.has(about.alsoHelp));
  const version = line.has("V");
  if (help && !(version && about.ofBoth === "version")) printHelp(table, line, io);
  if (version && !(help && about.ofBoth === "help")) io.out(banner(table.name));
  return help || version;
}
