/** The files of a system in memory: a text, a link, or a text or folder with its mode and owner. */
import { type FileStatus, type FileTree, resolveLinks } from "../../../src/setup/system/file-tree.ts";

export interface FakeFile {
  readonly text?: string;
  readonly link?: string;
  readonly kind?: FileStatus["kind"];
  readonly mode?: number;
  readonly uid?: number;
  readonly gid?: number;
  /** Reading it fails with this code. */
  readonly fails?: string;
}

export type FakeFiles = Readonly<Record<string, string | FakeFile>>;

const fileOf = (file: string | FakeFile): FakeFile => (typeof file === "string" ? { text: file } : file);

export function fakeTree(files: FakeFiles): FileTree {
  const paths = Object.keys(files);
  const resolve = (path: string): string | undefined =>
    resolveLinks(path, (at) => {
      const file = files[at];
      return file === undefined ? undefined : fileOf(file).link;
    });
  const at = (path: string): FakeFile | undefined => {
    const real = resolve(path) ?? "";
    const file = files[real];
    if (file !== undefined) return fileOf(file);
    return real === "/" || paths.some((each) => each.startsWith(`${real}/`))
      ? { kind: "folder", mode: 0o755 }
      : undefined;
  };
  return {
    resolve,
    read: (path) => {
      const file = at(path);
      if (file?.fails !== undefined) throw Object.assign(new Error(file.fails), { code: file.fails });
      return file?.text;
    },
    stat: (path) => {
      const file = at(path);
      if (!file) return undefined;
      const kind = file.kind ?? "file";
      return { kind, mode: 0o644, uid: 0, gid: 0, size: (file.text ?? "").length, ...file };
    },
    list: (path) => {
      const prefix = `${(resolve(path) ?? "").replace(/\/$/, "")}/`;
      const below = paths.filter((each) => each.startsWith(prefix)).map((each) => each.slice(prefix.length));
      return [...new Set(below.map((each) => each.split("/")[0] ?? ""))];
    },
  };
}
