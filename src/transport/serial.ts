/** Serial ports through the npm package `serialport`, loaded on opening. */
import { statSync } from "node:fs";
import { userInfo } from "node:os";
import type { SerialPort } from "serialport";
import { DeviceError } from "../device/device-error.ts";
import type { InputLines, OutputLines, SerialLine, SerialOpener, SerialSettings } from "../device/serial-line.ts";
import { ByteQueue } from "../system/byte-queue.ts";
import { type Clock, SYSTEM_CLOCK } from "../system/clock.ts";
import { lockHoldersOf } from "../system/files/file-holders.ts";
import { keepLevels, readRing } from "./modem-lines.ts";
import { loadSerialPort } from "./native-modules.ts";

const textOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

function openError(path: string, error: unknown): DeviceError {
  const text = textOf(error);
  if (/permission denied/i.test(text)) {
    const { uid, gid, mode } = statSync(path);
    const rights = `owner ${uid}, group ${gid}, mode ${(mode & 0o777).toString(8)}`;
    const advice = "add the user to the group that owns it (often dialout)";
    return new DeviceError("denied", `${path}: permission denied to ${userInfo().username} (${rights}): ${advice}`);
  }
  if (/lock|busy|temporarily unavailable/i.test(text)) {
    const who = lockHoldersOf(path).join(", ") || "another program";
    return new DeviceError("busy", `${path} is in use by ${who}: stop it or give this UPS another port`);
  }
  return new DeviceError("absent", `${path}: ${text.replace(/^Error: /, "")}`);
}

const AT_OPEN: Required<OutputLines> = { dtr: true, rts: true, brk: false };

class PortLine implements SerialLine {
  readonly path: string;
  readonly #port: SerialPort;
  readonly #queue: ByteQueue;
  readonly #ring: boolean;
  /** The package sets all lines at once. */
  #outputs = AT_OPEN;
  #failure: DeviceError | undefined;
  readonly #waiting = new Set<(error: DeviceError) => void>();

  constructor(port: SerialPort, clock: Clock, ring: boolean) {
    this.path = port.path;
    this.#port = port;
    this.#ring = ring;
    this.#queue = new ByteQueue(clock);
    port.on("data", (bytes: Buffer) => this.#queue.push(bytes));
    port.on("close", () => this.#fail(new DeviceError("lost", `${this.path} was closed or unplugged`)));
    port.on("error", (error) => this.#fail(new DeviceError("lost", `${this.path}: ${error.message}`)));
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
    this.#outputs = { ...this.#outputs, ...lines };
    return this.#done((done) => this.#port.set(this.#outputs, done));
  }

  async getLines(): Promise<InputLines> {
    const lines = await new Promise<Omit<InputLines, "ri">>((resolve, reject) => {
      this.#port.get((error, status) => {
        if (error || !status) reject(new DeviceError("lost", `${this.path}: ${textOf(error)}`));
        else resolve({ cts: status.cts, dsr: status.dsr, dcd: status.dcd });
      });
    });
    return { ...lines, ri: this.#ring && (await readRing(fileOf(this.#port), this.path)) };
  }

  close(): Promise<void> {
    return new Promise((resolve) => (this.#port.isOpen ? this.#port.close(() => resolve()) : resolve()));
  }

  #fail(error: DeviceError): void {
    this.#failure ??= error;
    this.#queue.fail(this.#failure);
    for (const reject of this.#waiting) reject(this.#failure);
    this.#waiting.clear();
  }

  /** The package never calls back where the port went away meanwhile, or before. */
  #done(start: (done: (error: Error | null | undefined) => void) => void): Promise<void> {
    if (this.#failure) return Promise.reject(this.#failure);
    return new Promise((resolve, reject) => {
      this.#waiting.add(reject);
      start((error) => {
        this.#waiting.delete(reject);
        if (error) reject(new DeviceError("lost", `${this.path}: ${error.message}`));
        else resolve();
      });
    });
  }
}

function fileOf({ path, port }: SerialPort): number {
  if (port && "fd" in port && typeof port.fd === "number") return port.fd;
  throw new DeviceError("lost", `${path} is not open`);
}

const flowOf = ({ flow = "none" }: SerialSettings) => {
  const software = flow === "software" || flow === "both";
  return { rtscts: flow === "hardware" || flow === "both", xon: software, xoff: software };
};

async function openPort(path: string, settings: SerialSettings): Promise<SerialPort> {
  const { SerialPort } = await loadSerialPort();
  const { baud, dataBits = 8, parity = "none", stopBits = 1, hangUp: hupcl = true, lock = true } = settings;
  const shape = { path, baudRate: baud, dataBits, parity, stopBits, hupcl };
  const port = new SerialPort({ ...shape, ...flowOf(settings), lock, autoOpen: false });
  return new Promise((resolve, reject) => {
    port.open((error) => (error ? reject(openError(path, error)) : resolve(port)));
  });
}

/** Opens ports raw, for itself alone unless told otherwise. */
export const serialOpener = (clock: Clock = SYSTEM_CLOCK): SerialOpener => ({
  open: async (path, settings) => {
    const port = await openPort(path, settings);
    const line = new PortLine(port, clock, settings.ring === true);
    try {
      if (settings.hangUp === false) await keepLevels(fileOf(port), path);
      return line;
    } catch (error) {
      await line.close();
      throw error;
    }
  },
});
