/** One message to a SHUT device, and one from it: each frame is acknowledged, or said again. */
import type { Clock } from "../../system/clock.ts";
import type { FrameLine } from "../kit/line/frame-line.ts";
import { ACK, type Heard, NOK } from "./frame.ts";

/** Silence after which an answer is given up. */
const ANSWER_MS = 3000;
/** So often something is said when one side did not understand. */
const TRIES = 4;

type Acknowledgement = "ack" | "nok" | "silent";
type Collected =
  | { readonly kind: "data"; readonly bytes: Uint8Array }
  | { readonly kind: "silent" }
  | { readonly kind: "spoilt" };

export class Transfer {
  readonly #line: FrameLine<Heard>;
  readonly #clock: Clock;

  constructor(line: FrameLine<Heard>, clock: Clock) {
    this.#line = line;
    this.#clock = clock;
  }

  say(word: "ack" | "nok"): Promise<void> {
    return this.#line.write(Uint8Array.of(word === "ack" ? ACK : NOK));
  }

  async deliver(frames: readonly Uint8Array[]): Promise<Acknowledgement> {
    for (const frame of frames) {
      const verdict = await this.#deliverOne(frame);
      if (verdict !== "ack") return verdict;
    }
    return "ack";
  }

  async #deliverOne(frame: Uint8Array): Promise<Acknowledgement> {
    for (let tries = 0; tries < TRIES; tries++) {
      await this.#line.write(frame);
      const verdict = await this.#verdict();
      if (verdict !== "nok") return verdict;
    }
    return "nok";
  }

  async #verdict(): Promise<Acknowledgement> {
    const end = this.#clock.now() + ANSWER_MS;
    for (;;) {
      const heard = await this.#line.next(end);
      if (!heard || heard.kind === "sync") return "silent";
      if (heard.kind === "ack" || heard.kind === "nok") return heard.kind;
      // What was spoilt may have been the verdict; a frame is an answer that comes too late.
      await this.say(heard.kind === "spoilt" ? "nok" : "ack");
    }
  }

  async collect(length: number): Promise<Collected> {
    const bytes: number[] = [];
    let spoilt = 0;
    // A frame may hold as little as one byte.
    for (let turns = 0; turns < length + TRIES; turns++) {
      const heard = await this.#line.next(this.#clock.now() + ANSWER_MS);
      if (!heard || heard.kind === "sync") return { kind: "silent" };
      if (heard.kind === "spoilt" && ++spoilt >= TRIES) break;
      if (heard.kind === "spoilt") await this.say("nok");
      if (heard.kind !== "frame") continue;
      bytes.push(...heard.payload);
      await this.say("ack");
      if (heard.last) return { kind: "data", bytes: Uint8Array.from(bytes) };
    }
    return { kind: "spoilt" };
  }
}
