/** Says when a variable of a UPS changes: `nutts notify watch`. */

import { errorIn, type UpsChange } from "../mirror/snapshot.ts";
import { UpsMirror } from "../mirror/ups-mirror.ts";
import { NutClient } from "../netproto/client/nut-client.ts";
import type { Message } from "../notify/notify-queues.ts";
import { NutError } from "../nut/errors.ts";
import { formatUpsId, parseUpsId } from "../nut/ups-id.ts";
import { type Clock, SYSTEM_CLOCK } from "../system/clock.ts";
import type { Log } from "../system/log/log.ts";

const POLL_MS = 5000;

export interface WatchVariablesDeps {
  readonly log: Pick<Log, "warning">;
  readonly tell: (message: Message) => void;
  readonly clock?: Clock;
  readonly signal?: AbortSignal;
}

/** A variable that is seen for the first time is only remembered. */
const messageOf = (change: UpsChange, upsname: string): Message | undefined =>
  change.kind === "value" && change.from !== undefined && change.to !== undefined
    ? { type: "VARIABLE", upsname, text: `${change.name} of ${upsname} went from ${change.from} to ${change.to}` }
    : undefined;

/** Watches until the signal aborts; a server that cannot be reached is tried again. Returns the exit status. */
export async function watchVariables(
  ups: string,
  variables: readonly string[],
  { log, tell, clock = SYSTEM_CLOCK, signal }: WatchVariablesDeps,
): Promise<number> {
  const id = parseUpsId(ups);
  if (!id?.upsname) throw new NutError("invalid-upsname", `${ups} (write ups@host)`);
  const { upsname, host, port } = id;
  const shown = formatUpsId(id);
  const mirror = new UpsMirror({
    connect: (closing) => NutClient.connect({ host, port, clock, reconnect: true, signal: closing }),
    clock,
    wanted: { upses: [upsname], variables },
  });
  signal?.addEventListener("abort", () => void mirror.close(), { once: true });
  mirror.onChange((_ups, change) => {
    const message = messageOf(change, shown);
    if (message) tell(message);
  });
  await mirror.follow(POLL_MS, (answers) => {
    for (const answer of answers.values()) {
      const error = errorIn(answer);
      if (error) log.warning(`${shown}: ${error.message}`);
    }
  });
  return 0;
}
