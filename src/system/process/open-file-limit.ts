import { readFileSync } from "node:fs";

/** What is assumed where the system does not tell. */
const USUAL = 1024;

/** `Max open files  1024  524288  files`: Node has raised the first to the second at its start. */
function fromProc(): number | undefined {
  try {
    const found = /^Max open files\s+(\d+)/m.exec(readFileSync("/proc/self/limits", "utf8"))?.[1];
    return found === undefined ? undefined : Number(found);
  } catch {
    return undefined;
  }
}

/** Files and sockets that this process may have open. */
export const openFileLimit = (): number => fromProc() ?? USUAL;
