/** A driver made of lines: dumps them, answers PING, and has a result for some commands and variables. */
import type { Duplex } from "node:stream";
import { duplexPair } from "../machine/duplex-pair.ts";

export class ScriptedDriver {
  /** What it was told, DUMPALL and PING left out. */
  readonly heard: string[] = [];
  readonly pings: string[] = [];
  /** False: nobody listens on the socket. */
  present = true;
  /** False: it does not answer PING. */
  lively = true;
  readonly #dump: readonly string[];
  readonly #results: Readonly<Record<string, number>>;
  readonly #ends = new Set<Duplex>();

  constructor(dump: readonly string[], results: Readonly<Record<string, number>> = {}) {
    this.#dump = dump;
    this.#results = results;
  }

  /** The other end, as `node:net` would give it. */
  readonly connect = (): Duplex => {
    const [near, far] = duplexPair();
    if (!this.present) {
      near.destroy(new Error("no such socket"));
      return near;
    }
    this.serve(far);
    setImmediate(() => near.emit("connect"));
    return near;
  };

  /** Is the driver at this end of a connection, as of those before. */
  serve(end: Duplex): void {
    this.#ends.add(end);
    end.on("close", () => this.#ends.delete(end));
    end.on("error", () => undefined);
    let text = "";
    end.on("data", (chunk: Buffer) => {
      const lines = (text + chunk.toString()).split("\n");
      text = lines.pop() ?? "";
      for (const line of lines) this.#hear(line, end);
    });
  }

  say(...lines: readonly string[]): void {
    for (const end of this.#ends) end.write(lines.map((line) => `${line}\n`).join(""));
  }

  hangUp(): void {
    this.present = false;
    for (const end of this.#ends) end.destroy();
  }

  #hear(line: string, end: Duplex): void {
    const answer = (...lines: readonly string[]): void => void end.write(lines.map((text) => `${text}\n`).join(""));
    if (line === "DUMPALL") return answer(...this.#dump);
    if (line === "PING") {
      this.pings.push(line);
      if (this.lively) answer("PONG");
      return;
    }
    this.heard.push(line);
    const [, name = "", id = ""] = /^\S+ (\S+).* TRACKING (\S+)$/.exec(line) ?? [];
    const result = this.#results[name.toLowerCase()];
    if (result !== undefined && id !== "") answer(`TRACKING ${id} ${result}`);
  }
}
