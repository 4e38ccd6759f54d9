/** Programs that tests start, ours and others', in real time. */
import type { ChildProcess } from "node:child_process";
import { createSocket } from "node:dgram";
import { createServer } from "node:net";

/** For machines that are slow or busy: what has come by then will not come any more. */
const DEADLINE_MS = 120_000;

const LOWEST = 10_240;
/** Above this the system gives ports to clients, and could take one from under us. */
const HIGHEST = 32_767;

const anyPort = (): number => LOWEST + Math.floor(Math.random() * (HIGHEST - LOWEST));

const isFreeForTcp = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const probe = createServer();
    probe.on("error", () => resolve(false));
    probe.listen(port, "127.0.0.1", () => probe.close(() => resolve(true)));
  });

const isFreeForUdp = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const probe = createSocket("udp4");
    probe.on("error", () => resolve(false));
    probe.bind(port, "127.0.0.1", () => probe.close(() => resolve(true)));
  });

async function portThat(isFree: (port: number) => Promise<boolean>): Promise<number> {
  for (;;) {
    const port = anyPort();
    if (await isFree(port)) return port;
  }
}

/** A loopback port that nobody holds, for programs that cannot be told to take any. */
export const freePort = (): Promise<number> => portThat(isFreeForTcp);

/** As `freePort`, for UDP. */
export const freeUdpPort = (): Promise<number> => portThat(isFreeForUdp);

/** Waits until `check` gives something, looking every 20 ms. */
export async function until<T>(
  what: string,
  check: () => T | undefined | false | Promise<T | undefined | false>,
): Promise<T> {
  const end = performance.now() + DEADLINE_MS;
  for (;;) {
    const found = await check();
    if (found !== undefined && found !== false) return found;
    if (performance.now() > end) throw new Error(`waited in vain for: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** How a program ended and what it said. */
export interface Ended {
  readonly status: number | null;
  readonly out: string;
  readonly err: string;
}

/** A program that was started here. */
export class Started {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
  out = "";
  err = "";

  constructor(child: ChildProcess) {
    this.child = child;
    child.stdout?.on("data", (chunk: Buffer) => {
      this.out += chunk.toString();
    });
    child.stderr?.on("data", (chunk: Buffer) => {
      this.err += chunk.toString();
    });
    this.ended = new Promise((resolve) => {
      child.on("close", (status) => resolve({ status, out: this.out, err: this.err }));
    });
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  says(pattern: RegExp): Promise<RegExpExecArray> {
    return until(`${pattern} in: ${this.err}${this.out}`, () => pattern.exec(this.err + this.out) ?? undefined);
  }
}
