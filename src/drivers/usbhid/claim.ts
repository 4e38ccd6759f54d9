import type { Claim, Quirks, Subdriver, UsbFacts } from "./subdriver.ts";

const sameVendor = (subdriver: Subdriver, device: UsbFacts): boolean =>
  subdriver.ids.some((id) => id.vendorId === device.vendorId);

const idOf = (subdriver: Subdriver, device: UsbFacts) =>
  subdriver.ids.find((id) => id.vendorId === device.vendorId && id.productId === device.productId);

export function claimOf(subdriver: Subdriver, device: UsbFacts): Claim {
  const byIds = idOf(subdriver, device) ? "yes" : sameVendor(subdriver, device) ? "likely" : "no";
  return subdriver.claim ? subdriver.claim(byIds, device) : byIds;
}

export const quirksOf = (subdriver: Subdriver, device: UsbFacts): Quirks => ({
  ...idOf(subdriver, device)?.quirks,
  ...subdriver.quirks?.(device),
});

/**
 * The table that a user names: exactly, else as a regular expression over the whole name, else over its beginning.
 * Undefined where none is meant or the expression is none.
 */
export function subdriverNamed(subdrivers: readonly Subdriver[], wanted: string): Subdriver | undefined {
  const exact = subdrivers.find(({ name }) => name === wanted);
  if (exact) return exact;
  for (const pattern of [`^(?:${wanted})$`, `^(?:${wanted}.*)$`]) {
    const found = matching(subdrivers, pattern);
    if (found) return found;
  }
  return undefined;
}

function matching(subdrivers: readonly Subdriver[], pattern: string): Subdriver | undefined {
  try {
    const expression = new RegExp(pattern, "i");
    return subdrivers.find(({ name }) => expression.test(name));
  } catch {
    return undefined;
  }
}

/** The first table that claims the device; one that only knows the vendor counts when `likelyToo`. */
export const claimant = (
  subdrivers: readonly Subdriver[],
  device: UsbFacts,
  likelyToo: boolean,
): Subdriver | undefined =>
  subdrivers.find((one) => {
    const claim = claimOf(one, device);
    return claim === "yes" || (likelyToo && claim === "likely");
  });
