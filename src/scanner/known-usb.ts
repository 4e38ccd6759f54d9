/** Which driver a USB device belongs to, by its ids: ours, and those of the C project that nutts does not drive yet. */
import { SUBDRIVERS } from "../drivers/usbhid/subdrivers/index.ts";

export interface KnownUsb {
  readonly driver: string;
  readonly alternatives?: string;
  /** The driver takes none of the matching options. */
  readonly bare?: boolean;
}

type IdRow = readonly [vendorId: number, productId: number, driver: string, alternatives?: string];

/** Q1 devices and what is not HID (nut-scanner 2.8.5). Bridge chips' ids do not tell what is behind them. */
const OTHERS: readonly IdRow[] = [
  [0x0001, 0x0000, "nutdrv_qx", "blazer_usb nutdrv_atcl_usb"],
  [0x03f0, 0x1f01, "bcmxcp_usb"],
  [0x03f0, 0x1f02, "bcmxcp_usb"],
  [0x0483, 0x0035, "nutdrv_qx"],
  [0x04b4, 0x5500, "riello_usb"],
  [0x0592, 0x0002, "bcmxcp_usb"],
  [0x05b8, 0x0000, "nutdrv_qx", "blazer_usb"],
  [0x0665, 0x5161, "nutdrv_qx", "blazer_usb"],
  [0x06da, 0x0002, "nutdrv_qx", "bcmxcp_usb blazer_usb"],
  [0x06da, 0x0003, "nutdrv_qx", "blazer_usb"],
  [0x06da, 0x0004, "nutdrv_qx", "blazer_usb"],
  [0x06da, 0x0005, "nutdrv_qx", "blazer_usb"],
  [0x06da, 0x0201, "nutdrv_qx", "blazer_usb"],
  [0x06da, 0x0601, "nutdrv_qx", "blazer_usb"],
  [0x0925, 0x1234, "nutdrv_qx", "richcomm_usb"],
  [0x09ae, 0x0001, "tripplite_usb"],
  [0x0f03, 0x0001, "nutdrv_qx", "blazer_usb"],
  [0x14f0, 0x00c9, "nutdrv_qx", "blazer_usb"],
  [0x1a86, 0x7523, "nutdrv_qx"],
  [0x1cb0, 0x0035, "nutdrv_qx"],
  [0x4234, 0x0001, "powervar_cx_usb"],
  [0xffff, 0x0000, "nutdrv_qx", "blazer_usb"],
];

const HID_ALTERNATIVES: readonly IdRow[] = [
  [0x051d, 0x0003, "usbhid-ups", "apc_modbus"],
  [0x4234, 0x0002, "usbhid-ups", "powervar_cx_usb"],
];

/** They find their device by themselves. */
const BARE = new Set(["bcmxcp_usb", "richcomm_usb"]);

const keyOf = (vendorId: number, productId: number): number => vendorId * 0x10000 + productId;

export const HID: KnownUsb = { driver: "usbhid-ups" };

const known = ([, , driver, alternatives]: IdRow): KnownUsb => ({
  driver,
  bare: BARE.has(driver),
  ...(alternatives === undefined ? {} : { alternatives }),
});

const TABLE: ReadonlyMap<number, KnownUsb> = new Map<number, KnownUsb>([
  ...SUBDRIVERS.flatMap(({ ids }) => ids).map((id): [number, KnownUsb] => [keyOf(id.vendorId, id.productId), HID]),
  ...[...HID_ALTERNATIVES, ...OTHERS].map((row): [number, KnownUsb] => [keyOf(row[0], row[1]), known(row)]),
]);

/** Ids that makers share: behind them may be a device that says itself that it is a UPS. */
export const isSharedId = (vendorId: number, productId: number): boolean =>
  OTHERS.some((row) => row[0] === vendorId && row[1] === productId && row[2] === "nutdrv_qx");

/** Devices of drivers whose own tables stand in their code. */
export const OWN_PROTOCOL_IDS: readonly {
  readonly driver: string;
  readonly vendorId: number;
  readonly productId: number;
}[] = OTHERS.filter(([, , driver]) => driver !== "nutdrv_qx").map(([vendorId, productId, driver]) => {
  return { driver, vendorId, productId };
});

export const knownUsb = (vendorId: number, productId: number): KnownUsb | undefined =>
  TABLE.get(keyOf(vendorId, productId));
