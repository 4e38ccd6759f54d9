import { type NetworkInterfaceInfo, networkInterfaces } from "node:os";

/** Of the interfaces that are up: each address with its network. */
export const networks = (): readonly NetworkInterfaceInfo[] =>
  Object.values(networkInterfaces()).flatMap((all = []) => all);

/** Addresses of this machine, as LIST CLIENT may show them. */
export const ownAddresses = (): ReadonlySet<string> => new Set(networks().map(({ address }) => address));

/** The list without one entry of ours. */
export function withoutOwn(clients: readonly string[], own = ownAddresses()): readonly string[] {
  const at = clients.findIndex((address) => own.has(address.replace(/^::ffff:/, "")));
  return clients.filter((_, i) => i !== at);
}
