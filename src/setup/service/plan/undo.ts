/** What takes a plan back, in the order in which it is done: worked out before anything is changed, and kept as JSON. */
import { dirname } from "node:path";
import type { MachineFiles, Was } from "./machine-files.ts";
import type { Argv, Plan } from "./plan.ts";

export type Undo =
  | { readonly kind: "run"; readonly argv: Argv }
  | { readonly kind: "restore"; readonly path: string; readonly was: Was }
  /** Made for the plan; removed where nothing is left in it. */
  | { readonly kind: "folder"; readonly path: string };

function missingFolders(path: string, files: MachineFiles): readonly string[] {
  const folder = dirname(path);
  return files.exists(folder) ? [] : [...missingFolders(folder, files), folder];
}

/** What takes each step back, in the order of the steps. */
export const undoByStep = ({ steps }: Plan, files: MachineFiles): readonly (readonly Undo[])[] =>
  steps.map((step): readonly Undo[] => {
    if (step.kind === "file") {
      const folders = missingFolders(step.path, files).map((path): Undo => ({ kind: "folder", path }));
      return [...folders, { kind: "restore", path: step.path, was: files.was(step.path) }];
    }
    const argv = step.kind === "undo" ? step.argv : step.undo;
    return argv === undefined ? [] : [{ kind: "run", argv }];
  });

export const undoOf = (plan: Plan, files: MachineFiles): readonly Undo[] => undoByStep(plan, files).flat().reverse();
