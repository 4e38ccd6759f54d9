/** Where a client comes from, as far as limits go: an IPv4 address, or the network of an IPv6 address that is one's own. */
const OWN_GROUPS = 4;
const GROUPS = 8;

/** `192.0.2.1`, or `2001:db8:0:1` of `2001:db8:0:1::5`. */
export function networkOf(address: string): string {
  const dotted = /[\d.]+$/.exec(address)?.[0] ?? "";
  if (dotted.includes(".")) return dotted;
  const [head = "", tail] = address.split("::");
  const groups = head === "" ? [] : head.split(":");
  const last = tail === undefined || tail === "" ? 0 : tail.split(":").length;
  while (tail !== undefined && groups.length + last < GROUPS) groups.push("0");
  return groups.slice(0, OWN_GROUPS).join(":");
}
