/** nutts links: the names of the C programs as links to nutts. */
import { existsSync, readFileSync, realpathSync, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import type { CommandLine } from "../../cli/options.ts";
import type { Io, ProgramModule } from "../../cli/program.ts";
import { DRIVERS } from "../../drivers/registry.ts";
import { NutError } from "../../nut/errors.ts";
import { type Link, makeLinks, removeLinks } from "./make-links.ts";

export interface LinkWorld {
  readonly entry: string;
  readonly names: readonly string[];
}

/** `run`, or the launcher of a folder that brings its own Node: there may be no other for `run` to find. */
export function linkTarget(node: string, run: string): string {
  const [launcher, bundled] = [join(dirname(node), "nutts"), join(dirname(node), "../nutts/bin/run.js")];
  return bundled === run && existsSync(launcher) ? launcher : run;
}

/** What `bin/run.js` answers to, from the list that the build made for it. */
function systemWorld(): LinkWorld {
  const run = realpathSync(process.argv[1] ?? "");
  const entry = linkTarget(realpathSync(process.execPath), run);
  const list: unknown = JSON.parse(readFileSync(join(dirname(run), "../dist/programs.json"), "utf8"));
  const programs = typeof list === "object" && list !== null && "names" in list ? Object.keys(list.names ?? {}) : [];
  const drivers = DRIVERS.flatMap(({ name, aliases = [] }) => [name, ...aliases]);
  return { entry, names: [...programs, ...drivers].sort() };
}

const TEXTS = {
  made: "made",
  there: "was there already",
  removed: "removed",
  taken: "left alone",
  failed: "failed",
} as const;

const WOULD = { ...TEXTS, made: "would be made", removed: "would be removed" } as const;

const shown = ({ path, outcome, why }: Link, texts: Readonly<Record<Link["outcome"], string>>): string =>
  `${path}: ${texts[outcome]}${why === undefined ? "" : `: ${why}`}\n`;

function folderOf(line: CommandLine): string {
  const [folder, extra] = line.operands;
  if (folder === undefined || folder === "")
    throw new NutError("usage", "name the folder: nutts links /usr/local/sbin");
  if (extra !== undefined) throw new NutError("usage", `${extra} has no place here: one folder, and options in front`);
  const path = resolve(folder);
  if (!statSync(path).isDirectory()) throw new NutError("usage", `${path} is no folder`);
  return path;
}

export function runLinks(line: CommandLine, io: Io, { entry, names }: LinkWorld): number {
  const links = { folder: folderOf(line), entry, names, dry: line.has("print") };
  const all = line.has("remove") ? removeLinks(links) : makeLinks(links);
  if (line.has("json")) io.out(`${JSON.stringify({ target: entry, links: all }, undefined, 2)}\n`);
  else
    for (const link of all) {
      const good = link.outcome !== "failed" && link.outcome !== "taken";
      (good ? io.out : io.err)(shown(link, links.dry ? WOULD : TEXTS));
    }
  if (all.length === 0) io.err(`No link in ${links.folder} leads to nutts.\n`);
  return all.some(({ outcome }) => outcome === "failed" || outcome === "taken") ? 1 : 0;
}

export const run: ProgramModule["run"] = async (line, io) => runLinks(line, io, systemWorld());
