import { networkInterfaces } from "node:os";

/** Addresses of this machine, as LIST CLIENT may show them. */
export const ownAddresses = (): ReadonlySet<string> =>
  new Set(Object.values(networkInterfaces()).flatMap((all) => (all ?? []).map(({ address }) => address)));

/** The list without one entry of ours. */
export function withoutOwn(clients: readonly string[], own = ownAddresses()): readonly string[] {
  const at = clients.findIndex((address) => own.has(address.replace(/^::ffff:/, "")));
  return clients.filter((_, i) => i !== at);
}
