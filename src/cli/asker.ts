/** Questions with an answer that is usual: a person at a terminal is asked by inquirer, a script takes what is usual. */
import type { Readable, Writable } from "node:stream";
import { NutError } from "../nut/errors.ts";

export interface Choice<T> {
  readonly name: string;
  readonly value: T;
  readonly chosen?: boolean;
}

interface Asked {
  readonly question: string;
  /** The option that answers it. */
  readonly option: string;
}

export interface TextQuestion extends Asked {
  readonly usual?: string | undefined;
  /** Says what is wrong with an answer, or undefined. */
  readonly check?: (text: string) => string | undefined;
}

/** Rejects with `Left` when the person goes away, and with NutError `usage` where nothing is usual. */
export interface Asker {
  text(question: TextQuestion): Promise<string>;
  secret(question: Asked): Promise<string>;
  choose<T>(question: Asked & { readonly choices: readonly Choice<T>[] }): Promise<T>;
  chooseSome<T>(question: Asked & { readonly choices: readonly Choice<T>[] }): Promise<readonly T[]>;
  confirm(question: Asked & { readonly usual: boolean }): Promise<boolean>;
}

/** Ctrl-C, or a terminal that is gone. */
export class Left extends Error {
  constructor() {
    super("left at a question");
  }
}

const GONE = new Set(["ExitPromptError", "AbortPromptError"]);

const leave = (error: unknown): never => {
  if (error instanceof Error && GONE.has(error.name)) throw new Left();
  throw error;
};

export function terminalAsker(input: Readable, output: Writable): Asker {
  const load = async () => (await import("inquirer")).default.createPromptModule({ input, output });
  return {
    text: async ({ question, usual, check }) => {
      const prompt = await load();
      const validate = (text: string): true | string => check?.(text) ?? true;
      const fallback = usual === undefined ? {} : { default: usual };
      const answers = prompt<{ text: string }>([
        { type: "input", name: "text", message: question, validate, ...fallback },
      ]);
      return (await answers.catch(leave)).text;
    },
    secret: async ({ question }) => {
      const prompt = await load();
      const answers = prompt<{ text: string }>([
        { type: "password", name: "text", message: question, toggleMask: false },
      ]);
      return (await answers.catch(leave)).text;
    },
    choose: async <T>({ question, choices }: Asked & { readonly choices: readonly Choice<T>[] }): Promise<T> => {
      const prompt = await load();
      const usual = choices.findIndex(({ chosen }) => chosen);
      const rows = choices.map(({ name }, value) => ({ name, value }));
      const asked = {
        type: "select",
        name: "at",
        message: question,
        choices: rows,
        default: Math.max(0, usual),
      } as const;
      const { at } = await prompt<{ at: number }>([asked]).catch(leave);
      return valueAt(choices, at);
    },
    chooseSome: async <T>({ question, choices }: Asked & { readonly choices: readonly Choice<T>[] }) => {
      const prompt = await load();
      const rows = choices.map(({ name, chosen = false }, value) => ({ name, value, checked: chosen }));
      const asked = { type: "checkbox", name: "all", message: question, choices: rows } as const;
      const { all } = await prompt<{ all: number[] }>([asked]).catch(leave);
      return all.map((at) => valueAt(choices, at));
    },
    confirm: async ({ question, usual }) => {
      const prompt = await load();
      const asked = { type: "confirm", name: "yes", message: question, default: usual } as const;
      return (await prompt<{ yes: boolean }>([asked]).catch(leave)).yes;
    },
  };
}

function valueAt<T>(choices: readonly Choice<T>[], at: number): T {
  const choice = choices[at];
  if (!choice) throw new Error(`there is no choice ${at}`);
  return choice.value;
}

const missing = ({ question, option }: Asked): NutError =>
  new NutError("usage", `nothing is usual for "${question}"; give ${option}`);

/** Nobody is asked. */
export const usualAsker: Asker = {
  text: async (question) => {
    const { usual, check } = question;
    if (usual === undefined) throw missing(question);
    const wrong = check?.(usual);
    if (wrong !== undefined) throw new NutError("usage", `${usual}: ${wrong}; give ${question.option}`);
    return usual;
  },
  secret: async (question) => {
    throw missing(question);
  },
  choose: async (question) => {
    const usual = question.choices.find(({ chosen }) => chosen);
    if (!usual) throw missing(question);
    return usual.value;
  },
  chooseSome: async ({ choices }) => choices.filter(({ chosen }) => chosen).map(({ value }) => value),
  confirm: async ({ usual }) => usual,
};
