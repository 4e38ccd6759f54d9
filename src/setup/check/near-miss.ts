/** Files under nearly the right name. */
import { editDistance } from "../../conf/suggest.ts";
import type { FileTree } from "../system/file-tree.ts";

const READ = [
  "nut.conf",
  "ups.conf",
  "upsd.conf",
  "upsd.users",
  "upsmon.conf",
  "upssched.conf",
  "upssched-cmd.conf",
  "notify.conf",
  "web.conf",
];

/** Files of other programs of NUT, and what people put beside. */
const OTHERS = ["nutauth.conf", "hosts.conf", "upsset.conf", "upsstats.html", "upsstats-single.html", "upssched-cmd"];

/** Copies are kept on purpose. */
const COPY =
  /~$|\.(bak|old|orig|save|sample|example|default|dist|disabled|new|rpmnew|rpmsave|rpmorig|swp|pem|key|crt|sh|dev|seq)|\.(dpkg|ucf|bak|pac)[-.]|[-._]?\d{4,}/i;

const FURTHEST = 2;

export interface NearMiss {
  readonly name: string;
  readonly meant: string;
  /** Nothing is called as it should be. */
  readonly free: boolean;
}

const spelled = (name: string): string => name.replace(/\.(txt|conf\.txt)$/i, "");

function meantBy(name: string): string | undefined {
  const bare = spelled(name).toLowerCase();
  const exact = READ.find((known) => known === bare);
  if (exact !== undefined) return exact;
  const near = READ.map((known) => [known, editDistance(bare, known)] as const).sort(([, a], [, b]) => a - b)[0];
  return near && near[1] <= FURTHEST ? near[0] : undefined;
}

export function nearMisses(tree: FileTree, folder: string): readonly NearMiss[] {
  const names = tree.list(folder);
  return names.flatMap((name): readonly NearMiss[] => {
    if (READ.includes(name) || OTHERS.includes(name) || COPY.test(name)) return [];
    if (tree.stat(`${folder}/${name}`)?.kind !== "file") return [];
    const meant = meantBy(name);
    return meant === undefined ? [] : [{ name, meant, free: !names.includes(meant) }];
  });
}
