/** What a driver of a USB family shows and sends, and in what two of them differ. */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { differences } from "./judge.ts";

/** What the C drivers 2.8.5 show and send. */
const EXPECTED = fileURLToPath(new URL("../../fixtures/usb-families/", import.meta.url));

export type Values = Readonly<Record<string, string>>;
export interface Told {
  readonly outcome: number;
  readonly sent: readonly string[];
  /** Of a variable that was set. */
  readonly shows?: string;
}
export interface Kept {
  readonly scenes: Readonly<Record<string, Values>>;
  readonly commands: readonly string[];
  readonly writable: readonly string[];
  readonly orders: Readonly<Record<string, Told>>;
}

export const keptOf = (name: string): Kept => JSON.parse(readFileSync(`${EXPECTED}${name}.json`, "utf8")) as Kept;

/** Of the program and of its core; C's notes for its developers; and what comes twice. */
const FOREIGN = /^(driver|device|experimental|ups\.debug)\.|^ups\.(mode|type)$|^shutdown\.default$/;
const own = (name: string): boolean => !FOREIGN.test(name);

/** `ALARM` stands in front of a status since 2.8.1; the order of tokens, and of alarms, is nobody's business. */
export const plainStatus = (status: string): string =>
  status
    .split(" ")
    .filter((token) => token !== "ALARM")
    .sort()
    .join(" ");

const UNORDERED = new Set(["ups.status", "ups.alarm"]);

export function valuesOf(text: string): Values {
  const found = [...text.matchAll(/^SETINFO (\S+) "((?:\\.|[^"\\])*)"$/gm)].map(
    ([, name = "", value = ""]) => [name, UNORDERED.has(name) ? plainStatus(value) : value.trim()] as const,
  );
  return Object.fromEntries(found.filter(([name]) => own(name)).sort());
}

export const namesIn = (text: string, pattern: RegExp): readonly string[] =>
  [...new Set([...text.matchAll(pattern)].map(([, name = ""]) => name))].filter(own).sort();

export const linesOf = (values: Values): readonly string[] =>
  Object.entries(values).map(([name, value]) => `${name}: ${value}`);

const orderLines = (orders: Kept["orders"]): readonly string[] =>
  Object.entries(orders).map(([order, { outcome, sent, shows }]) => [order, outcome, ...sent, shows].join(" | "));

/** The difference of two lists of lines but for some that may be others. */
export function linesApart(wanted: readonly string[], got: readonly string[], apart: readonly RegExp[]): string {
  const counts = (line: string): boolean => !apart.some((pattern) => pattern.test(line));
  return differences(wanted.filter(counts), got.filter(counts));
}

/** `apart`: lines that may differ. */
export function differencesOf(wanted: Kept, got: Kept, apart: readonly RegExp[] = []): string {
  const played = Object.fromEntries(
    Object.keys(got.orders).flatMap((order) => (wanted.orders[order] ? [[order, wanted.orders[order]] as const] : [])),
  );
  const compared = (what: string, want: readonly string[], have: readonly string[]): string => {
    const difference = linesApart(want, have, apart);
    return difference === "" ? "" : `${what}:\n${difference}`;
  };
  return [
    ...Object.entries(got.scenes).map(([name, values]) =>
      compared(name, linesOf(wanted.scenes[name] ?? {}), linesOf(values)),
    ),
    compared("commands", wanted.commands, got.commands),
    compared("writable", wanted.writable, got.writable),
    compared("orders", orderLines(played), orderLines(got.orders)),
  ]
    .filter(Boolean)
    .join("\n");
}
