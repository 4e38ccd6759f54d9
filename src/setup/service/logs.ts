/** What the services have said, where the system keeps it. */
import { spawn } from "node:child_process";
import type { Io } from "../../cli/program.ts";
import { NutError } from "../../nut/errors.ts";
import { fileReason } from "../../system/system-error.ts";
import type { ServiceWorld } from "./install.ts";

const FILES = ["/var/log/messages", "/var/log/syslog"];

const OURS = /\b(nutts|nut-[\w@-]+|upsd|upsmon|upssched|upsdrvctl|usbhid-ups)\b/;

/** Tells a terminal what the other program tells it; its status is ours. */
const handOver = (program: string, args: readonly string[]): Promise<number> =>
  new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: "inherit" });
    child.on("error", (error) => reject(new NutError("configuration", `${program}: ${error.message}`)));
    child.on("exit", (status) => resolve(status ?? 1));
  });

const UNITS = ["nut-*", "nutts*", "nut.target"].flatMap((unit) => ["--unit", unit]);

export const journalArguments = (lines: number, follow: boolean): readonly string[] => [
  "--no-pager",
  ...UNITS,
  `--lines=${lines}`,
  ...(follow ? ["--follow"] : []),
];

/** The last lines of a log that speak of us. */
export const ownLines = (text: string, lines: number): readonly string[] =>
  text
    .split("\n")
    .filter((line) => OURS.test(line))
    .slice(-lines);

export function showLogs({ facts, tree }: ServiceWorld, lines: number, follow: boolean, io: Io): Promise<number> {
  if (facts.init.name === "systemd") return handOver("journalctl", journalArguments(lines, follow));
  const path = FILES.find((file) => tree.stat(file)?.kind === "file");
  if (path === undefined)
    throw new NutError("configuration", `there is no ${FILES.join(", and no ")}: start a syslogd, or look at logread`);
  try {
    io.out(
      ownLines(tree.read(path) ?? "", lines)
        .map((line) => `${line}\n`)
        .join(""),
    );
  } catch (error) {
    throw new NutError("configuration", `${path}: ${fileReason(error)}`);
  }
  if (follow) throw new NutError("usage", `-f is for systemd's journal; here: tail -f ${path}`);
  return Promise.resolve(0);
}
