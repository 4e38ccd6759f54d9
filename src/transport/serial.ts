/** Serial ports through the npm package `serialport`, the only file that imports it. */
import { readdirSync, readlinkSync, realpathSync, statSync } from "node:fs";
import { userInfo } from "node:os";
import { SerialPort } from "serialport";
import { ByteQueue } from "../host/byte-queue.ts";
import { type Clock, SYSTEM_CLOCK } from "../host/clock.ts";
import type { InputLines, OutputLines, SerialLine, SerialOpener, SerialSettings } from "../host/serial-line.ts";
import { DriverError } from "../nut/driver-error.ts";

const textOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** Processes that have `path` open, as far as we may look. */
function holders(path: string): string[] {
  const real = realpathSync(path);
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name) && name !== String(process.pid))
    .filter((pid) => openFiles(pid).includes(real))
    .map((pid) => `process ${pid}`);
}

function openFiles(pid: string): string[] {
  try {
    return readdirSync(`/proc/${pid}/fd`).map((fd) => readlinkSync(`/proc/${pid}/fd/${fd}`));
  } catch {
    return [];
  }
}

function openError(path: string, error: unknown): DriverError {
  const text = textOf(error);
  if (/permission denied/i.test(text)) {
    const { uid, gid, mode } = statSync(path);
    const rights = `owner ${uid}, group ${gid}, mode ${(mode & 0o777).toString(8)}`;
    const advice = "add the user to the group that owns it (often dialout)";
    return new DriverError("denied", `${path}: permission denied to ${userInfo().username} (${rights}): ${advice}`);
  }
  if (/lock|busy|temporarily unavailable/i.test(text)) {
    const who = holders(path).join(", ") || "another program";
    return new DriverError("busy", `${path} is in use by ${who}: stop it or give this UPS another port`);
  }
  return new DriverError("absent", `${path}: ${text.replace(/^Error: /, "")}`);
}

class PortLine implements SerialLine {
  readonly path: string;
  readonly #port: SerialPort;
  readonly #queue: ByteQueue;

  constructor(port: SerialPort, clock: Clock) {
    this.path = port.path;
    this.#port = port;
    this.#queue = new ByteQueue(clock);
    port.on("data", (bytes: Buffer) => this.#queue.push(bytes));
    port.on("close", () => this.#queue.fail(new DriverError("lost", `${this.path} was closed or unplugged`)));
    port.on("error", (error) => this.#queue.fail(new DriverError("lost", `${this.path}: ${error.message}`)));
  }

  write(bytes: Uint8Array): Promise<void> {
    return this.#done((done) => {
      this.#port.write(Buffer.from(bytes));
      this.#port.drain(done);
    });
  }

  read(isEnd: (byte: number) => boolean, ms: number, max?: number): Promise<Uint8Array> {
    return this.#queue.read(isEnd, ms, max);
  }

  flush(): void {
    this.#queue.flush();
  }

  listen(listener: ((byte: number) => void) | undefined): void {
    this.#queue.listen(listener);
  }

  setLines(lines: OutputLines): Promise<void> {
    return this.#done((done) => this.#port.set(lines, done));
  }

  getLines(): Promise<InputLines> {
    return new Promise((resolve, reject) => {
      this.#port.get((error, status) => {
        if (error || !status) reject(new DriverError("lost", `${this.path}: ${textOf(error)}`));
        else resolve({ cts: status.cts, dsr: status.dsr, dcd: status.dcd, ri: "ri" in status && status.ri === true });
      });
    });
  }

  close(): Promise<void> {
    return new Promise((resolve) => (this.#port.isOpen ? this.#port.close(() => resolve()) : resolve()));
  }

  #done(start: (done: (error: Error | null | undefined) => void) => void): Promise<void> {
    return new Promise((resolve, reject) => {
      start((error) => (error ? reject(new DriverError("lost", `${this.path}: ${error.message}`)) : resolve()));
    });
  }
}

/** Opens ports exclusively, raw, without flow control. */
export const serialOpener = (clock: Clock = SYSTEM_CLOCK): SerialOpener => ({
  open: (path: string, settings: SerialSettings) =>
    new Promise((resolve, reject) => {
      const { baud, dataBits = 8, parity = "none", stopBits = 1 } = settings;
      const port = new SerialPort({ path, baudRate: baud, dataBits, parity, stopBits, lock: true, autoOpen: false });
      port.open((error) => (error ? reject(openError(path, error)) : resolve(new PortLine(port, clock))));
    }),
});
