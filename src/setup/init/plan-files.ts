/** Which files are written, with what rights. */
import type { FileChange } from "../change/file-change.ts";
import type { NewFile } from "../change/file-set.ts";
import type { Machine } from "../system/machine.ts";
import { INIT_FILES, type Texts } from "./plan-texts.ts";

const MODE = 0o640;
const OTHERS = 0o007;

/** As the files of the packages: root's, and readable for the group of the daemons. */
async function ownerOf({ me, facts, account }: Machine): Promise<NewFile["owner"]> {
  if (me.uid !== 0) return undefined;
  const daemons = await account(facts.distribution.user);
  return { uid: 0, gid: daemons?.gid ?? 0 };
}

/** Those that change, in the order in which they are shown. */
export async function planFiles(machine: Machine, before: Texts, after: Texts): Promise<readonly NewFile[]> {
  const { tree, facts } = machine;
  const usual = await ownerOf(machine);
  return INIT_FILES.flatMap((name) => {
    const [old, text] = [before[name], after[name]];
    if (text === undefined || text === old || (text === "" && old === undefined)) return [];
    const path = `${facts.confPath}/${name}`;
    const stat = tree.stat(path);
    const owner = stat && machine.me.uid === 0 ? { uid: stat.uid, gid: stat.gid } : usual;
    return [{ path, before: old, after: text, mode: (stat?.mode ?? MODE) & ~OTHERS, owner }];
  });
}

export const asChanges = (files: readonly NewFile[]): readonly FileChange[] =>
  files.map((file) => ({ kind: "write", ...file }));
