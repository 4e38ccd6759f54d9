/** The user of PeaNUT's auth.yaml, of whose password only the hash is known: checked one at a time, since that is dear. */
import { createHash, timingSafeEqual } from "node:crypto";
import { bcryptMatches } from "./bcrypt.ts";
import type { Credentials } from "./credentials.ts";

export interface StoredCredentials {
  readonly username: string;
  /** Of bcrypt. */
  readonly passwordHash: string;
}

/** Of the place that guesses: whether it may, asked when it is its turn, and that it was wrong. */
export interface Guesses {
  readonly may: () => boolean;
  readonly wrong: () => void;
}

/** Who come while so many wait are sent away. */
const MOST_WAITING = 32;

const digest = ({ username, password }: Credentials): Buffer =>
  createHash("sha256").update(`${username}\0${password}`, "utf8").digest();

export class StoredUser {
  readonly #wanted: StoredCredentials;
  /** Of the right password, once it was given: programs give it with every request. */
  #known: Buffer | undefined;
  #turn: Promise<unknown> = Promise.resolve();
  #waiting = 0;

  constructor(wanted: StoredCredentials) {
    this.#wanted = wanted;
  }

  /** Whether these are the right ones that were given before. */
  remembers(given: Credentials): boolean {
    return this.#known !== undefined && timingSafeEqual(this.#known, digest(given));
  }

  /** `busy`: not now. */
  async check(given: Credentials, guesses: Guesses): Promise<boolean | "busy"> {
    if (this.#waiting >= MOST_WAITING) return "busy";
    this.#waiting++;
    const checked = this.#turn.then(() => this.#inTurn(given, guesses));
    this.#turn = checked.catch(() => undefined);
    try {
      return await checked;
    } finally {
      this.#waiting--;
    }
  }

  async #inTurn(given: Credentials, { may, wrong }: Guesses): Promise<boolean | "busy"> {
    if (!may()) return "busy";
    const right = await this.#matches(given);
    if (!right) wrong();
    return right;
  }

  /** A wrong name takes as long as a wrong password. */
  async #matches(given: Credentials): Promise<boolean> {
    const password = await bcryptMatches(given.password, this.#wanted.passwordHash);
    const right = password && given.username === this.#wanted.username;
    if (right) this.#known = digest(given);
    return right;
  }
}
