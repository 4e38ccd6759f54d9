/** Says when a variable of a UPS changes: `nutts notify watch`. */

import { NutClient } from "../netproto/client/nut-client.ts";
import type { Message } from "../notify/notify-queues.ts";
import { NutError } from "../nut/errors.ts";
import { formatUpsId, parseUpsId } from "../nut/ups-id.ts";
import { type Clock, SYSTEM_CLOCK, sleep } from "../system/clock.ts";
import type { Log } from "../system/log/log.ts";

const POLL_MS = 5000;

export interface Reader {
  value(name: string): Promise<string>;
}

/** What changed since the last look; the first look only remembers. */
export class Watch {
  readonly #last = new Map<string, string>();

  /** The change, or undefined. */
  see(name: string, value: string): { readonly from: string } | undefined {
    const from = this.#last.get(name);
    this.#last.set(name, value);
    return from === undefined || from === value ? undefined : { from };
  }
}

async function look(
  reader: Reader,
  names: readonly string[],
  watch: Watch,
  changed: (name: string, from: string, to: string) => void,
): Promise<void> {
  for (const name of names) {
    const value = await reader.value(name);
    const change = watch.see(name, value);
    if (change) changed(name, change.from, value);
  }
}

/** Watches until the signal aborts; a server that cannot be reached is tried again. Returns the exit status. */
export async function watchVariables(
  ups: string,
  names: readonly string[],
  log: Log,
  tell: (message: Message) => void,
  clock: Clock = SYSTEM_CLOCK,
): Promise<number> {
  const id = parseUpsId(ups);
  if (!id?.upsname) throw new NutError("invalid-upsname", `${ups} (write ups@host)`);
  const { upsname, host, port } = id;
  const client = await NutClient.connect({ host, port, reconnect: true });
  const watch = new Watch();
  const reader: Reader = { value: (name) => client.getVar(upsname, name) };
  for (;;) {
    try {
      await look(reader, names, watch, (name, from, to) =>
        tell({
          type: "VARIABLE",
          upsname: formatUpsId(id),
          text: `${name} of ${formatUpsId(id)} went from ${from} to ${to}`,
        }),
      );
    } catch (error) {
      if (!(error instanceof NutError)) throw error;
      log.warning(`${formatUpsId(id)}: ${error.message}`);
    }
    await sleep(clock, POLL_MS);
  }
}
