/** `ipmitool shell` and `ipmi-raw` in front of a controller in memory: what they print, as Debian 12 has them. */
import type { ProgramOpener, ProgramUse } from "../../../src/device/programs.ts";
import { DeviceError } from "../../../src/drivers/types.ts";
import type { Bmc, Message } from "./bmc.ts";

const PER_LINE = 16;
const hex = (byte: number): string => byte.toString(16).padStart(2, "0");

function lines(bytes: Uint8Array): string {
  const all = [...bytes].map(hex);
  const count = Math.ceil(all.length / PER_LINE);
  return Array.from({ length: count }, (_, at) => ` ${all.slice(at * PER_LINE, (at + 1) * PER_LINE).join(" ")}\n`).join(
    "",
  );
}

const numbers = (words: readonly string[]): readonly number[] => words.map(Number);

function messageOf([netFn = 0, cmd = 0, ...data]: readonly number[], lun: number): Message {
  return { netFn, cmd, lun, data: Uint8Array.from(data) };
}

function tool(bmc: Bmc, line: string, lun: number): string {
  const echo = `ipmitool> ${line}\n`;
  if (!line.startsWith("raw ")) return echo;
  const [code = 0xff, ...rest] = bmc.answer(messageOf(numbers(line.split(" ").slice(1)), lun));
  return code === 0 ? echo + (rest.length > 0 ? lines(Uint8Array.from(rest)) : "\n") : echo;
}

function raw(bmc: Bmc, line: string): string {
  const [lun = 0, ...bytes] = numbers(line.split(" "));
  const answer = bmc.answer(messageOf(bytes, lun));
  return `rcvd: ${[bytes[1] ?? 0, ...answer].map((byte) => hex(byte).toUpperCase()).join(" ")} \n`;
}

export class PlayedPrograms implements ProgramOpener {
  readonly bmc: Bmc;
  /** Those that are installed. */
  installed: readonly string[] = ["ipmitool", "ipmi-raw"];
  /** What they print on their error output where they cannot begin. */
  refusal: string | undefined;
  /** What becomes of their output. */
  change: (text: string) => string = (text) => text;
  readonly started: string[] = [];

  constructor(bmc: Bmc) {
    this.bmc = bmc;
  }

  run(program: string, args: readonly string[], { input = "" }: ProgramUse = {}): Promise<string> {
    if (!this.installed.includes(program)) return Promise.reject(new DeviceError("absent", `${program} cannot be run`));
    this.started.push([program, ...args].join(" "));
    if (this.refusal !== undefined) return Promise.reject(new DeviceError("stale", `${program}: ${this.refusal}`));
    const asked = input.split("\n").slice(0, -1);
    const lun = Number(args[args.indexOf("-l") + 1] ?? 0) || 0;
    const told = asked.map((line) => (program === "ipmitool" ? tool(this.bmc, line, lun) : raw(this.bmc, line)));
    return Promise.resolve(this.change(told.join("")));
  }
}
