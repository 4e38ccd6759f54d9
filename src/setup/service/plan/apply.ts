/** Carries a plan out, whole or not at all: what fails or is interrupted is taken back. */
import type { ProcessRunner, RunResult } from "../../../system/process/process-runner.ts";
import { writeReason } from "../../../system/system-error.ts";
import type { MachineFiles } from "./machine-files.ts";
import { type Argv, type Plan, type Step, shellLine } from "./plan.ts";
import type { Store } from "./store.ts";
import { type Undo, undoByStep } from "./undo.ts";

export interface PlanWorld {
  readonly files: MachineFiles;
  readonly runner: Pick<ProcessRunner, "run">;
  readonly store: Store;
  /** Aborted by whoever no longer wants it. */
  readonly interrupted: AbortSignal;
  tell(line: string): void;
}

export type Applied =
  | { readonly kind: "done" }
  /** All is as it was before, but for what `left` says. */
  | { readonly kind: "taken-back"; readonly why: string; readonly left: readonly string[] };

/** A service may take its time to start. */
const COMMAND_MS = 180_000;

function complaint(argv: Argv, result: RunResult): string | undefined {
  const line = shellLine(argv);
  switch (result.kind) {
    case "exited":
      return result.status === 0
        ? undefined
        : `${line} ended with ${result.status}: ${result.stderr.trim() || result.stdout.trim() || "it did not say why"}`;
    case "not-started":
      return `${line} could not be started: ${result.reason}`;
    case "killed":
      return `${line} was ended by ${result.signal}`;
    case "timeout":
      return `${line} did not end within ${COMMAND_MS / 1000} s`;
  }
}

const runCommand = async (argv: Argv, { runner }: Pick<PlanWorld, "runner">): Promise<string | undefined> => {
  const [program, ...args] = argv;
  return complaint(argv, await runner.run(program, args, { timeoutMs: COMMAND_MS }));
};

const ROOT = { uid: 0, gid: 0 };

async function carryOut(step: Step, world: PlanWorld): Promise<void> {
  if (step.kind === "undo") return;
  if (step.kind === "file")
    return world.files.put(step.path, { kind: "file", text: step.text, mode: step.mode, ...ROOT });
  const why = await runCommand(step.argv, world);
  if (why === undefined) return;
  if (step.optional === undefined) throw new Error(why);
  world.tell(`${why} (it ${step.optional}; all else goes on)`);
}

/** Takes back, and goes on where something cannot be: what is left then is answered. */
export async function takeBack(
  undo: readonly Undo[],
  world: Pick<PlanWorld, "files" | "runner">,
): Promise<readonly string[]> {
  const left: string[] = [];
  for (const item of undo) {
    try {
      if (item.kind === "restore") world.files.put(item.path, item.was);
      else if (item.kind === "folder") world.files.removeFolder(item.path);
      else {
        const why = await runCommand(item.argv, world);
        if (why !== undefined) left.push(why);
      }
    } catch (error) {
      left.push(`${item.kind === "run" ? shellLine(item.argv) : item.path}: ${writeReason(error)}`);
    }
  }
  return left;
}

export async function applyPlan(plan: Plan, world: PlanWorld): Promise<Applied> {
  const { store, interrupted } = world;
  const undo = undoByStep(plan, world.files);
  store.begin(undo.flat().reverse());
  for (const [at, step] of plan.steps.entries()) {
    try {
      interrupted.throwIfAborted();
      await carryOut(step, world);
      interrupted.throwIfAborted();
    } catch (error) {
      const why = interrupted.aborted
        ? "interrupted"
        : `${"path" in step ? `${step.path}: ` : ""}${writeReason(error)}`;
      const left = await takeBack(
        undo
          .slice(0, at + 1)
          .flat()
          .reverse(),
        world,
      );
      store.end();
      return { kind: "taken-back", why, left };
    }
  }
  return { kind: "done" };
}
