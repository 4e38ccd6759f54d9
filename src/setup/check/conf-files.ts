/** The configuration files of a folder, with where each thing in them stands. */

import { type NutConf, parseNutConf } from "../../conf/nut-conf.ts";
import { type NutauthConf, parseNutauthConf } from "../../conf/nutauth/nutauth-conf.ts";
import { byPlace, type Problem } from "../../conf/problem.ts";
import { type SecretSource, UNREAD } from "../../conf/settings/section-settings.ts";
import { parseUpsConf, type UpsConf } from "../../conf/ups-conf.ts";
import { readUpsdConf } from "../../conf/upsd-conf.ts";
import { parseUpsdUsers, type UpsdUsers } from "../../conf/upsd-users.ts";
import { readUpsmonConf } from "../../conf/upsmon-conf.ts";
import { parseUpsschedCmdConf } from "../../conf/upssched/upssched-cmd-conf.ts";
import { readUpsschedConf } from "../../conf/upssched/upssched-conf.ts";
import { readHosts } from "../../hosts/hosts-conf.ts";
import { type NotifyConf, parseNotifyConf } from "../../notify/notify-conf.ts";
import { fileReason } from "../../system/system-error.ts";
import type { FileTree } from "../system/file-tree.ts";
import { parseWebConf, type WebConf } from "./web-conf.ts";

/** A file that is there and was read. */
export interface ReadFile<T> {
  readonly kind: "read";
  readonly path: string;
  readonly text: string;
  readonly conf: T;
  readonly problems: readonly Problem[];
}

export type ConfFile<T> =
  | ReadFile<T>
  | { readonly kind: "missing"; readonly path: string }
  | {
      readonly kind: "unreadable";
      readonly path: string;
      readonly reason: string;
      readonly advice: string | undefined;
    };

type Parsed = { readonly problems: readonly Problem[] };

function load<T extends Parsed>(tree: FileTree, path: string, parse: (text: string, file: string) => T): ConfFile<T> {
  try {
    const text = tree.read(path);
    if (text === undefined) return { kind: "missing", path };
    const conf = parse(text, path);
    return { kind: "read", path, text, conf, problems: conf.problems };
  } catch (error) {
    const [reason = "", advice] = fileReason(error).split("; ");
    return { kind: "unreadable", path, reason, advice };
  }
}

/** Whether a secret is there, not what it is. The environment is that of the daemon, which is not known here. */
const secretsIn = (tree: FileTree): SecretSource => ({
  file: (path) =>
    tree.stat(path)?.kind === "file"
      ? { kind: "found", secret: UNREAD }
      : { kind: "none", why: `there is no file ${path}; make it, or correct the path` },
  env: () => "-",
});

/** With the hosts that it describes. */
function readCmdConf(text: string, file: string, secrets: SecretSource) {
  const conf = parseUpsschedCmdConf(text, file);
  const { hosts, problems } = readHosts(conf.actions, file, secrets);
  return { ...conf, hosts, problems: byPlace([...conf.problems, ...problems]) };
}

export interface ConfFiles {
  readonly nut: ConfFile<NutConf>;
  readonly ups: ConfFile<UpsConf>;
  readonly upsd: ConfFile<ReturnType<typeof readUpsdConf>>;
  readonly users: ConfFile<UpsdUsers>;
  readonly upsmon: ConfFile<ReturnType<typeof readUpsmonConf>>;
  readonly upssched: ConfFile<ReturnType<typeof readUpsschedConf>>;
  readonly upsschedCmd: ConfFile<ReturnType<typeof readCmdConf>>;
  readonly notify: ConfFile<NotifyConf>;
  readonly nutauth: ConfFile<NutauthConf>;
  readonly web: ConfFile<WebConf>;
}

export const loadConfFiles = (tree: FileTree, folder: string): ConfFiles => ({
  nut: load(tree, `${folder}/nut.conf`, parseNutConf),
  ups: load(tree, `${folder}/ups.conf`, parseUpsConf),
  upsd: load(tree, `${folder}/upsd.conf`, readUpsdConf),
  users: load(tree, `${folder}/upsd.users`, parseUpsdUsers),
  upsmon: load(tree, `${folder}/upsmon.conf`, readUpsmonConf),
  upssched: load(tree, `${folder}/upssched.conf`, readUpsschedConf),
  upsschedCmd: load(tree, `${folder}/upssched-cmd.conf`, (text, file) => readCmdConf(text, file, secretsIn(tree))),
  notify: load(tree, `${folder}/notify.conf`, (text, file) => parseNotifyConf(text, file, secretsIn(tree))),
  nutauth: load(tree, `${folder}/nutauth.conf`, (text, file) =>
    parseNutauthConf(text, file, (path) => tree.read(path)),
  ),
  web: load(tree, `${folder}/web.conf`, (text, file) => parseWebConf(text, file, tree)),
});
