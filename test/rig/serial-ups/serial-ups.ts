/**
 * A serial UPS on a pseudo-terminal: a profile of questions and answers behind socat, for programs that want a real
 * line, ours and the C ones.
 *
 *     const ups = await SerialUps.start(profile);
 *     ups.mode.silent = true;         what a line does when it fails
 *     await ups.stop();
 */
import { AnswerTable, type Profile } from "../../sim/devices/answer-table.ts";
import { CommandReader } from "./command-reader.ts";
import { PseudoTerminal } from "./pseudo-terminal.ts";

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
  readonly table: AnswerTable;
  readonly mode: LineMode = { ...HEALTHY };
  /** What was asked and answered, in order. */
  readonly talk: (readonly [command: string, answer: string])[] = [];
  readonly #terminal: PseudoTerminal;

  private constructor(table: AnswerTable, terminal: PseudoTerminal) {
    this.table = table;
    this.#terminal = terminal;
  }

  /** With a table of its own, a UPS answers more than its profile says. */
  static async start(profile: Profile, table = new AnswerTable(profile)): Promise<SerialUps> {
    const reader = new CommandReader(profile, (command) => ups.#answer(command));
    const terminal = await PseudoTerminal.open((bytes) => {
      const text = bytes.toString("latin1");
      if (ups.mode.echo) ups.say(text);
      reader.push(text);
    });
    const ups = new SerialUps(table, terminal);
    return ups;
  }

  get path(): string {
    return this.#terminal.path;
  }

  /** Bytes that nobody asked for. */
  say(text: string): void {
    this.#terminal.say(Buffer.from(text, "latin1"));
  }

  /** Everything asked, each once, in the order of the first time. */
  questions(): readonly string[] {
    return [...new Set(this.talk.map(([command]) => command))];
  }

  /** Pulls the line out from under whoever has it open, and removes it. */
  stop(): Promise<void> {
    return this.#terminal.close();
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
