/** Questions to a person: by inquirer at a terminal, else on standard input; passwords without echo. */
import { openSync } from "node:fs";
import { createInterface, type Interface } from "node:readline";
import type { Readable, Writable } from "node:stream";
import { isatty, ReadStream, WriteStream } from "node:tty";
import type { Io } from "./program.ts";

export interface Prompter {
  /** One line; `fallback` is shown, and taken for an empty one. Undefined at the end of input. */
  line(question: string, fallback?: string): Promise<string | undefined>;
  /** One line that is not shown. Undefined at the end of input. */
  secret(question: string): Promise<string | undefined>;
  /** Lets standard input go, so that the process can end. */
  close(): void;
}

class Lines {
  readonly #reader: Interface;
  readonly #lines: AsyncIterator<string>;

  constructor(input: Readable) {
    this.#reader = createInterface({ input, terminal: false });
    this.#lines = this.#reader[Symbol.asyncIterator]();
  }

  async next(): Promise<string | undefined> {
    const { value, done } = await this.#lines.next();
    return done ? undefined : value;
  }

  close(): void {
    this.#reader.close();
  }
}

const unlessLeft = <T>(answer: Promise<T>): Promise<T | undefined> =>
  answer.catch((error: unknown) => {
    if (error instanceof Error && error.name === "ExitPromptError") return undefined;
    throw error;
  });

export function terminalPrompter(input: Readable, output: Writable): Prompter {
  const context = { input, output };
  const load = async () => (await import("inquirer")).default.createPromptModule(context);
  const ask = async (kind: "input" | "password", message: string): Promise<string | undefined> => {
    const prompt = await load();
    const answers = await unlessLeft(
      prompt<{ text: string }>([{ type: kind, name: "text", message, toggleMask: false }]),
    );
    return answers?.text;
  };
  return {
    line: async (question, fallback) => {
      const text = await ask("input", fallback === undefined ? `${question}:` : `${question} (${fallback}):`);
      return text === "" ? fallback : text;
    },
    secret: (question) => ask("password", `${question}:`),
    close: () => undefined,
  };
}

/** The terminal that controls the process, where standard input is none. */
function controllingTerminal(): Prompter | undefined {
  try {
    const [input, output] = [new ReadStream(openSync("/dev/tty", "r")), new WriteStream(openSync("/dev/tty", "w"))];
    const close = (): void => {
      input.destroy();
      output.destroy();
    };
    return { ...terminalPrompter(input, output), close };
  } catch {
    return undefined;
  }
}

/** A script on standard input. Questions go to standard output, that for a secret to standard error, as the C clients print them. */
export function scriptPrompter(input: Readable, io: Io, terminal: () => Prompter | undefined): Prompter {
  const lines = new Lines(input);
  return {
    line: async (question, fallback) => {
      io.out(fallback === undefined ? `${question}: ` : `${question} (${fallback}): `);
      const text = await lines.next();
      return text === "" ? fallback : text;
    },
    secret: async (question) => {
      const person = terminal();
      if (person) return person.secret(question).finally(() => person.close());
      io.err(`${question}: `);
      return lines.next();
    },
    close: () => lines.close(),
  };
}

export const processPrompter = (io: Io): Prompter =>
  isatty(0) ? terminalPrompter(process.stdin, process.stdout) : scriptPrompter(process.stdin, io, controllingTerminal);
