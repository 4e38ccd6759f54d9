/** Programs of other projects that a test talks to. */

import { spawnSync } from "node:child_process";
import { accessSync, constants } from "node:fs";
import { join } from "node:path";
import { describe, it } from "@jest/globals";

/**
 * Where Debian keeps NUT's daemons and drivers besides PATH. NUTTS_PEER_PATH names folders to look in before, such as
 * those of a NUT 2.8.5 that was built from source.
 */
const FOLDERS = [
  ...(process.env.NUTTS_PEER_PATH ?? "").split(":").filter((folder) => folder !== ""),
  "/lib/nut",
  "/usr/lib/nut",
  "/usr/sbin",
  "/sbin",
  "/usr/lib/nagios/plugins",
  "/usr/lib/cgi-bin/nut",
];

/** As `-P`: the highest process number of Linux, so that a C program does not look for another one of its kind. */
export const NOBODY = "4194303";

const runs = (path: string): boolean => {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
};

/** The path of a program, or undefined. The folders of NUT come before PATH: `upsd` there is a wrapper script. */
export const findPeer = (name: string): string | undefined =>
  [...FOLDERS, ...(process.env.PATH ?? "").split(":")].map((folder) => join(folder, name)).find(runs);

/** A driver of 2.8.5 or later. */
export const isYoungDriver = (path: string): boolean =>
  /[ (]2\.(8\.([5-9]|\d\d)|9)/.test(spawnSync(path, ["-V"], { encoding: "utf8" }).stdout);

/** A block of tests that needs other programs: without them skipped by name, or failed where they are required. */
export function describePeers<const Names extends readonly string[]>(
  title: string,
  names: Names,
  tests: (paths: { readonly [Name in Names[number]]: string }) => void,
): void {
  const found = names.map((name) => [name, findPeer(name)] as const);
  const missing = found.flatMap(([name, path]) => (path === undefined ? [name] : []));
  if (missing.length === 0) {
    describe(title, () => tests(Object.fromEntries(found) as { readonly [Name in Names[number]]: string }));
    return;
  }
  const why = `needs ${missing.join(", ")}, not installed here`;
  describe(title, () => {
    if (process.env.NUTTS_PEERS === "required") {
      it(why, () => {
        throw new Error(why);
      });
    } else it.skip(why, () => undefined);
  });
}

/**
 * As describePeers for a driver that is compared with 2.8.5: where only an older one is to be had, as on Debian 12, the block is
 * skipped by name, also where peers are required.
 */
export function describeYoungDriver<const Others extends readonly string[]>(
  title: string,
  driver: string,
  others: Others,
  tests: (path: string, others: { readonly [Name in Others[number]]: string }) => void,
): void {
  const found = findPeer(driver);
  if (found !== undefined && isYoungDriver(found)) describePeers(title, others, (paths) => tests(found, paths));
  else describe(title, () => it.skip(`needs ${driver} of 2.8.5 (NUTTS_PEER_PATH)`, () => undefined));
}
