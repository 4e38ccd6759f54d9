/**
 * How many requests a server may be sent at once. Small servers read one request of each packet and drop the rest, so it
 * is one at a time until a server has shown that it can do more, and again after it has let us wait.
 */

import { RESPONSES } from "../responses.ts";
import { responseWords } from "./answer.ts";

/** How a connection begins: `ask` is one at a time until VER has told, and VER is asked when that is worth it. */
export type Gait = "one" | "many" | "ask";

/** What one server has shown, over all connections to it. */
export class Pace {
  #shown: Gait = "ask";
  #wary = false;

  /** For a connection that has just been opened. */
  begin(): Gait {
    const gait = this.#wary ? "one" : this.#shown;
    this.#wary = false;
    return gait;
  }

  /** The answer to VER: NUT's upsd, the C project's of all its ages and ours, reads all. Returns how the connection goes on. */
  version(line: string): Gait {
    if (this.#shown === "ask") this.#shown = RESPONSES.ver.parse(responseWords(line)).kind === "ok" ? "many" : "one";
    return this.#shown;
  }

  /** The server did not answer in time: the next connection asks one thing at a time. */
  suspect(): void {
    this.#wary = true;
  }

  /** The server answered some of several requests, or nothing to VER: one at a time for good. */
  distrust(): void {
    this.#shown = "one";
  }
}
