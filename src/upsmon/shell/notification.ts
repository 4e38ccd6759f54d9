import type { NotifyType } from "../../nut/notify-types.ts";

export interface Notification {
  readonly type: NotifyType;
  /** As in the MONITOR line; empty where upsmon speaks of itself. */
  readonly ups: string;
  readonly text: string;
  /** The drill that it is about: whoever is told must not act on it. */
  readonly drill?: string;
}
