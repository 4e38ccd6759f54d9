/** How many requests go out at once: one, until the server shows that it reads more than one of each packet. */

import { RESPONSES } from "../responses.ts";
import { responseWords } from "./answer.ts";

/** How a connection begins: `ask` is one at a time until VER has told, and VER is asked when that is worth it. */
export type Pipelining = "one" | "many" | "ask";

const OURS = / - nutts$/;

/** What one server has shown, over all connections to it. */
export class Pace {
  #shown: Pipelining = "ask";
  #wary = false;
  #ours = false;

  begin(): Pipelining {
    const gait = this.#wary ? "one" : this.#shown;
    this.#wary = false;
    return gait;
  }

  /** The server has said that it is upsd of nutts. */
  get ours(): boolean {
    return this.#ours;
  }

  /** The answer to VER: NUT's upsd, the C project's of all its ages and ours, reads all. Returns how the connection goes on. */
  version(line: string): Pipelining {
    this.#ours = OURS.test(line);
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
