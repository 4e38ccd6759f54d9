/** UPSes of a NUT server: what is known of each, changes and age. A fault takes nothing away that is known. */
import type { NutClient } from "../netproto/client/nut-client.ts";
import type { NutError } from "../nut/errors.ts";
import { type Clock, sleep } from "../system/clock.ts";
import { expected, type Wanted } from "./ask-ups.ts";
import { type Connect, MirrorConnection } from "./connection.ts";
import { KnownUpses } from "./known-upses.ts";
import { type Answers, anyAnswered, Round } from "./round.ts";
import type { UpsChange, UpsSnapshot } from "./snapshot.ts";

export interface MirrorOptions {
  readonly connect: Connect;
  readonly clock: Clock;
  readonly wanted: Wanted;
}

export class UpsMirror {
  readonly #options: MirrorOptions;
  readonly #connection: MirrorConnection;
  readonly #known = new KnownUpses((ups, change) => {
    for (const hear of [...this.#listeners]) hear(ups, change);
  });
  readonly #listeners = new Set<(ups: string, change: UpsChange) => void>();
  #round: Promise<Answers> | undefined;
  #error: NutError | undefined;
  /** The last look was answered, at least for one UPS. */
  #answering = false;

  constructor(options: MirrorOptions) {
    this.#options = options;
    this.#connection = new MirrorConnection(options.connect);
  }

  get upses(): ReadonlyMap<string, UpsSnapshot> {
    return this.#known.all;
  }

  get error(): NutError | undefined {
    return this.#error;
  }

  onChange(hear: (ups: string, change: UpsChange) => void): () => void {
    this.#listeners.add(hear);
    return () => void this.#listeners.delete(hear);
  }

  /** The connection that stands, or a new one: for commands and settings. Rejects with NutError. */
  client(): Promise<NutClient> {
    return this.#connection.client();
  }

  refresh(): Promise<Answers> {
    this.#round ??= this.#refresh().finally(() => {
      this.#round = undefined;
    });
    return this.#round;
  }

  async follow(everyMs: number, polled: (answers: Answers) => void = () => undefined): Promise<void> {
    const { closing } = this.#connection;
    while (!closing.aborted) {
      const answers = await this.refresh();
      if (closing.aborted) return;
      polled(answers);
      await sleep(this.#options.clock, everyMs, closing).catch(() => undefined);
    }
  }

  /** Ends the connection until the next question. Never rejects. */
  hangUp(): Promise<void> {
    return this.#connection.hangUp();
  }

  /** Ends the connection and the following. Never rejects. */
  close(): Promise<void> {
    return this.#connection.close();
  }

  async #refresh(): Promise<Answers> {
    const { wanted, clock } = this.#options;
    const deps = { connection: this.#connection, known: this.#known, wanted, clock, hopeful: this.#answering };
    const round = new Round(deps);
    this.#error = (await round.run().catch(expected)) ?? undefined;
    if (this.#error) round.fail(this.#error);
    this.#answering = anyAnswered(round.found);
    return round.found;
  }
}
