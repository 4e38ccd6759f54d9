/** Processes of this machine, found by what they were started with (Linux). */
import { readdirSync, readFileSync } from "node:fs";

const read = (pid: string, name: "cmdline" | "environ"): readonly string[] => {
  try {
    return readFileSync(`/proc/${pid}/${name}`, "utf8").split("\0");
  } catch {
    return [];
  }
};

/** The numbers of all processes with that word in their command line and that variable in their environment. */
export function processesOf(word: string, variable: string, value: string): readonly number[] {
  const pids = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  const found = pids.filter(
    (pid) =>
      read(pid, "cmdline").some((text) => text.includes(word)) && read(pid, "environ").includes(`${variable}=${value}`),
  );
  return found.map(Number);
}
