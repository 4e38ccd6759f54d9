/**
 * A serial UPS on a pseudo-terminal: a profile of questions and answers behind socat, for programs that want a real
 * line, ours and the C ones.
 *
 *     const ups = await SerialUps.start(profile);
 *     ups.mode.silent = true;         what a line does when it fails
 *     await ups.stop();
 */
import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, constants, existsSync, mkdtempSync, openSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { AnswerTable, type Profile } from "../../sim/answer-table.ts";
import { until } from "../../sim/started.ts";
import { CommandReader } from "./command-reader.ts";

/** How the line fails. */
export interface LineMode {
  silent: boolean;
  garbage: boolean;
  /** Gives back what it is sent. */
  echo: boolean;
  /** Only so many bytes of every answer. */
  half: number | undefined;
  delayMs: number;
}

const HEALTHY: Readonly<LineMode> = { silent: false, garbage: false, echo: false, half: undefined, delayMs: 0 };

const noise = (length: number): string =>
  `${Array.from({ length: Math.max(4, length) }, (_, at) => String.fromCharCode(33 + ((at * 37) % 90))).join("")}\r`;

export class SerialUps {
  readonly path: string;
  readonly table: AnswerTable;
  readonly mode: LineMode = { ...HEALTHY };
  /** What was asked and answered, in order. */
  readonly talk: (readonly [command: string, answer: string])[] = [];
  readonly #folder: string;
  readonly #socat: ChildProcess;
  readonly #reader: CommandReader;
  #held: number | undefined;

  private constructor(profile: Profile) {
    this.#folder = mkdtempSync(join(tmpdir(), "nutts-serial-"));
    this.path = join(this.#folder, "tty");
    this.table = new AnswerTable(profile);
    this.#reader = new CommandReader(profile, (command) => this.#answer(command));
    const terminal = `pty,raw,echo=0,b2400,link=${this.path},mode=600`;
    this.#socat = spawn("socat", [terminal, "stdio"], { stdio: ["pipe", "pipe", "inherit"] });
    this.#socat.stdout?.on("data", (bytes: Buffer) => this.#hear(bytes.toString("latin1")));
  }

  static async start(profile: Profile): Promise<SerialUps> {
    const ups = new SerialUps(profile);
    await until("the pseudo-terminal", () => existsSync(ups.path));
    // Held open, so that drivers may come and go.
    ups.#held = openSync(ups.path, constants.O_RDWR | constants.O_NOCTTY | constants.O_NONBLOCK);
    return ups;
  }

  /** Bytes that nobody asked for. */
  say(text: string): void {
    this.#socat.stdin?.write(Buffer.from(text, "latin1"));
  }

  /** Everything asked, each once, in the order of the first time. */
  questions(): readonly string[] {
    return [...new Set(this.talk.map(([command]) => command))];
  }

  /** Pulls the line out from under whoever has it open, and removes it. */
  async stop(): Promise<void> {
    if (this.#held !== undefined) closeSync(this.#held);
    const ended = new Promise((resolve) => this.#socat.once("close", resolve));
    this.#socat.kill();
    await ended;
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #hear(text: string): void {
    if (this.mode.echo) this.say(text);
    this.#reader.push(text);
  }

  #answer(command: string): void {
    const { text, delayMs } = this.table.answer(command);
    this.talk.push([command, text]);
    const { silent, garbage, half } = this.mode;
    const answer = garbage ? noise(text.length) : text.slice(0, half);
    if (silent || answer === "") return;
    const wait = this.mode.delayMs + delayMs;
    if (wait === 0) this.say(answer);
    else setTimeout(() => this.say(answer), wait);
  }
}
