/** A plan as a person reads it before it is carried out. */
import { showChanges } from "../../change/show-changes.ts";
import type { MachineFiles } from "./machine-files.ts";
import { type FileStep, type Plan, type Step, shellLine } from "./plan.ts";

/** A step that would leave its file as it is. */
export function isInPlace({ path, text, mode }: FileStep, files: MachineFiles): boolean {
  const was = files.was(path);
  return was.kind === "file" && was.text === text && was.mode === mode;
}

function shownFile(step: FileStep, files: MachineFiles): string {
  if (isInPlace(step, files)) return `${step.path} (as it is)\n`;
  const was = files.was(step.path);
  const before = was.kind === "file" ? was.text : undefined;
  return showChanges([{ kind: "write", path: step.path, before, after: step.text, mode: step.mode, owner: undefined }]);
}

/** Against what is there now. */
export const showPlan = ({ steps }: Plan, files: MachineFiles): string =>
  steps
    .map((step) =>
      step.kind === "file" ? shownFile(step, files) : step.kind === "run" ? `$ ${shellLine(step.argv)}\n` : "",
    )
    .join("");

const whole = (step: Step): string =>
  step.kind === "file"
    ? `# ${step.path}, mode ${step.mode.toString(8)}\n${step.text}\n`
    : step.kind === "run"
      ? `$ ${shellLine(step.argv)}\n`
      : "";

/** Every file from its first line to its last, and every command. */
export const wholePlan = ({ steps }: Plan): string => steps.map(whole).join("");

export const noteText = (notes: readonly string[]): string => notes.map((note) => `Note: ${note}.\n`).join("");
