/** Another driver's UPS, over that driver's own socket: what `clone` and `failover` stand on. */
import type { UpsState } from "../nut/ups-state.ts";
import type { Retries } from "../system/retries.ts";

/** `gone`: not connected; `waiting`: it has not told everything yet; `stale`: it says so; `silent`: it says nothing. */
export type OtherLink = "gone" | "waiting" | "ok" | "stale" | "silent";

export interface OtherDriver {
  readonly link: OtherLink;
  /** What it told; empty while gone. */
  readonly state: UpsState;
  /** Its own result; `failed` where there is none in time. */
  setvar(name: string, value: string): Promise<OtherOutcome>;
  instcmd(name: string, param?: string): Promise<OtherOutcome>;
  close(): void;
}

export type OtherOutcome = "handled" | "unknown" | "invalid" | "failed" | "conversion-failed";

export interface OtherDriverOpener {
  /**
   * Connects, and again whenever the driver goes away. `socket`: `<driver>-<upsname>` in the folder of our own socket, or
   * a path. It counts as silent after `maxAgeMs`. `changed` is told of each change.
   */
  open(socket: string, maxAgeMs: number, changed: () => void, retries?: Retries): OtherDriver;
}
