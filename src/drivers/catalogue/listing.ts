/** The list that people search: one entry for each model, and one for each USB id that a table of ours names. */
import { hex } from "../../nut/hex.ts";
import { BRIDGE_IDS } from "../qx/bridges/ids.ts";
import { findDriver } from "../registry.ts";
import { SUBDRIVERS } from "../usbhid/subdrivers/index.ts";
import { DEVICE_GROUPS } from "./device-groups.ts";
import { type DeviceGroup, type DeviceLink, expand } from "./devices.ts";

export interface ListedDevice {
  readonly maker: string;
  readonly model: string;
  readonly drivers: readonly string[];
  readonly link: DeviceLink;
  readonly note?: string;
  readonly driven: boolean;
}

/** What stands for the maker where only USB ids are known. */
const USB_ID = "USB id";

const isOurs = (driver: string): boolean => findDriver(driver) !== undefined;

/** The models of a group, with the driver that nutts has in front. */
export function listed(group: DeviceGroup): readonly ListedDevice[] {
  const { driver, or, link, note } = group;
  const drivers = [driver, ...(or === undefined ? [] : [or])].sort((a, b) => Number(isOurs(b)) - Number(isOurs(a)));
  const rest = { drivers, link, driven: drivers.some(isOurs), ...(note === undefined ? {} : { note }) };
  return expand(group).map((model) => ({ ...model, ...rest }));
}

const usbId = (vendorId: number, productId: number, driver: string, note: string): ListedDevice => ({
  maker: USB_ID,
  model: `${hex(vendorId, 4)}:${hex(productId, 4)}`,
  drivers: [driver],
  link: "USB",
  note,
  driven: true,
});

function usbIds(): readonly ListedDevice[] {
  const hid = SUBDRIVERS.flatMap(({ name, ids }) =>
    ids.map((id) => usbId(id.vendorId, id.productId, "usbhid-ups", `table ${name}`)),
  );
  const bridges = BRIDGE_IDS.map(({ vendorId, productId, bridge, vendor, product }) =>
    usbId(vendorId, productId, "nutdrv_qx", [`subdriver = ${bridge.name}`, vendor, product].filter(Boolean).join(", ")),
  );
  return [...hid, ...bridges];
}

const byName = (a: ListedDevice, b: ListedDevice): number =>
  Number(a.maker === USB_ID) - Number(b.maker === USB_ID) ||
  a.maker.localeCompare(b.maker, "en") ||
  a.model.localeCompare(b.model, "en", { numeric: true });

/** Everything, by maker and model, USB ids last. */
export const listKnownDevices = (): readonly ListedDevice[] =>
  [...DEVICE_GROUPS.flatMap(listed), ...usbIds()].sort(byName);
