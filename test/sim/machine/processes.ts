/** Processes of this machine, found by what they were started with (Linux). */
import { readdirSync, readFileSync } from "node:fs";

const read = (pid: string, name: "cmdline" | "environ"): readonly string[] => {
  try {
    return readFileSync(`/proc/${pid}/${name}`, "utf8").split("\0");
  } catch {
    return [];
  }
};

/** The numbers of all processes with that word in their command line and all of that in their environment. */
export function processesOf(word: string, environment: Readonly<Record<string, string>>): readonly number[] {
  const wanted = Object.entries(environment).map(([name, value]) => `${name}=${value}`);
  const pids = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  const found = pids.filter((pid) => {
    const own = read(pid, "environ");
    return read(pid, "cmdline").some((text) => text.includes(word)) && wanted.every((pair) => own.includes(pair));
  });
  return found.map(Number);
}
