/** A connection, or none: name servers are often the first to go in an outage, and looking a name up has no limit of its own. */

import { NutClient } from "../../../netproto/client/nut-client.ts";
import type { NutClientOptions } from "../../../netproto/client/nut-client-options.ts";
import { NutError } from "../../../nut/errors.ts";
import type { Clock } from "../../../system/clock.ts";

/** For connecting, where nobody says otherwise, and for STARTTLS on top of it. */
const DIAL_MS = 10_000;
const GRACE_MS = 5000;

/** Connects. Rejects with NutError. */
export async function connectInTime(options: NutClientOptions, clock: Clock): Promise<NutClient> {
  const limit = new AbortController();
  const error = new NutError("timeout", `no connection to ${options.host}`);
  const ms = options.connectTimeoutMs ?? DIAL_MS;
  const timer = ms > 0 ? clock.after(ms + GRACE_MS, () => limit.abort(error)) : undefined;
  try {
    return await NutClient.connect({ ...options, signal: limit.signal });
  } finally {
    timer?.cancel();
  }
}
