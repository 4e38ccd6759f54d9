/**
 * Paths that root may use though others may write to a folder on the way: whoever may write there can put a link in
 * the place of a file or folder, and root would then write, give away or remove what the link leads to. From the first
 * folder that others may write no link is followed any more; one that only root can have made is.
 *
 * On Linux the folder is held open while the file is used (`/proc/self/fd/N/name`), so that nothing can be put in its
 * place in between. Elsewhere the path is looked at just before.
 */
import { closeSync, constants, existsSync, fstatSync, lstatSync, openSync, readlinkSync } from "node:fs";
import { resolve } from "node:path";
import { reasonOf, systemCode } from "../system-error.ts";

export interface PathOptions {
  /** Whether the file itself may be a link that only root can have made. Else `use` finds the link. */
  readonly followLast?: boolean;
  /** Who we are: only root has to beware. */
  readonly uid?: number | undefined;
}

const HELD = "/proc/self/fd";
const FOLDER = constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW;
const GROUP_OR_OTHERS_WRITE = 0o022;
const MOST_LINKS = 40;

/** A folder on the way. `at` is the way to what is in it. */
interface Step {
  readonly fd: number | undefined;
  readonly at: string;
  /** It, or one above it, may be written by others than root. */
  readonly exposed: boolean;
}

const refusal = (path: string, link: string): Error =>
  Object.assign(
    new Error(
      `${link} is a link in a folder that others than root may write to, and root does not follow it; ` +
        `remove it, or name a place that only root may write to instead of ${path}`,
    ),
    { code: "EPLANTED" },
  );

const canHold = (): boolean => existsSync(HELD);

function enter(way: string, above: boolean, hold: boolean): Step {
  const fd = openSync(way, FOLDER);
  const { mode, uid } = fstatSync(fd);
  const exposed = above || uid !== 0 || (mode & GROUP_OR_OTHERS_WRITE) !== 0;
  if (hold) return { fd, at: `${HELD}/${fd}/`, exposed };
  closeSync(fd);
  return { fd: undefined, at: way.endsWith("/") ? way : `${way}/`, exposed };
}

const leave = ({ fd }: Step): void => {
  if (fd !== undefined) closeSync(fd);
};

const isLink = (way: string): boolean => lstatSync(way, { throwIfNoEntry: false })?.isSymbolicLink() === true;

const namesOf = (path: string): string[] => path.split("/").filter((name) => name !== "" && name !== ".");

function walk(path: string, followLast: boolean): { readonly folder: Step; readonly name: string } {
  const hold = canHold();
  const names = namesOf(resolve(path));
  let folder = enter("/", false, hold);
  let links = 0;
  try {
    for (let name = names.shift() ?? "."; ; name = names.shift() ?? ".") {
      const way = folder.at + name;
      const last = names.length === 0;
      const link = !(last && !followLast) && isLink(way);
      if (link && (folder.exposed || ++links > MOST_LINKS)) throw refusal(path, wayOf(path, names, name));
      if (!link && last) return { folder, name };
      const target = link ? readlinkSync(way) : undefined;
      if (target !== undefined) names.unshift(...namesOf(target));
      if (target?.startsWith("/") === false) continue;
      const next = enter(target === undefined ? way : "/", target === undefined && folder.exposed, hold);
      leave(folder);
      folder = next;
    }
  } catch (error) {
    leave(folder);
    throw named(error, path);
  }
}

/** The path as a person knows it, up to a name on it. */
function wayOf(path: string, rest: readonly string[], name: string): string {
  const known = resolve(path);
  const tail = ["", name, ...rest].join("/");
  return known.endsWith(tail) ? known.slice(0, known.length - tail.length + 1 + name.length) : name;
}

function named(error: unknown, path: string): unknown {
  const text = reasonOf(error);
  if (!text.includes(HELD)) return error;
  const clean = text.replaceAll(/\/proc\/self\/fd\/\d+\/[^' ]*/g, path);
  return Object.assign(new Error(clean, { cause: error }), { code: systemCode(error) });
}

/**
 * Calls `use` with a way to the file on which no planted link lies, and with the flag to open it with (O_NOFOLLOW, or
 * nothing where there is nothing to beware of). Throws an error with the code EPLANTED where there is a planted link, and
 * the system's errors.
 */
export function withoutPlantedLinks<T>(
  path: string,
  use: (way: string, noFollow: number) => T,
  options: PathOptions = {},
): T {
  const { followLast = false, uid = process.geteuid?.() } = options;
  if (uid !== 0) return use(path, 0);
  const { folder, name } = walk(path, followLast);
  try {
    return use(folder.at + name, constants.O_NOFOLLOW);
  } catch (error) {
    throw named(error, path);
  } finally {
    leave(folder);
  }
}
