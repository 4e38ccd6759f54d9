/** A guest in QEMU: it is switched on, asked by its shell, and what ends it is told. */
import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, readFileSync, rmSync } from "node:fs";
import net from "node:net";
import { join } from "node:path";
import { sleep } from "../suite/world.ts";

/** Why a guest ended: it went off or started again by itself, or its power was cut. */
export type Ending = "guest-shutdown" | "guest-reset" | "cut" | "broken";

export interface Said {
  readonly status: number;
  readonly text: string;
}

export interface GuestFiles {
  /** vmlinux, initramfs.cpio; the sockets and the console come beside them. */
  readonly folder: string;
  readonly disk: string;
  /** Socket of the UPS. */
  readonly usb?: string;
  /** For the kernel. */
  readonly append?: string;
}

const BOOT_S = 300;
const COMMAND_S = 480;

/** A virtual machine may offer a /dev/kvm that cannot run a stock kernel. */
const hasKvm = (): boolean => existsSync("/dev/kvm") && /\b(vmx|svm)\b/.test(readFileSync("/proc/cpuinfo", "utf8"));

/** Emulated, a processor without vector units of 256 bits takes a fifth less time, and one takes a quarter less than two. */
const SPEED = hasKvm() ? ["-accel", "kvm", "-cpu", "host"] : ["-accel", "tcg,tb-size=512", "-cpu", "Nehalem"];

const KERNEL = [
  ...["console=ttyS0", "loglevel=4", "panic=-1", "mitigations=off", "nokaslr", "random.trust_cpu=on"],
  ...["cryptomgr.notests", "no_timer_check", "tsc=reliable", "rcupdate.rcu_expedited=1", "systemd.show_status=1"],
].join(" ");

function machine({ folder, disk, usb, append = "" }: GuestFiles): readonly string[] {
  const at = (name: string): string => join(folder, name);
  const plugged =
    usb === undefined ? [] : ["-chardev", `socket,id=ups,path=${usb}`, "-device", "usb-redir,chardev=ups"];
  return [
    ...["-M", "q35,usb=off,vmport=off", ...SPEED, "-smp", "1", "-m", "1024"],
    ...["-nodefaults", "-no-user-config", "-display", "none", "-no-reboot"],
    ...["-kernel", at("vmlinux"), "-initrd", at("initramfs.cpio"), "-append", `${KERNEL} ${append}`],
    ...["-drive", `file=${disk},format=raw,if=virtio,cache=unsafe`, "-device", "qemu-xhci", ...plugged],
    ...["-chardev", `file,id=console,path=${at("console.log")}`, "-serial", "chardev:console"],
    ...["-chardev", `socket,id=shell,path=${at("shell")},server=on,wait=off`, "-serial", "chardev:shell"],
    ...["-qmp", `unix:${at("qmp")},server=on,wait=off`],
  ];
}

async function connected(path: string, until: () => boolean): Promise<net.Socket> {
  for (;;) {
    const socket = net.connect(path);
    const good = await new Promise<boolean>((resolve) => {
      socket.once("connect", () => resolve(true));
      socket.once("error", () => resolve(false));
    });
    if (good) return socket.on("error", () => undefined);
    if (until()) throw new Error(`QEMU has ended before ${path} was there`);
    await sleep(50);
  }
}

function eachLine(socket: net.Socket, take: (line: string) => void): void {
  let rest = "";
  socket.on("data", (bytes: Buffer) => {
    const lines = (rest + bytes.toString("latin1")).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) take(line.trim());
  });
}

export class Guest {
  readonly #files: GuestFiles;
  readonly #qemu: ChildProcess;
  readonly #answers = new Map<number, (said: Said) => void>();
  #shell: net.Socket | undefined;
  #number = 0;
  #reason: Ending = "broken";
  #gone = false;
  #ready: () => void = () => undefined;
  #complaint = "";
  readonly #began = performance.now();
  /** Resolves with what ended it. */
  readonly ended: Promise<Ending>;
  /** Called when it halts, is switched off or starts again by itself. */
  onEvent: (event: string) => void = () => undefined;

  private constructor(files: GuestFiles) {
    this.#files = files;
    for (const name of ["shell", "qmp", "console.log"]) rmSync(join(files.folder, name), { force: true });
    this.#qemu = spawn("qemu-system-x86_64", machine(files), { stdio: ["ignore", "ignore", "pipe"] });
    this.#qemu.stderr?.on("data", (bytes: Buffer) => {
      this.#complaint += bytes.toString();
    });
    this.ended = new Promise((resolve) => {
      this.#qemu.on("close", () => {
        this.#gone = true;
        resolve(this.#reason);
      });
    });
  }

  /** Switches one on, and waits until it can be asked. */
  static async boot(files: GuestFiles): Promise<Guest> {
    const guest = new Guest(files);
    try {
      await guest.#connect();
      return guest;
    } catch (error) {
      guest.cut();
      throw error;
    }
  }

  get #console(): string {
    const path = join(this.#files.folder, "console.log");
    return existsSync(path) ? readFileSync(path, "latin1").slice(-3000) : "";
  }

  async #connect(): Promise<void> {
    const isGone = (): boolean => this.#gone;
    const qmp = await connected(join(this.#files.folder, "qmp"), isGone);
    eachLine(qmp, (line) => this.#event(line));
    qmp.write('{"execute":"qmp_capabilities"}\n');
    this.#shell = await connected(join(this.#files.folder, "shell"), isGone);
    const ready = new Promise<void>((resolve) => {
      this.#ready = resolve;
    });
    eachLine(this.#shell, (line) => this.#hear(line));
    const late = sleep(BOOT_S * 1000).then(() => "late");
    const how = await Promise.race([ready, this.ended, late]);
    if (how !== undefined) throw new Error(`the guest has no shell (${how})\n${this.#complaint}${this.#console}`);
  }

  #event(line: string): void {
    const { event, data } = JSON.parse(line) as { event?: string; data?: { reason?: string } };
    if (event === undefined) return;
    const { reason } = data ?? {};
    if (event === "SHUTDOWN" && (reason === "guest-shutdown" || reason === "guest-reset")) this.#reason = reason;
    this.onEvent(reason === undefined ? event : `${event} ${reason}`);
  }

  #hear(line: string): void {
    if (line === "@ready") return this.#ready();
    const [, number, status, text = ""] = /^@(\d+) (\d+) ?(\S*)$/.exec(line) ?? [];
    if (number === undefined) return;
    this.#answers.get(Number(number))?.({
      status: Number(status),
      text: Buffer.from(text, "base64").toString().trimEnd(),
    });
    this.#answers.delete(Number(number));
  }

  /** Seconds since it was switched on. */
  get age(): number {
    return (performance.now() - this.#began) / 1000;
  }

  /** Runs a command in its shell, one after the other. */
  async ask(command: string): Promise<Said> {
    const number = ++this.#number;
    const answer = new Promise<Said>((resolve) => void this.#answers.set(number, resolve));
    this.#shell?.write(`${number} ${Buffer.from(command).toString("base64")}\n`);
    const late = sleep(COMMAND_S * 1000).then(() => `not within ${COMMAND_S} s`);
    const said = await Promise.race([answer, this.ended, late]);
    if (typeof said === "string") throw new Error(`${command}: ${said}\n${this.#console}`);
    return said;
  }

  /** The same, where it must succeed. */
  async run(command: string): Promise<string> {
    const { status, text } = await this.ask(command);
    if (status !== 0) throw new Error(`${command}\nended with ${status}:\n${text}`);
    return text;
  }

  /** Waits until the output of a command fits; answers with it. */
  async until(command: string, wanted: RegExp, seconds = 40): Promise<string> {
    const end = performance.now() + seconds * 1000 * PATIENCE;
    for (;;) {
      const asked = performance.now();
      const { text } = await this.ask(command);
      if (wanted.test(text)) return text;
      if (performance.now() > end) throw new Error(`${command}\nis not ${String(wanted)}:\n${text}`);
      // Where Node starts slowly, what is waited for is starting, too.
      await sleep(Math.max(300, 2 * (performance.now() - asked)));
    }
  }

  /** Its power is gone from one moment to the next. */
  cut(): void {
    if (!this.#gone) this.#reason = "cut";
    this.#qemu.kill("SIGKILL");
  }
}

/** Emulation on a busy machine takes a multiple of what it takes on a quiet one. */
const PATIENCE = 10;
