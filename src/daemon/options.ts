/** What every daemon's command line says about the process itself: `-D -F -B -u -r -q -P` as the C daemons read them. */
import type { CommandLine } from "../cli/options.ts";
import type { Env } from "../system/files/paths.ts";

/**
 *  - `background`: the default; the launcher ends when the daemon is ready.
 *  - `foreground`: `-F`, or `-D` without `-B`.
 *  - `foreground-pid`: `-FF`, which writes the PID file as well.
 */
export type DaemonMode = "background" | "foreground" | "foreground-pid";

export interface DaemonOptions {
  /** Tag of log lines: `upsd`, `dummy-ups`. */
  readonly name: string;
  /** What `ps` shows after `nutts: `; begins with the program's name (`dummy-ups -a ups1`). Default: `name`. */
  readonly title?: string;
  readonly mode: DaemonMode;
  readonly debugLevel: number;
  readonly pidFile?: string | undefined;
  /** `-c` finds the daemon by its PID file: without one it is told how to be found. Default: true. */
  readonly hasCommands?: boolean;
  /** Who is named in the PID file: another process than this one is written there by whoever knows it. Default: `self`. */
  readonly pidFileNames?: "self" | "another";
  /** Program names that count as this daemon behind a PID file. Default: `name`. */
  readonly programs?: readonly string[];
  /** `-u`: account to run as when started by root. */
  readonly user?: string | undefined;
  /** Stay who we are, without a word, even as root. */
  readonly keepUser?: boolean;
  /** `-r`: folder to be the root. */
  readonly chroot?: string | undefined;
  /** `-q`: how much less goes to syslog. */
  readonly quiet?: number;
  /** A second SIGTERM does not end the process on the spot. */
  readonly patient?: boolean;
  /** What to do when the PID file leads to a running daemon. Default: `refuse`. */
  readonly whenRunning?: "refuse" | "ignore";
}

/** The last one of `-F` and `-B` decides; `-F` after `-F` adds the PID file. */
export function daemonMode(line: CommandLine): DaemonMode {
  let mode: DaemonMode | undefined;
  for (const name of line.given) {
    if (name === "B") mode = "background";
    else if (name === "F") mode = mode === undefined || mode === "background" ? "foreground" : "foreground-pid";
  }
  return mode ?? (line.has("D") ? "foreground" : "background");
}

/** How often `-D` was given, else NUT_DEBUG_LEVEL (which leaves the process in the background). */
export function debugLevel(line: CommandLine, env: Env): number {
  const fallback = /^\s*\d+\s*$/.test(env.NUT_DEBUG_LEVEL ?? "") ? Number(env.NUT_DEBUG_LEVEL) : 0;
  return line.count("D") || fallback;
}

export const daemonOptions = (
  line: CommandLine,
  env: Env,
  own: Pick<DaemonOptions, "name" | "title" | "pidFile" | "hasCommands" | "programs" | "whenRunning">,
): DaemonOptions => ({
  ...own,
  mode: daemonMode(line),
  debugLevel: debugLevel(line, env),
  user: line.value("u"),
  chroot: line.value("r"),
  quiet: line.count("q"),
});
