/** What is kept of plans: of the one that is being carried out, and of what is installed. */
import type { Layout } from "../layout.ts";
import type { MachineFiles } from "./machine-files.ts";
import type { Undo } from "./undo.ts";

/** What is installed, and the way back to what was there before. */
export interface Installed {
  readonly layout: Layout;
  /** Services that ran, or were started at boot, before the first installation. */
  readonly active: readonly string[];
  readonly enabled: readonly string[];
  readonly undo: readonly Undo[];
}

export interface Store {
  /** The way back of a plan that was begun and never ended. */
  journal(): readonly Undo[] | undefined;
  begin(undo: readonly Undo[]): void;
  end(): void;
  installed(): Installed | undefined;
  keep(installed: Installed | undefined): void;
}

/** Copies of files may hold secrets. */
const MODE = 0o600;

export function planStore(files: MachineFiles, folder: string): Store {
  const journal = `${folder}/service.journal`;
  const installed = `${folder}/service.json`;
  const read = (path: string): unknown => {
    const was = files.was(path);
    return was.kind === "file" ? JSON.parse(was.text) : undefined;
  };
  const write = (path: string, value: unknown): void =>
    files.put(path, { kind: "file", text: `${JSON.stringify(value, undefined, 1)}\n`, mode: MODE, uid: 0, gid: 0 });
  const remove = (path: string): void => {
    files.put(path, { kind: "nothing" });
    files.removeFolder(folder);
  };
  return {
    journal: () => read(journal) as readonly Undo[] | undefined,
    begin: (undo) => write(journal, undo),
    end: () => remove(journal),
    installed: () => read(installed) as Installed | undefined,
    keep: (value) => (value === undefined ? remove(installed) : write(installed, value)),
  };
}
