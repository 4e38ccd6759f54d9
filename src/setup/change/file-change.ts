/** Changes of files that are shown before they are made: one file each, whole. */
import type { FileStatus } from "../system/file-tree.ts";

export type FileChange =
  | {
      readonly kind: "write";
      readonly path: string;
      /** Undefined: there is no such file yet. */
      readonly before: string | undefined;
      readonly after: string;
      readonly mode: number;
      /** Undefined: whoever makes it. */
      readonly owner: { readonly uid: number; readonly gid: number } | undefined;
    }
  | {
      readonly kind: "rights";
      readonly path: string;
      readonly before: FileStatus;
      readonly mode: number;
      readonly gid: number;
      /** The name of that group. */
      readonly group: string;
    }
  | { readonly kind: "rename"; readonly path: string; readonly to: string };
