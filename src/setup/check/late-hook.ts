/** The scripts that run last in a shutdown: which there are, what they need, and what is still mounted then. */
import type { FileStatus, FileTree } from "../system/file-tree.ts";
import type { Machine } from "../system/machine.ts";
import type { ShutdownHook } from "../system/tables/inits.ts";

export interface LateHook {
  readonly path: string;
  readonly text: string;
  readonly status: FileStatus;
}

const SWITCHES_OFF =
  /\bupsmon\b.*-K\b|\bupsdrvctl\b.*\bshutdown\b|\bdriver\s+shutdown\b|\bups-monitor\b.*poweroff|\bkillpower\b/;

const withoutComments = (text: string): string => text.replace(/^\s*#.*$/gm, "");

function readHook(tree: FileTree, path: string): LateHook | undefined {
  const status = tree.stat(path);
  if (status?.kind !== "file") return undefined;
  try {
    const text = tree.read(path) ?? "";
    return SWITCHES_OFF.test(withoutComments(text)) ? { path, text, status } : undefined;
  } catch {
    return undefined;
  }
}

/** Those that have a UPS switched off; one that has several names counts once. */
export function hooksOf(tree: FileTree, { places }: ShutdownHook): readonly LateHook[] {
  const paths = places.flatMap((place) =>
    tree.stat(place)?.kind === "folder" ? tree.list(place).map((name) => `${place}/${name}`) : [place],
  );
  const found = new Map<string, LateHook>();
  for (const path of paths) {
    const hook = readHook(tree, path);
    if (hook && !found.has(tree.resolve(path) ?? path)) found.set(tree.resolve(path) ?? path, hook);
  }
  return [...found.values()];
}

const PATH_WORD = /(?<![\w$}.-])\/[\w.+@-]+(?:\/[\w.+@-]+)+/g;
/** What a script mentions without needing it: what it may write to, and what is no file. */
const NO_PROGRAM = /^\/(dev|proc|sys|run|tmp)\//;

const SEARCHED = ["/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin"];

function found(tree: FileTree, name: string): string | undefined {
  return SEARCHED.map((folder) => `${folder}/${name}`).find((path) => tree.stat(path)?.kind === "file");
}

const PROGRAM_WORD = /(?<![\w/.-])(?:nutts|upsmon|upsdrvctl|node)(?![\w/.-])/g;

function interpreterOf(tree: FileTree, path: string): string | undefined {
  try {
    const [, program, argument] = /^#!\s*(\S+)(?:\s+(\S+))?/.exec(tree.read(path) ?? "") ?? [];
    return program?.endsWith("/env") ? found(tree, argument ?? "") : program;
  } catch {
    return undefined;
  }
}

/** Every file that a hook names and that is there, where its links lead, and what interprets it. */
export function pathsOf({ tree }: Machine, { text }: LateHook): readonly string[] {
  const script = withoutComments(text);
  const named = (script.match(PATH_WORD) ?? []).filter((path) => !NO_PROGRAM.test(path));
  const searched = (script.match(PROGRAM_WORD) ?? []).flatMap((name) => found(tree, name) ?? []);
  const there = [...new Set([...named, ...searched])].filter((path) => tree.stat(path) !== undefined);
  return there.flatMap((path) => {
    const interpreter = tree.stat(path)?.kind === "file" ? interpreterOf(tree, tree.resolve(path) ?? path) : undefined;
    return [path, ...(interpreter === undefined ? [] : [interpreter])];
  });
}

function mountsOf(tree: FileTree): readonly string[] {
  try {
    const rows = (tree.read("/proc/self/mountinfo") ?? "").split("\n").map((row) => row.split(" "));
    return rows.flatMap(([, , , , place = ""]) => (place === "" ? [] : [place]));
  } catch {
    return [];
  }
}

/** In memory, and never unmounted. */
const API_FILE_SYSTEMS = ["/run", "/dev", "/proc", "/sys"];

const isBelow = (path: string, place: string): boolean =>
  place === "/" || path === place || path.startsWith(`${place}/`);

/** Where a path is mounted, if that is not among what is `mounted` to the end; nothing is known where the list is empty. */
export function goneMount(tree: FileTree, mounted: readonly string[], path: string): string | undefined {
  if (mounted.length === 0) return undefined;
  const real = tree.resolve(path) ?? path;
  for (const each of [path, real]) {
    const mount = mountsOf(tree)
      .filter((place) => isBelow(each, place))
      .reduce((longest, place) => (place.length > longest.length ? place : longest), "/");
    const stays = mounted.includes(mount) || API_FILE_SYSTEMS.some((place) => isBelow(mount, place));
    if (!stays) return mount;
  }
  return undefined;
}
