/** Programs under test as processes: our driver and upsd, or the C ones, with their files in a folder of their own. */
import { type ChildProcess, spawn } from "node:child_process";
import { chownSync, existsSync, mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import net from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { value } from "./nut-client.ts";

export const RUN = process.env.RIG_PROGRAM ?? "bin/run.js";
/** usbhid-ups of the C project, 2.8.5, where there is one. */
export const C_DRIVER = process.env.RIG_C_DRIVER;
/** nutdrv_qx of the C project, 2.8.5, where there is one. */
export const C_QX = process.env.RIG_C_QX;
/** nut-ipmipsu of the C project: Debian's, or what was named. */
export const C_IPMI = [process.env.RIG_C_IPMI ?? "/lib/nut/nut-ipmipsu"].find((path) => existsSync(path));
/** A folder with the modules of the guest's kernel. */
export const KERNEL = process.env.RIG_KERNEL ?? "/";
/** A folder with drivers of the C project, 2.8.5, where there is one. */
export const C_FAMILIES = process.env.RIG_C_FAMILIES;

export type Section = Readonly<Record<string, string | true>>;

export const sleep = (ms: number): Promise<void> => new Promise((resolve) => void setTimeout(resolve, ms));

/** Emulation on a busy machine takes a multiple of what it takes on a quiet one. */
const PATIENCE = 8;

/**
 * Waits until `holds`, and says how long that took. `ms` is ample on a quiet machine; it throws after a multiple.
 */
export async function until(what: string, ms: number, holds: () => Promise<boolean> | boolean): Promise<number> {
  const began = performance.now();
  for (;;) {
    const good = await Promise.resolve()
      .then(holds)
      .catch(() => false);
    const took = performance.now() - began;
    if (good) return took;
    if (took > ms * PATIENCE) throw new Error(`${what}: not within ${ms * PATIENCE} ms`);
    await sleep(20);
  }
}

export class Program {
  readonly name: string;
  readonly child: ChildProcess;
  output = "";
  status: number | null | undefined;

  constructor(
    name: string,
    command: string,
    args: readonly string[],
    env: Readonly<Record<string, string>>,
    uid?: number,
  ) {
    this.name = name;
    const account = uid === undefined ? {} : { uid, gid: uid };
    this.child = spawn(command, args, {
      env: { ...process.env, ...env },
      stdio: ["ignore", "pipe", "pipe"],
      ...account,
    });
    for (const stream of [this.child.stdout, this.child.stderr])
      stream?.on("data", (bytes: Buffer) => {
        this.output += bytes.toString();
      });
    this.child.on("exit", (status) => {
      this.status = status;
    });
  }

  get running(): boolean {
    return this.status === undefined;
  }

  async stop(): Promise<void> {
    if (!this.running) return;
    this.child.kill("SIGTERM");
    try {
      await until(`${this.name} ends`, 8000, () => !this.running);
    } catch {
      this.child.kill("SIGKILL");
    }
  }
}

const line = ([name, text]: readonly [string, string | true]): string => (text === true ? name : `${name} = "${text}"`);

const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const server = net.createServer().listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address ? address.port : 0));
    });
  });

/** A configuration, and what runs on it. */
export class World {
  readonly folder: string;
  readonly #sections: Readonly<Record<string, Section>>;
  readonly #programs: Program[] = [];
  port = 0;

  constructor(sections: Readonly<Record<string, Section>>, uid = 0) {
    this.folder = mkdtempSync(join(tmpdir(), "nutts-rig-"));
    chownSync(this.folder, uid, uid);
    this.#sections = sections;
    const text = Object.entries(sections).map(([name, section]) =>
      [`[${name}]`, ...Object.entries(section).map((pair) => `  ${line(pair)}`)].join("\n"),
    );
    writeFileSync(join(this.folder, "ups.conf"), `pollinterval = 2\n${text.join("\n")}\n`);
    writeFileSync(
      join(this.folder, "upsd.users"),
      "[admin]\n  password = rig\n  actions = SET FSD\n  instcmds = ALL\n",
      {
        mode: 0o600,
      },
    );
  }

  get #env(): Readonly<Record<string, string>> {
    return { NUT_CONFPATH: this.folder, NUT_STATEPATH: this.folder, NUT_ALTPIDPATH: this.folder };
  }

  #start(name: string, command: string, args: readonly string[], uid?: number, path?: string): Program {
    const program = new Program(name, command, args, { ...this.#env, ...(path && { PATH: path }) }, uid);
    this.#programs.push(program);
    return program;
  }

  /** Our driver, as root or as the account given, with its PATH or another one. */
  driver(ups: string, { uid, path }: { readonly uid?: number; readonly path?: string } = {}): Program {
    const account = uid === undefined ? ["-u", "root"] : [];
    const name = String(this.#sections[ups]?.driver ?? "usbhid-ups");
    return this.#start(
      `driver ${ups}`,
      process.execPath,
      [RUN, "driver", name, "-a", ups, "-F", ...account],
      uid,
      path,
    );
  }

  /** All UPSes in one process. */
  host(): Program {
    return this.#start("drivers", process.execPath, [RUN, "driver", "-F", "-u", "root", "start"]);
  }

  cDriver(command: string, ups: string): Program {
    return this.#start(`C driver ${ups}`, command, ["-a", ups, "-F", "-u", "root"]);
  }

  async upsd(): Promise<Program> {
    this.port = await freePort();
    mkdirSync(this.folder, { recursive: true });
    writeFileSync(join(this.folder, "upsd.conf"), `LISTEN 127.0.0.1 ${this.port}\nMAXAGE 15\n`);
    const program = this.#start("upsd", process.execPath, [RUN, "upsd", "-F", "-u", "root"]);
    await until("upsd listens", 90000, () => connects(this.port));
    return program;
  }

  status(ups: string): Promise<string> {
    return value(this.port, ups, "ups.status");
  }

  /** Waits until the status begins with `wanted`; says how long that took. */
  async awaitStatus(ups: string, wanted: RegExp, ms = 20000): Promise<number> {
    let seen = "";
    try {
      return await until(`${ups} is ${String(wanted)}`, ms, async () => {
        seen = await this.status(ups);
        return wanted.test(seen);
      });
    } catch (error) {
      throw new Error(`${String(error)}; it was "${seen}"\n${this.said}`, { cause: error });
    }
  }

  /** The last words of all programs. */
  get said(): string {
    return this.#programs.map(({ name, output }) => `--- ${name}\n${output.slice(-1500)}`).join("\n");
  }

  async end(): Promise<void> {
    await Promise.all(this.#programs.map((program) => program.stop()));
  }
}

const connects = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = net.connect(port, "127.0.0.1");
    const done = (good: boolean) => (): void => {
      socket.destroy();
      resolve(good);
    };
    socket.once("connect", done(true));
    socket.once("error", done(false));
  });
