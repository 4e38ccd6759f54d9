/** A pseudo-terminal whose other end is ours, for programs that want a real line. Socat makes it. */
import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, constants, existsSync, mkdtempSync, openSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { until } from "../../sim/machine/started.ts";

export class PseudoTerminal {
  readonly path: string;
  readonly #folder: string;
  readonly #socat: ChildProcess;
  #held: number | undefined;

  private constructor(hear: (bytes: Buffer) => void) {
    this.#folder = mkdtempSync(join(tmpdir(), "nutts-serial-"));
    this.path = join(this.#folder, "tty");
    const terminal = `pty,raw,echo=0,b2400,link=${this.path},mode=600`;
    this.#socat = spawn("socat", [terminal, "stdio"], { stdio: ["pipe", "pipe", "inherit"] });
    this.#socat.stdout?.on("data", hear);
    // What is said when the line has gone is lost.
    this.#socat.stdin?.on("error", () => undefined);
  }

  /** `hear` gets what programs write to it. */
  static async open(hear: (bytes: Buffer) => void): Promise<PseudoTerminal> {
    const terminal = new PseudoTerminal(hear);
    await until("the pseudo-terminal", () => existsSync(terminal.path));
    // Held open, so that drivers may come and go.
    terminal.#held = openSync(terminal.path, constants.O_RDWR | constants.O_NOCTTY | constants.O_NONBLOCK);
    return terminal;
  }

  say(bytes: Uint8Array): void {
    this.#socat.stdin?.write(bytes);
  }

  /** Pulls the line out from under whoever has it open, and removes it. */
  async close(): Promise<void> {
    if (this.#held !== undefined) closeSync(this.#held);
    const ended = new Promise((resolve) => this.#socat.once("close", resolve));
    this.#socat.kill();
    await ended;
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
