/** Changes as a person reads them before they are made; secrets are hidden. */
import { concealLine } from "./conceal.ts";
import { diffLines } from "./diff.ts";
import type { FileChange } from "./file-change.ts";

const NUMBER_WIDTH = 4;

function shown(change: FileChange): readonly string[] {
  switch (change.kind) {
    case "write":
      return diffLines(change.before ?? "", change.after).map(
        ({ sign, line, text }) =>
          `  ${sign} ${String(line).padStart(NUMBER_WIDTH)}  ${concealLine(text.replace(/\r$/, ""))}`,
      );
    case "rights": {
      const { before, mode, gid, group } = change;
      const modes = before.mode === mode ? [] : [`its mode ${before.mode.toString(8)} becomes ${mode.toString(8)}`];
      const groups = before.gid === gid ? [] : [`its group becomes ${group}`];
      return [`  ${[...modes, ...groups].join(", ")}`];
    }
    case "rename":
      return [`  is renamed ${change.to}`];
  }
}

const title = (change: FileChange): string =>
  change.kind === "write" && change.before === undefined
    ? `${change.path} (new, mode ${change.mode.toString(8)})`
    : change.path;

export const showChanges = (changes: readonly FileChange[]): string =>
  changes
    .flatMap((change, at) => [...(changes[at - 1]?.path === change.path ? [] : [title(change)]), ...shown(change)])
    .map((line) => `${line}\n`)
    .join("");
