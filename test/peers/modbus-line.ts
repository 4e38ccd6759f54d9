/** A Modbus unit at the end of a pseudo-terminal. */
import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { SerialLine } from "../../src/device/serial-line.ts";
import { serialOpener } from "../../src/transport/serial.ts";
import { until } from "../sim/machine/started.ts";
import type { ModbusUnit } from "../sim/servers/modbus-unit.ts";

const WRITE_SEVERAL = 16;
const IDENTIFY = 43;

/** Bytes of the request that begins so. */
function lengthOf([, fn, , , , , bytes]: readonly number[]): number {
  if (fn === WRITE_SEVERAL) return bytes === undefined ? Number.POSITIVE_INFINITY : 9 + bytes;
  return fn === IDENTIFY ? 7 : 8;
}

export class ModbusLine {
  /** What a driver opens. */
  readonly port: string;
  unit: ModbusUnit | undefined;
  readonly #folder: string;
  readonly #socat: ChildProcess;
  #line: SerialLine | undefined;
  #bytes: number[] = [];

  private constructor(socat: string) {
    this.#folder = mkdtempSync(join(tmpdir(), "nutts-modbus-"));
    this.port = join(this.#folder, "host");
    this.#socat = spawn(socat, [`PTY,raw,echo=0,link=${this.#end}`, `PTY,raw,echo=0,link=${this.port}`]);
  }

  get #end(): string {
    return join(this.#folder, "ups");
  }

  /** `socat` is the path of the program. */
  static async open(socat: string): Promise<ModbusLine> {
    const one = new ModbusLine(socat);
    await until("the pseudo-terminals", () => existsSync(one.#end) && existsSync(one.port));
    one.#line = await serialOpener().open(one.#end, { baud: 9600, lock: false });
    one.#line.listen((byte) => one.#hear(byte));
    return one;
  }

  #hear(byte: number): void {
    this.#bytes.push(byte);
    if (this.#bytes.length < lengthOf(this.#bytes)) return;
    const answer = this.unit?.frame(Uint8Array.from(this.#bytes));
    this.#bytes = [];
    if (answer) void this.#line?.write(answer);
  }

  async close(): Promise<void> {
    await this.#line?.close();
    this.#socat.kill();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
