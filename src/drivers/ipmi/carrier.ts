/**
 * Messages to the management controller of this machine, many in one run of a program that carries them:
 *
 *     ipmitool shell      we  raw 0x0a 0x11 0x02 0x00 0x00 0x10\n     it  ipmitool> raw 0x0a …\n 10 01 00 00 01 …\n
 *     ipmi-raw            we  0x00 0x0a 0x11 0x02 0x00 0x00 0x10\n    it  rcvd: 11 00 10 01 00 00 01 …\n
 *
 * What the controller refuses has no line of bytes, or a code that is not 00.
 */
import type { FileOpener } from "../../device/openers.ts";
import type { ProgramOpener } from "../../device/programs.ts";
import { DeviceError } from "../types.ts";

export interface IpmiRequest {
  readonly netFn: number;
  readonly cmd: number;
  readonly data: readonly number[];
}

/** What follows the completion code; undefined where the controller refused. */
export type IpmiReply = readonly number[] | undefined;

interface Program {
  readonly name: string;
  readonly args: (lun: number) => readonly string[];
  readonly input: (requests: readonly IpmiRequest[], lun: number) => string;
  /** One for each request; fewer or more where something else was printed. */
  readonly replies: (text: string) => readonly IpmiReply[];
}

const RUN_MS = 20_000;
/** What one run is asked for: its output stays far below what a runner keeps. */
const MOST = 64;

const hex = (byte: number): string => `0x${byte.toString(16).padStart(2, "0")}`;
const BYTES = /^\s*[\da-f]{2}(?:\s+[\da-f]{2})*\s*$/i;
const bytesOf = (line: string): readonly number[] =>
  BYTES.test(line)
    ? line
        .trim()
        .split(/\s+/)
        .map((one) => Number.parseInt(one, 16))
    : [];

function toolReply(block: string): IpmiReply {
  const bytes = block.split("\n").flatMap(bytesOf);
  return bytes.length > 0 ? bytes : undefined;
}

function rawReply(line: string): readonly IpmiReply[] {
  if (!line.startsWith("rcvd:")) return [];
  const [, code, ...rest] = bytesOf(line.slice("rcvd:".length));
  return [code === 0 ? rest : undefined];
}

const PROGRAMS: readonly Program[] = [
  {
    name: "ipmitool",
    args: (lun) => (lun === 0 ? ["shell"] : ["-l", String(lun), "shell"]),
    // Without it the program ends with the status of the last message.
    input: (requests) =>
      `${requests.map(({ netFn, cmd, data }) => `raw ${[netFn, cmd, ...data].map(hex).join(" ")}\n`).join("")}exit\n`,
    replies: (text) => text.split("ipmitool> ").slice(1, -1).map(toolReply),
  },
  {
    name: "ipmi-raw",
    args: () => [],
    input: (requests, lun) =>
      requests.map(({ netFn, cmd, data }) => `${[lun, netFn, cmd, ...data].map(hex).join(" ")}\n`).join(""),
    replies: (text) => text.split("\n").flatMap(rawReply),
  },
];

const NO_PROGRAM =
  "neither ipmitool nor ipmi-raw can be run: install ipmitool (or freeipmi-tools, on Fedora freeipmi), or set PATH";
const NODES = ["/dev/ipmi0", "/dev/ipmi/0", "/dev/ipmidev/0"];
const denied = (node: string): string =>
  `the user of this driver may not open ${node}. A udev rule such as KERNEL=="ipmi*", GROUP="nut", MODE="0660" gives it to nut`;
/** FreeIPMI's programs look who they are, and not what they may. */
const ROOT_ALONE =
  "ipmi-raw serves root alone: install ipmitool, or let the driver run as root (user = root in ups.conf)";
const NO_CONTROLLER =
  "there is no management controller at /dev/ipmi0: load the kernel modules ipmi_si and ipmi_devintf, if this machine has one";
/** That of ipmitool names no reason but that of the last node it tried. */
const NOT_OPENED = /could not open device|could not find inband|driver busy|device not found/i;

export interface Carriers {
  readonly programs: ProgramOpener;
  /** Where the nodes of the device are looked for. */
  readonly files: Pick<FileOpener, "modified">;
}

export class IpmiCarrier {
  readonly #programs: ProgramOpener;
  readonly #files: Pick<FileOpener, "modified">;
  #program: Program | undefined;

  constructor({ programs, files }: Carriers) {
    this.#programs = programs;
    this.#files = files;
  }

  /** One answer for each request. Throws DeviceError. */
  async ask(requests: readonly IpmiRequest[], lun = 0): Promise<readonly IpmiReply[]> {
    const replies: IpmiReply[] = [];
    for (let at = 0; at < requests.length; at += MOST)
      replies.push(...(await this.#some(requests.slice(at, at + MOST), lun)));
    return replies;
  }

  async #some(requests: readonly IpmiRequest[], lun: number): Promise<readonly IpmiReply[]> {
    const candidates = this.#program ? [this.#program] : PROGRAMS;
    for (const program of candidates) {
      const text = await this.#run(program, requests, lun);
      if (text === undefined) continue;
      this.#program = program;
      const replies = program.replies(text);
      if (replies.length === requests.length) return replies;
      throw new DeviceError("stale", `${program.name} answered ${replies.length} of ${requests.length} messages`);
    }
    throw new DeviceError("absent", NO_PROGRAM);
  }

  /** Undefined where there is no such program. */
  async #run(program: Program, requests: readonly IpmiRequest[], lun: number): Promise<string | undefined> {
    const input = program.input(requests, lun);
    try {
      return await this.#programs.run(program.name, program.args(lun), { input, timeoutMs: RUN_MS });
    } catch (error) {
      if (error instanceof DeviceError && error.fault === "absent") return undefined;
      throw error instanceof DeviceError ? await this.#explained(error) : error;
    }
  }

  /** What a program says of the device, in words that say what to do. */
  async #explained(error: DeviceError): Promise<DeviceError> {
    const { message } = error;
    if (/permission denied/i.test(message)) return new DeviceError("denied", `${ROOT_ALONE} (${message})`);
    if (!NOT_OPENED.test(message)) return error;
    const node = await this.#node();
    return node === undefined
      ? new DeviceError("absent", `${NO_CONTROLLER} (${message})`)
      : new DeviceError("denied", `${denied(node)} (${message})`);
  }

  async #node(): Promise<string | undefined> {
    for (const node of NODES) {
      const isThere = await this.#files.modified(node).then(
        () => true,
        () => false,
      );
      if (isThere) return node;
    }
    return undefined;
  }
}
