/** Reads a configuration file of a folder. One that is missing is told apart from an empty one. */
import { join } from "node:path";
import type { Files } from "../system/files/files.ts";
import { fileReason } from "../system/system-error.ts";
import { type Problem, reporter, WHOLE_FILE } from "./problem.ts";

export type Loaded<T> =
  | { readonly kind: "read"; readonly path: string; readonly conf: T; readonly problems: readonly Problem[] }
  | { readonly kind: "missing"; readonly path: string }
  /** There is such a file; `reason` is the system's, with what to do. */
  | { readonly kind: "unreadable"; readonly path: string; readonly reason: string };

type Parsed = { readonly problems: readonly Problem[] };

const OTHERS_READ = 0o004;

function checkMode(path: string, files: Files): readonly Problem[] {
  const report = reporter(path);
  if (((files.mode(path) ?? 0) & OTHERS_READ) !== 0) {
    const text = "everybody on this machine can read the passwords in this file";
    report.warning(WHOLE_FILE, text, `chmod 640 ${path}`);
  }
  return report.problems;
}

function load<T extends Parsed>(
  path: string,
  files: Files,
  parse: (text: string, file: string) => T,
  holdsSecrets: (conf: T) => boolean,
): Loaded<T> {
  try {
    const text = files.read(path);
    if (text === undefined) return { kind: "missing", path };
    const conf = parse(text, path);
    const mode = holdsSecrets(conf) ? checkMode(path, files) : [];
    return { kind: "read", path, conf, problems: [...mode, ...conf.problems] };
  } catch (error) {
    return { kind: "unreadable", path, reason: fileReason(error) };
  }
}

export const loader =
  <T extends Parsed>(name: string, parse: (text: string, file: string) => T, holdsSecrets: (conf: T) => boolean) =>
  (folder: string, files: Files): Loaded<T> =>
    load(join(folder, name), files, parse, holdsSecrets);
