/** What a check is, and the clients that need what it looks at. */
import type { Credentials, Interview } from "./interview.ts";
import type { Reply } from "./wire.ts";

/** `unasked`: what it takes is not there (no user, a UPS without its driver). */
export type Verdict = "right" | "odd" | "missing" | "unasked";

export interface Finding {
  readonly verdict: Verdict;
  readonly detail?: string;
}

export const CLIENTS = {
  aionut: "Home Assistant (aionut)",
  peanut: "PeaNUT",
  goNut: "Telegraf, nut_exporter of DRuggeri (go.nut)",
  hon95: "nut_exporter of HON95",
  netdata: "Netdata",
  webgui: "nut_webgui",
  upsmon: "upsmon",
  upsc: "upsc, and what runs it (LibreNMS, Zabbix, Checkmk)",
  upsrw: "upsrw",
  upscmd: "upscmd",
  nutts: "clients that send several requests at once",
  small: "clients on slow links",
} as const;

export interface Subject {
  readonly interview: Interview;
  readonly credentials: Credentials | undefined;
  /** A variable that may be set to what it is. */
  readonly write: string | undefined;
  readonly upsnames: readonly string[];
}

export interface Check {
  readonly name: string;
  readonly asks: string;
  readonly stumbles: readonly (keyof typeof CLIENTS)[];
  /** What whoever keeps the server can do. */
  readonly advice: string;
  readonly judge: (subject: Subject) => Promise<Finding>;
}

export const RIGHT: Finding = { verdict: "right" };
export const odd = (detail: string): Finding => ({ verdict: "odd", detail });
export const missing = (detail: string): Finding => ({ verdict: "missing", detail });
export const unasked = (detail: string): Finding => ({ verdict: "unasked", detail });

const RANK: Readonly<Record<Verdict, number>> = { right: 0, unasked: 1, odd: 2, missing: 3 };

/** The worst of several counts, with how many more there are like it. */
export function worst(findings: readonly Finding[]): Finding {
  const [first, ...rest] = [...findings].sort((a, b) => RANK[b.verdict] - RANK[a.verdict]);
  if (!first) return RIGHT;
  const more = rest.filter(({ verdict }) => verdict === first.verdict).length;
  if (first.detail === undefined || more === 0) return first;
  return { ...first, detail: `${first.detail} (and ${more} more)` };
}

const LONGEST = 100;

/** Of a stranger, for a terminal. */
export function shown(text: string): string {
  const plain = text.replace(/[^\x20-\x7e]/g, (c) => `\\x${c.charCodeAt(0).toString(16).padStart(2, "0")}`);
  return plain.length > LONGEST ? `${plain.slice(0, LONGEST)}…` : plain;
}

/** What the first line is about, for a reply that is not as it should be. */
export function said({ kind, lines }: Reply): string {
  switch (kind) {
    case "silent":
      return "no answer";
    case "closed":
      return "it hangs up";
    case "endless":
      return "it does not end";
    case "lines":
      return shown(lines[0] ?? "");
  }
}

export const errorIn = ({ kind, lines }: Reply): string | undefined =>
  kind === "lines" ? /^ERR (\S+)/.exec(lines[0] ?? "")?.[1] : undefined;

/** The UPS has no data now: that says nothing of the server. */
export const AWAY = new Set(["DATA-STALE", "DRIVER-NOT-CONNECTED"]);
