/** What an output is handed: the UPSes of a server that it is to tell of. */
import type { UpsMirror } from "../mirror/ups-mirror.ts";
import type { Clock } from "../system/clock.ts";
import type { Log } from "../system/log/log.ts";

export interface Followed {
  /** `host:port`, or what people call it. */
  readonly server: string;
  readonly mirror: Pick<UpsMirror, "upses">;
}

export interface OutputDeps {
  readonly clock: Clock;
  readonly log: Log;
  readonly fetch: typeof fetch;
}

export interface Output {
  /** Never rejects. */
  stop(): Promise<void>;
}
