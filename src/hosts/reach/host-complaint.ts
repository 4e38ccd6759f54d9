/** `host`: a name or an address, and nothing around it. */
import { isIPv6 } from "node:net";
import type { Settings } from "../host-kind.ts";

const NO_HOST = "host is no name or address; write it alone, without https://, port, path or brackets";

export function hostComplaint(settings: Settings): string | undefined {
  const host = settings.get("host");
  return host === "" || isIPv6(host) || /^[^\s/:@[\]]+$/.test(host) ? undefined : NO_HOST;
}
