import type { ErrorCode, NutError } from "../nut/errors.ts";

/**
 *  - `stale`: the server answers and has no data; the connection stays.
 *  - `refused`: it answers, and will go on answering like this until somebody changes something there.
 *  - `configuration`: what we were told to connect with cannot be used.
 *  - `lost`: it is gone, hangs, or does not speak the protocol.
 */
export type ReadFault = "stale" | "refused" | "configuration" | "lost";

const FAULTS: Readonly<Partial<Record<ErrorCode, ReadFault>>> = {
  "data-stale": "stale",
  "driver-not-connected": "stale",
  "unknown-ups": "refused",
  "access-denied": "refused",
  "cmd-not-supported": "refused",
  "var-not-supported": "refused",
  configuration: "configuration",
};

export const readFaultOf = ({ code }: NutError): ReadFault => FAULTS[code] ?? "lost";
