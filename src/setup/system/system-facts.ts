/** What is known about a system: its distribution, init, paths, accounts and packages. It is read once, and never guessed anew. */
import { confPath, type Env, statePath } from "../../system/files/paths.ts";
import type { FileTree } from "./file-tree.ts";
import { readOsRelease } from "./os-release.ts";
import { type Distribution, distributionOf } from "./tables/distributions.ts";
import { INITS, type Init } from "./tables/inits.ts";

export type { Distribution } from "./tables/distributions.ts";
export type { Init } from "./tables/inits.ts";

export interface SystemFacts {
  /** As the system calls itself: `Debian GNU/Linux 12 (bookworm)`. */
  readonly title: string;
  /** The row of the distribution: what its packages of C's programs do. */
  readonly distribution: Distribution;
  readonly init: Init;
  /** In a container: no init, no udev of its own. */
  readonly container: boolean;
  /** Of our programs here: NUT_CONFPATH, else the distribution's folder, else another that is there. */
  readonly confPath: string;
  /** Of our programs here: NUT_STATEPATH, else /run/nut. */
  readonly statePath: string;
}

const CONTAINER_MARKS = ["/.dockerenv", "/run/.containerenv"];

const isContainer = (tree: FileTree): boolean => CONTAINER_MARKS.some((mark) => tree.stat(mark) !== undefined);

function initOf(tree: FileTree): Init {
  const found = INITS.find((init) => init.is(tree)) ?? INITS.at(-1);
  if (!found) throw new Error("the table of inits is empty");
  return found;
}

/** Proxmox VE calls itself Debian. */
const titleOf = (title: string, tree: FileTree): string =>
  tree.stat("/usr/bin/pveversion") === undefined ? title || "an unknown system" : `Proxmox VE on ${title}`;

/** Reads the facts of the system whose files these are. */
export function readSystemFacts(tree: FileTree, env: Env = {}): SystemFacts {
  const release = readOsRelease(tree);
  const distribution = distributionOf(release, tree);
  const exists = (path: string): boolean => tree.stat(path)?.kind === "folder";
  const known = exists(distribution.confPath) ? distribution.confPath : confPath({}, exists);
  return {
    title: titleOf(release.title, tree),
    distribution,
    init: initOf(tree),
    container: isContainer(tree),
    confPath: env.NUT_CONFPATH || (exists(known) ? known : distribution.confPath),
    statePath: statePath(undefined, env),
  };
}
