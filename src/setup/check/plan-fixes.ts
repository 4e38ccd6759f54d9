/** The certain mends, tried on a copy of the files in memory: one that does not remove what it is for is left out. */
import type { FileChange } from "../change/file-change.ts";
import { readGroupName } from "../system/accounts.ts";
import type { FileStatus, FileTree } from "../system/file-tree.ts";
import { type CheckInput, gatherInput } from "./check-input.ts";
import type { Finding, Fix } from "./rule.ts";
import { runRules } from "./run-rules.ts";

/** What has been changed so far, by path. */
interface Draft {
  readonly texts: ReadonlyMap<string, string>;
  readonly rights: ReadonlyMap<string, { readonly mode: number; readonly gid: number }>;
  /** New name to old name. */
  readonly names: ReadonlyMap<string, string>;
}

const EMPTY: Draft = { texts: new Map(), rights: new Map(), names: new Map() };

function draftTree(tree: FileTree, { texts, rights, names }: Draft): FileTree {
  const gone = new Set(names.values());
  const oldOf = (path: string): string => names.get(path) ?? path;
  return {
    resolve: (path) => tree.resolve(path),
    read: (path) => texts.get(path) ?? (gone.has(path) ? undefined : tree.read(oldOf(path))),
    stat: (path) => {
      const stat = gone.has(path) ? undefined : tree.stat(oldOf(path));
      return stat && { ...stat, ...rights.get(path) };
    },
    list: (path) => {
      const nameIn = (each: string): readonly string[] =>
        each.startsWith(`${path}/`) ? [each.slice(path.length + 1)] : [];
      const away = new Set([...gone].flatMap(nameIn));
      return [...tree.list(path).filter((name) => !away.has(name)), ...[...names.keys()].flatMap(nameIn)];
    },
  };
}

function drafted(draft: Draft, tree: FileTree, fix: Fix): Draft {
  switch (fix.kind) {
    case "text":
      return { ...draft, texts: new Map([...draft.texts, [fix.path, fix.change(tree.read(fix.path) ?? "")]]) };
    case "mode":
      return { ...draft, rights: new Map([...draft.rights, [fix.path, { mode: fix.mode, gid: fix.gid }]]) };
    case "rename":
      return { ...draft, names: new Map([...draft.names, [fix.to, fix.path]]) };
  }
}

const keyOf = ({ rule, at: { file, line, column }, text }: Finding): string =>
  `${rule} ${file}:${line}:${column} ${text}`;

const sameTrouble = (a: Finding, b: Finding): boolean =>
  a.rule === b.rule && a.at.file === b.at.file && a.text === b.text;

const countLike = (findings: readonly Finding[], finding: Finding): number =>
  findings.filter((each) => sameTrouble(each, finding)).length;

function changesOf(tree: FileTree, { texts, rights, names }: Draft): readonly FileChange[] {
  const unknown: FileStatus = { kind: "file", mode: 0o640, uid: 0, gid: 0, size: 0 };
  const oldOf = (path: string): string => names.get(path) ?? path;
  const statOf = (path: string): FileStatus => tree.stat(oldOf(path)) ?? unknown;
  const renamed = [...names].map(([to, path]): FileChange => ({ kind: "rename", path, to }));
  const written = [...texts].map(([path, after]): FileChange => {
    const { mode, uid, gid } = statOf(path);
    return { kind: "write", path, before: tree.read(oldOf(path)), after, mode, owner: { uid, gid } };
  });
  const given = [...rights].map(([path, right]): FileChange => {
    const group = readGroupName(tree, right.gid) ?? String(right.gid);
    return { kind: "rights", path, before: statOf(path), group, ...right };
  });
  const paths = new Set([...written, ...given].map(({ path }) => path));
  return [...renamed, ...[...paths].flatMap((path) => [...written, ...given].filter((change) => change.path === path))];
}

export interface FixPlan {
  readonly changes: readonly FileChange[];
  /** What is mended by them. */
  readonly mended: readonly Finding[];
}

const MOST_FIXES = 200;

/** Plans what `--fix` would do. */
export async function planFixes(input: CheckInput): Promise<FixPlan> {
  const { machine, folder, runtimes } = input;
  const tried = new Set<string>();
  const mended: Finding[] = [];
  let draft = EMPTY;
  let tree = machine.tree;
  let findings = runRules(input);
  while (tried.size < MOST_FIXES) {
    const next = findings.find((finding) => finding.fix && !tried.has(keyOf(finding)));
    if (!next?.fix) break;
    tried.add(keyOf(next));
    const draftNow = drafted(draft, tree, next.fix);
    const treeNow = draftTree(machine.tree, draftNow);
    const after = runRules(await gatherInput({ ...machine, tree: treeNow }, folder, runtimes));
    if (countLike(after, next) >= countLike(findings, next)) continue;
    [draft, tree, findings] = [draftNow, treeNow, after];
    mended.push(next);
  }
  return { changes: changesOf(machine.tree, draft), mended };
}
