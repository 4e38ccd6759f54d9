/** UPSes on their way to go off and on again; one that is called back is not told any more. */
import { reasonOf } from "../../../system/system-error.ts";
import type { Event, ReturnDelay } from "../../core/step.ts";
import { armReturn, disarmReturn, hasMains } from "./return-command.ts";
import type { UpsConnection } from "./ups-connection.ts";

export class Arming {
  readonly #emit: (event: Event) => void;
  readonly #underWay = new Map<string, AbortController>();

  constructor(emit: (event: Event) => void) {
    this.#emit = emit;
  }

  /** A connection that is gone is made anew for it. The result is an event. */
  async arm(connection: UpsConnection, delay: ReturnDelay): Promise<void> {
    const { system: ups, upsname } = connection.monitor;
    const control = new AbortController();
    this.#underWay.set(ups, control);
    try {
      const target = { client: await connection.connected(), ups: upsname, signal: control.signal };
      const mains = await hasMains(target);
      this.#emit({ kind: "armed", ups, result: await armReturn(target, delay), mains });
    } catch (error) {
      this.#emit({ kind: "armed", ups, result: { kind: "refused", why: reasonOf(error) }, mains: false });
    }
  }

  async disarm(connection: UpsConnection): Promise<void> {
    const { system, upsname } = connection.monitor;
    this.#underWay.get(system)?.abort(new Error("the shutdown has failed"));
    const client = await connection.standing().catch(() => undefined);
    if (client) await disarmReturn(client, upsname);
  }
}
