/** What the services have to know of the configuration. */
import { parseNutConf } from "../../conf/nut-conf.ts";
import { parseShellFragment } from "../../conf/shell-fragment.ts";
import { completeUpses, parseUpsConf } from "../../conf/ups-conf.ts";
import type { FileTree } from "../system/file-tree.ts";
import type { Layout } from "./layout.ts";

export interface KnownUpses {
  readonly upsnames: readonly string[];
  /** Lines of the file cannot be used: a section that is missing may be one of them. */
  readonly broken: boolean;
}

const text = (tree: FileTree, path: string): string => tree.read(path) ?? "";

/** Throws with the system's reason. */
export function readUpses(tree: FileTree, folder: string): KnownUpses {
  const conf = parseUpsConf(text(tree, `${folder}/ups.conf`), `${folder}/ups.conf`);
  return {
    upsnames: completeUpses(conf).map(({ name }) => name),
    broken: conf.problems.some(({ severity }) => severity === "error"),
  };
}

export function readMode(tree: FileTree, folder: string): Layout["mode"] {
  const path = `${folder}/nut.conf`;
  const conf = text(tree, path);
  const says = parseShellFragment(conf, path).assignments.some(({ name }) => name === "MODE");
  return says ? parseNutConf(conf, path).mode : "unset";
}
