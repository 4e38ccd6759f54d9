/** What a server tells those who have subscribed (docs/protocol-extensions.md). */
import type { DataFault } from "../../nut/errors.ts";
import { RESPONSES } from "../responses.ts";
import { responseWords } from "./answer.ts";

export type News =
  | { readonly kind: "value"; readonly ups: string; readonly name: string; readonly value: string }
  | { readonly kind: "gone"; readonly ups: string; readonly name: string }
  /** Data are good again, or why they are not to be had. */
  | { readonly kind: "data"; readonly ups: string; readonly fault: DataFault | undefined }
  /** LIST VAR, LIST CMD or LIST RW has another answer now. */
  | { readonly kind: "all" | "commands" | "writable"; readonly ups: string }
  /** LIST UPS has another answer now. */
  | { readonly kind: "upses" };

const LINE = /^NEWS\b/i;

export const isNews = (line: string): boolean => LINE.test(line);

const FAULTS: Readonly<Record<string, DataFault | undefined>> = {
  OK: undefined,
  "DATA-STALE": "data-stale",
  "DRIVER-NOT-CONNECTED": "driver-not-connected",
};

const LISTS = { newsAll: "all", newsCmd: "commands", newsRw: "writable" } as const;

function listNews(words: readonly string[]): News | undefined {
  for (const [response, kind] of Object.entries(LISTS)) {
    const parsed = RESPONSES[response as keyof typeof LISTS].parse(words);
    if (parsed.kind === "ok") return { kind, ups: parsed.args.ups };
  }
  return RESPONSES.newsUps.parse(words).kind === "ok" ? { kind: "upses" } : undefined;
}

/** Undefined for news of a kind that is not known: a later server may have more to tell. */
export function parseNews(line: string): News | undefined {
  const words = responseWords(line);
  const value = RESPONSES.newsVar.parse(words);
  if (value.kind === "ok") {
    return { kind: "value", ups: value.args.ups, name: value.args.var, value: value.args.value ?? "" };
  }
  const gone = RESPONSES.newsGone.parse(words);
  if (gone.kind === "ok") return { kind: "gone", ups: gone.args.ups, name: gone.args.var };
  const data = RESPONSES.newsData.parse(words);
  if (data.kind !== "ok") return listNews(words);
  const state = data.args.state.toUpperCase();
  return Object.hasOwn(FAULTS, state) ? { kind: "data", ups: data.args.ups, fault: FAULTS[state] } : undefined;
}
