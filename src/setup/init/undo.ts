/** The way back: the files that were there before the last set-up. */
import { FILES } from "../../system/files/files.ts";
import { writeReason } from "../../system/system-error.ts";
import type { FileChange } from "../change/file-change.ts";
import { lastSet, takeBackUnfinished, undoSet } from "../change/file-set.ts";
import { showChanges } from "../change/show-changes.ts";
import { copiesFolder, type InitWorld, tell } from "./init-world.ts";
import { removeServices, servicesInstalled } from "./services.ts";
import { uninterrupted } from "./write-files.ts";

const SERVICES_GO = "The services of nutts are removed, and those that ran before run again\n";

/** A set-up over files that were complete already has written none. */
async function undoServices(world: InitWorld): Promise<number> {
  const { io, line, machine, asker } = world;
  if (!servicesInstalled(world)) {
    tell(world, `Nothing to undo: nutts init has written nothing in ${machine.facts.confPath}\n`);
    return 0;
  }
  tell(world, `No file was written. ${SERVICES_GO}`);
  if (line.has("print")) return 0;
  if (!(await asker.confirm({ question: "Remove these services?", option: "--yes", usual: line.has("yes") }))) {
    io.err("Nothing was changed.\n");
    return 1;
  }
  const left = (await removeServices(world)) ?? [];
  for (const each of left) io.err(`Not taken back: ${each}\n`);
  return left.length === 0 ? 0 : 1;
}

export async function undo(world: InitWorld): Promise<number> {
  const { io, line, machine, asker } = world;
  const folder = copiesFolder(machine);
  try {
    const unfinished = uninterrupted(() => takeBackUnfinished(folder, FILES));
    if (unfinished) tell(world, `A set-up that was cut off has been taken back: ${unfinished.join(", ")}\n`);
    const last = lastSet(folder, FILES);
    if (!last) return await undoServices(world);
    const gone = last.files.filter(({ before }) => before === undefined).map(({ path }) => path);
    const changes = last.files.flatMap(({ path, before, mode }): readonly FileChange[] => {
      const now = FILES.read(path);
      return before === undefined || now === before
        ? []
        : [{ kind: "write", path, before: now, after: before, mode, owner: undefined }];
    });
    tell(world, showChanges(changes) + gone.map((path) => `${path} (removed)\n`).join(""));
    const withServices = last.first && servicesInstalled(world);
    if (withServices) tell(world, SERVICES_GO);
    if (line.has("print")) return 0;
    const agreed = await asker.confirm({ question: "Put these files back?", option: "--yes", usual: line.has("yes") });
    if (!agreed) {
      io.err("Nothing was changed.\n");
      return 1;
    }
    uninterrupted(() => undoSet(folder, last.stamp, FILES));
    const left = withServices ? ((await removeServices(world)) ?? []) : [];
    for (const each of left) io.err(`Not taken back: ${each}\n`);
    if (left.length > 0) return 1;
  } catch (error) {
    if (!(error instanceof Error) || !("code" in error)) throw error;
    io.err(`Not undone: ${writeReason(error)}\n`);
    return 1;
  }
  tell(world, "The files are as they were. Restart what runs: nutts service status shows what does.\n");
  return 0;
}
