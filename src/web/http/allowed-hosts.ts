/**
 * Which names a browser may have called us by. A page of others whose name is made to lead to our address (DNS rebinding)
 * comes with its own name; addresses and localhost cannot be made to lead elsewhere.
 */
import { isIP } from "node:net";

/** `Host` without its port; undefined where it is no name and no address. */
function hostName(header: string): string | undefined {
  const [, v6, plain] = /^(?:\[([0-9a-f:.]+)\]|([a-z0-9._-]+))(?::\d{1,5})?$/i.exec(header) ?? [];
  return (v6 ?? plain)?.toLowerCase().replace(/\.$/, "");
}

export function isAllowedHost(header: string | undefined, listed: ReadonlySet<string>): boolean {
  const name = hostName(header ?? "");
  if (name === undefined) return false;
  return isIP(name) !== 0 || name === "localhost" || name.endsWith(".localhost") || listed.has(name);
}
