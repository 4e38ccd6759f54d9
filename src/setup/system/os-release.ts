/** os-release(5): which distribution this is, in its own words. */
import { parseShellFragment } from "../../conf/shell-fragment.ts";
import type { FileTree } from "./file-tree.ts";

export interface OsRelease {
  /** `ID`, and `ID_LIKE` behind it, in lower case. */
  readonly ids: readonly string[];
  /** `PRETTY_NAME`, or "" where the file does not say. */
  readonly title: string;
}

const PLACES = ["/etc/os-release", "/usr/lib/os-release"];

const UNKNOWN: OsRelease = { ids: [], title: "" };

function textOf(tree: FileTree): string | undefined {
  for (const place of PLACES) {
    try {
      const text = tree.read(place);
      if (text !== undefined) return text;
    } catch {
      // A system that cannot be told by this file is told by its other marks, or not at all.
    }
  }
  return undefined;
}

export function readOsRelease(tree: FileTree): OsRelease {
  const text = textOf(tree);
  if (text === undefined) return UNKNOWN;
  const values = new Map(parseShellFragment(text, PLACES[0] ?? "").assignments.map(({ name, value }) => [name, value]));
  const words = `${values.get("ID") ?? ""} ${values.get("ID_LIKE") ?? ""}`.toLowerCase().split(/\s+/);
  const title = values.get("PRETTY_NAME") ?? values.get("NAME") ?? "";
  return { ids: words.filter((word) => word !== ""), title };
}
