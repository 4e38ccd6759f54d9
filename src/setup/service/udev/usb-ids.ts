/** The USB ids that our drivers know, from their own tables. */
import { BRIDGE_IDS } from "../../../drivers/qx/bridges/ids.ts";
import { SUBDRIVERS } from "../../../drivers/usbhid/subdrivers/index.ts";
import { OWN_PROTOCOL_IDS } from "../../../scanner/known-usb.ts";

export interface DriverIds {
  readonly driver: string;
  readonly maker: string;
  readonly vendorId: number;
  readonly productIds: readonly number[];
}

interface OneId {
  readonly vendorId: number;
  readonly productId: number;
}

function byVendor(driver: string, maker: string, ids: readonly OneId[]): readonly DriverIds[] {
  const vendors = new Map<number, Set<number>>();
  for (const { vendorId, productId } of ids) vendors.set(vendorId, (vendors.get(vendorId) ?? new Set()).add(productId));
  return [...vendors].map(([vendorId, products]) => ({
    driver,
    maker,
    vendorId,
    productIds: [...products].sort((a, b) => a - b),
  }));
}

const ofProtocols = (): readonly DriverIds[] =>
  [...new Set(OWN_PROTOCOL_IDS.map(({ driver }) => driver))].flatMap((driver) =>
    byVendor(
      driver,
      "with a protocol of its own",
      OWN_PROTOCOL_IDS.filter((id) => id.driver === driver),
    ),
  );

export const DRIVER_IDS: readonly DriverIds[] = [
  ...SUBDRIVERS.flatMap(({ maker, ids }) => byVendor("usbhid-ups", maker, ids)),
  ...byVendor("nutdrv_qx", "chips that many makers use", BRIDGE_IDS),
  ...ofProtocols(),
].sort((a, b) => a.vendorId - b.vendorId);

const KNOWN: ReadonlySet<string> = new Set(
  DRIVER_IDS.flatMap(({ vendorId, productIds }) => productIds.map((productId) => `${vendorId}:${productId}`)),
);

export const isKnownId = (vendorId: number, productId: number): boolean => KNOWN.has(`${vendorId}:${productId}`);
