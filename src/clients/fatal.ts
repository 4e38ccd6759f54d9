import type { Io } from "../cli/program.ts";
import { NutError } from "../nut/errors.ts";

/** Ends the program: the text on standard error as it is, exit status 1. */
export class Fatal extends Error {
  override readonly name = "Fatal";
}

/** The error's text, or the error itself where it is a fault of ours. */
export function messageOf(error: unknown): string {
  if (error instanceof NutError) return error.message;
  throw error;
}

/** Runs `body`; a Fatal is printed and ends it with status 1. */
export async function endingInError(io: Io, body: () => Promise<number>): Promise<number> {
  try {
    return await body();
  } catch (error) {
    if (!(error instanceof Fatal)) throw error;
    io.err(`${error.message}\n`);
    return 1;
  }
}

/** What `call` gives; a NutError becomes Fatal with `what` in front: `Set username failed: Access denied`. */
export async function orFatal<T>(what: string, call: Promise<T>): Promise<T> {
  try {
    return await call;
  } catch (error) {
    throw new Fatal(`${what}: ${messageOf(error)}`, { cause: error });
  }
}
