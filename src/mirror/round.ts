/** One look at a server: every UPS is asked for. One for which the server has no answer does not hide the others. */
import type { NutError } from "../nut/errors.ts";
import type { Clock } from "../system/clock.ts";
import { askUps, type Wanted } from "./ask-ups.ts";
import type { MirrorConnection } from "./connection.ts";
import type { KnownUpses } from "./known-upses.ts";
import { errorIn, type UpsAnswer, valuesIn } from "./snapshot.ts";

export type Answers = ReadonlyMap<string, UpsAnswer>;

const AT_ONCE = 32;
/** Connections more in one look, for the UPSes behind one that is not answered. */
const FURTHER_TRIES = 2;

/** The connection ended before everything was answered. */
interface Lost {
  readonly error: NutError;
  readonly blamed: boolean;
}

export const anyAnswered = (answers: Answers): boolean => [...answers.values()].some(({ kind }) => kind !== "none");

export interface RoundDeps {
  readonly connection: MirrorConnection;
  readonly known: KnownUpses;
  readonly wanted: Wanted;
  readonly clock: Clock;
  /** The server has answered lately: where the connection ends it is worth another. */
  readonly hopeful: boolean;
}

export class Round {
  readonly #deps: RoundDeps;
  readonly #found = new Map<string, UpsAnswer>();
  /** The server has answered something in this look, though it may be nothing about a UPS. */
  #alive = false;

  constructor(deps: RoundDeps) {
    this.#deps = deps;
  }

  get found(): Answers {
    return this.#found;
  }

  /** Rejects with NutError when the server is to be left alone before every UPS has been asked for. */
  async run(): Promise<void> {
    await this.#list();
    await this.#askAll();
  }

  /** The answer for every UPS that was not asked for. */
  fail(error: NutError): void {
    for (const ups of this.#left()) this.#take(ups, { kind: "none", error });
  }

  async #list(): Promise<void> {
    const { upses } = this.#deps.wanted;
    const named = upses === "all" ? [] : upses.map((ups) => [ups, undefined] as const);
    this.#deps.known.list(upses === "all" ? await (await this.#deps.connection.client()).listUps() : new Map(named));
    this.#alive = upses === "all";
  }

  #left(): readonly string[] {
    return [...this.#deps.known.all.keys()].filter((ups) => !this.#found.has(ups));
  }

  async #askAll(): Promise<void> {
    for (let tries = 0; ; tries++) {
      const lost = await this.#ask(this.#left());
      if (!lost) return;
      const [first, ...others] = this.#left();
      if (!this.#isHopeful(tries) || first === undefined) throw lost.error;
      if (lost.blamed) continue;
      // Answers come in order: the first without one is what the server was busy with.
      this.#take(first, { kind: "none", error: lost.error });
      if (others.length === 0) return;
    }
  }

  #isHopeful(tries: number): boolean {
    return tries < FURTHER_TRIES && (this.#deps.hopeful || this.#alive || anyAnswered(this.#found));
  }

  /** Asks for them until the connection ends. Rejects with NutError when there is none. */
  async #ask(names: readonly string[]): Promise<Lost | undefined> {
    for (let at = 0; at < names.length; at += AT_ONCE) {
      const lost = await this.#askSome(names.slice(at, at + AT_ONCE));
      if (lost) return lost;
    }
    return undefined;
  }

  async #askSome(names: readonly string[]): Promise<Lost | undefined> {
    const client = await this.#deps.connection.client();
    let blamed = false;
    let lost: NutError | undefined;
    const ask = async (ups: string): Promise<void> => {
      const { wanted, known } = this.#deps;
      const doubtful = known.doubtful.delete(ups);
      const answer = await askUps(client, ups, { wanted, known: known.get(ups), doubtful });
      const error = errorIn(answer);
      const ended = error !== undefined && client.state.kind !== "up";
      const partial = valuesIn(answer).size > 0;
      if (!ended || partial) this.#take(ups, answer);
      else lost ??= error;
      blamed ||= ended && partial;
    };
    await Promise.all(names.map(ask));
    return lost && { error: lost, blamed };
  }

  #take(ups: string, answer: UpsAnswer): void {
    this.#found.set(ups, this.#deps.known.take(ups, answer, this.#deps.clock.now()));
  }
}
