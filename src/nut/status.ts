/**
 * The tokens of `ups.status`. `ORDER` is the order in which a driver writes them: what powers the load,
 * then the battery, then what is being done about it.
 */
export const STATUS_TOKENS = [
  "FSD",
  "CAL",
  "OFF",
  "BYPASS",
  "OL",
  "OB",
  "LB",
  "HB",
  "RB",
  "CHRG",
  "DISCHRG",
  "TRIM",
  "BOOST",
  "OVER",
  "TEST",
  "OVERHEAT",
  "DEPLETED",
  "WAIT",
  "ALARM",
  "ECO",
] as const;

export type StatusToken = (typeof STATUS_TOKENS)[number];

const KNOWN: ReadonlySet<string> = new Set(STATUS_TOKENS);

export const isStatusToken = (token: string): token is StatusToken => KNOWN.has(token);

/** The tokens of a status value; blanks in a row and at the ends count for nothing. */
export const parseStatus = (value: string): string[] => value.split(/\s+/).filter((token) => token !== "");

/** Joins tokens in the order given, each once. */
export const formatStatus = (tokens: Iterable<string>): string => [...new Set(tokens)].join(" ");
