import type { ListenAddress } from "../conf/upsd-conf.ts";
import { reasonOf, systemCode } from "../system/system-error.ts";

export interface NotListening {
  readonly listen: ListenAddress;
  /** `later`: the address may come (a network that is not up yet); `in-use`, `denied`: somebody has to do something. */
  readonly kind: "later" | "in-use" | "denied";
  readonly text: string;
}

/** How often an address that is not served is tried again. */
export const RETRY_MS = 5000;
/** How often a name is looked up again that is served: its address may have moved. */
export const FOLLOW_MS = 30_000;

/** Errors of an address, or of a whole family, that this machine does not have. */
const ABSENT = new Set(["EADDRNOTAVAIL", "EAFNOSUPPORT", "ENOTFOUND", "EAI_AGAIN", "EAI_FAIL", "EAI_NONAME"]);

function kindOf(error: unknown): NotListening["kind"] {
  const code = systemCode(error) ?? "";
  return ABSENT.has(code) ? "later" : code === "EADDRINUSE" ? "in-use" : "denied";
}

function advice(kind: NotListening["kind"], port: number, reason: string): string {
  switch (kind) {
    case "later":
      return `${reason}; trying again every ${RETRY_MS / 1000} s`;
    case "in-use":
      return `the port is in use, perhaps by another upsd ("ss -ltnp sport = :${port}" names the program)`;
    case "denied":
      return reason;
  }
}

/** What to say of an error that listening on an address of a LISTEN line gave. */
export function notListening(address: string, listen: ListenAddress, error: unknown): NotListening {
  const kind = kindOf(error);
  const what = advice(kind, listen.port, reasonOf(error));
  return { listen, kind, text: `not listening on ${address} port ${listen.port}: ${what}` };
}
