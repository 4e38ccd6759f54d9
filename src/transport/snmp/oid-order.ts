/** True where `oid` stands behind `other` in the order of agents. */
export function follows(oid: string, other: string): boolean {
  const [one, two] = [oid.split(".").map(Number), other.split(".").map(Number)];
  const at = one.findIndex((part, index) => part !== two[index]);
  return at >= 0 && (one[at] ?? 0) > (two[at] ?? -1);
}
