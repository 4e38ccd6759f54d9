/** Which chip is behind which USB ids. Several share theirs and differ in their strings; the first that fits counts. */
import type { UsbFacts } from "../../../device/hid.ts";
import { ABLEREX_BRIDGE } from "./ablerex.ts";
import { ARMAC } from "./armac.ts";
import type { Bridge } from "./bridge.ts";
import { CYPRESS } from "./cypress.ts";
import { FABULA, HUNNOX_BRIDGE } from "./fabula.ts";
import { FUJI } from "./fuji.ts";
import { GTEC_BRIDGE } from "./gtec.ts";
import { IPPON } from "./ippon.ts";
import { KRAULER, SNR } from "./krauler.ts";
import { OMRON_BRIDGE } from "./omron.ts";
import { PHOENIX } from "./phoenix.ts";
import { PHOENIXTEC } from "./phoenixtec.ts";
import { SGS } from "./sgs.ts";

/** All chips, by the name that `subdriver =` gives them. */
export const BRIDGES: readonly Bridge[] = [
  CYPRESS,
  PHOENIXTEC,
  PHOENIX,
  IPPON,
  OMRON_BRIDGE,
  KRAULER,
  FABULA,
  HUNNOX_BRIDGE,
  FUJI,
  SGS,
  SNR,
  ABLEREX_BRIDGE,
  ARMAC,
  GTEC_BRIDGE,
];

interface BridgeId {
  readonly vendorId: number;
  readonly productId: number;
  /** Exact, but for the case. */
  readonly vendor?: string;
  readonly product?: string;
  readonly bridge: Bridge;
}

const id = (vendorId: number, productId: number, bridge: Bridge, vendor?: string, product?: string): BridgeId => ({
  vendorId,
  productId,
  bridge,
  ...(vendor === undefined ? {} : { vendor }),
  ...(product === undefined ? {} : { product }),
});

export const BRIDGE_IDS: readonly BridgeId[] = [
  id(0x05b8, 0x0000, CYPRESS), // Agiler
  id(0xffff, 0x0000, ABLEREX_BRIDGE), // Ablerex 625L
  id(0x1cb0, 0x0035, KRAULER), // Legrand Daker DK
  id(0x0665, 0x5161, CYPRESS), // Belkin F6C1200-UNV, Voltronic Power
  id(0x06da, 0x0002, PHOENIXTEC, "Phoenixtec Power", "USB Cable (V2.00)"), // Masterguard A
  id(0x06da, 0x0002, CYPRESS), // Online Yunto YQ450
  id(0x06da, 0x0003, IPPON), // Mustek Powermust
  id(0x06da, 0x0004, CYPRESS), // Phoenixtec Innova 3/1 T
  id(0x06da, 0x0005, CYPRESS), // Phoenixtec Innova RT
  id(0x06da, 0x0201, CYPRESS), // Phoenixtec Innova T
  id(0x06da, 0x0601, PHOENIX), // Online Zinto A
  id(0x0f03, 0x0001, CYPRESS), // Unitek Alpha 1200Sx
  id(0x14f0, 0x00c9, PHOENIX), // GE EP
  id(0x0483, 0x0035, SGS), // TS Shara
  id(0x0590, 0x00b7, OMRON_BRIDGE), // Omron BN150T
  id(0x0001, 0x0000, FABULA, "MEC", "MEC0003"), // Fideltronik Lupus 500
  id(0x0001, 0x0000, HUNNOX_BRIDGE, undefined, "MEC0003"), // Hunnox HNX 850, Powercool
  id(0x0001, 0x0000, FUJI, "ATCL FOR UPS", "ATCL FOR UPS"), // Fuji
  id(0x0001, 0x0000, KRAULER), // Krauler UP-M500VA
  id(0x0925, 0x1234, ARMAC), // Armac, Vultech
];

/** Converters that the system shows as a serial port of its own. */
const SERIAL_ADAPTERS: readonly (readonly [vendorId: number, productId: number])[] = [[0x1a86, 0x7523]];

const same = (wanted: string | undefined, text: string | undefined): boolean =>
  wanted === undefined || wanted.toLowerCase() === text?.toLowerCase();

const fits = (device: UsbFacts, { vendorId, productId, vendor, product }: BridgeId): boolean =>
  vendorId === device.vendorId &&
  productId === device.productId &&
  same(vendor, device.vendor) &&
  same(product, device.product);

export const bridgeOf = (device: UsbFacts): Bridge | undefined => BRIDGE_IDS.find((one) => fits(device, one))?.bridge;

export const bridgeNamed = (name: string): Bridge | undefined =>
  BRIDGES.find((bridge) => bridge.name === name.toLowerCase());

export const isSerialAdapter = ({ vendorId, productId }: UsbFacts): boolean =>
  SERIAL_ADAPTERS.some(([vendor, product]) => vendor === vendorId && product === productId);
