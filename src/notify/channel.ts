import type { SettingRow } from "../conf/settings/section-settings.ts";
import type { Env } from "../system/files/paths.ts";
import type { Log } from "../system/log/log.ts";
import type { Notice } from "./notice.ts";

export type Delivery =
  | { readonly kind: "delivered" }
  /** Worth another try; `afterMs` when the receiver said how long to wait. */
  | { readonly kind: "later"; readonly why: string; readonly afterMs?: number }
  /** Trying again will not help; `why` names the setting that is wrong. */
  | { readonly kind: "refused"; readonly why: string };

export interface Channel {
  /** Never rejects. */
  deliver(notice: Notice): Promise<Delivery>;
}

export type ChannelSetting = SettingRow;

export interface ChannelSettings {
  readonly channel: string;
  /** Value or fallback; "" when there is neither. */
  get(name: string): string;
}

export interface ChannelWorld {
  readonly env: Env;
  readonly log: Log;
  /** The network; tests put a server of their own behind it. */
  readonly fetch: typeof fetch;
}

export interface ChannelKind {
  readonly name: string;
  readonly settings: readonly ChannelSetting[];
  create(settings: ChannelSettings, world: ChannelWorld): Channel;
}

export const COMMON_SETTINGS: readonly ChannelSetting[] = [
  { name: "type", help: "the kind of channel", required: true },
  { name: "prefix", help: "put before every subject" },
  { name: "events", help: "notify types to send, parted by blanks; all when left out" },
  { name: "ups", help: "UPSes to send about, as upsmon.conf names them; all when left out" },
  {
    name: "expire",
    help: "seconds after which an undelivered message is dropped",
    fallback: "86400",
    within: [1, 31_536_000],
  },
];
