/**
 * A UPS as a line of InfluxDB's line protocol, as PeaNUT has it: the measurement is the UPS.
 *
 *     rack,description=Rack,server=127.0.0.1:3493 battery.charge=100,ups.status="OL CHRG" 1796000000
 *
 * A field keeps its type for ever, or InfluxDB refuses it: the catalogue of names says which are numbers, not the value.
 */
import { typeOf } from "../../nut/catalogue/variables.ts";

/** What a name of a variable has; others are left out. */
const SAFE_NAME = /^[a-z0-9][a-z0-9._-]{0,99}$/i;
const PLAIN_DECIMAL = /^-?\d{1,15}(\.\d{1,9})?$/;
const LONGEST = 255;
const MOST = 1000;

/** Nothing here may end a line; a backslash before a separator would join what it separates. */
const flat = (text: string): string =>
  text
    .slice(0, LONGEST)
    .replace(/[\x00-\x1f\x7f\u2028\u2029]+/g, " ")
    .trim();

const key = (text: string): string => flat(text).replaceAll("\\", "/").replace(/[,= ]/g, "\\$&");
/** A line that begins with # is a comment. */
const measurement = (text: string): string => key(text).replace(/^#/, "_") || "_";
const fieldText = (text: string): string => `"${flat(text).replace(/["\\]/g, "\\$&")}"`;

function field(name: string, value: string): string | undefined {
  if (!SAFE_NAME.test(name)) return undefined;
  if (typeOf(name) !== "number") return `${name}=${fieldText(value)}`;
  return PLAIN_DECIMAL.test(value) ? `${name}=${Number(value)}` : undefined;
}

export interface Point {
  readonly ups: string;
  readonly description: string | undefined;
  /** `host:port`. */
  readonly server: string;
  readonly values: ReadonlyMap<string, string>;
  /** Seconds since 1970. */
  readonly at: number;
}

/** Undefined for a UPS without a field. */
export function lineOf({ ups, description = "", server, values, at }: Point): string | undefined {
  const fields = [...values].map(([name, value]) => field(name, value)).filter((one) => one !== undefined);
  if (fields.length === 0) return undefined;
  const tags = [
    ["description", key(description)],
    ["server", key(server)],
  ].flatMap(([name, value]) => (value ? [`${name}=${value}`] : []));
  return `${[measurement(ups), ...tags].join(",")} ${fields.slice(0, MOST).join(",")} ${at}`;
}
