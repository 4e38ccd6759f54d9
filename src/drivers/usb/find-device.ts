import type { UsbDevice } from "../../device/hid.ts";
import { deviceName, deviceTitle } from "./describe-device.ts";
import { type Criterion, satisfies, satisfiesAll } from "./match.ts";

/** A device that was open before, as it is found again: by serial number, else by its socket. */
export interface Known {
  readonly device: UsbDevice;
  /** No second device of the same name and without a serial number was there. */
  readonly alone: boolean;
}

export interface Search {
  readonly criteria: readonly Criterion[];
  /** What `port` names, if it names a device. */
  readonly port?: PortChoice | undefined;
  readonly known?: Known | undefined;
  /** Take the first of several (`allow_duplicates`). */
  readonly takeAny: boolean;
}

export interface PortChoice {
  readonly path: string;
  /** The device behind the path; undefined while there is none. */
  readonly place: { readonly bus: string; readonly address: string } | undefined;
}

export type FoundDevice =
  | {
      readonly kind: "found";
      readonly device: UsbDevice;
      readonly others: readonly UsbDevice[];
      readonly warnings: readonly string[];
    }
  | { readonly kind: "none"; readonly text: string }
  | { readonly kind: "several"; readonly text: string };

export function findDevice(candidates: readonly UsbDevice[], search: Search): FoundDevice {
  if (search.known) return findAgain(candidates, search.known);
  const lasting = search.criteria.filter(({ field }) => field.lasting);
  const meant = candidates.filter((device) => satisfiesAll(device, lasting));
  const exact = meant.filter((device) => satisfiesAll(device, search.criteria) && behind(device, search.port));
  if (exact.length > 0) return choose(exact, search.takeAny, []);
  return choose(
    meant,
    search.takeAny,
    meant.slice(0, 1).flatMap((device) => outdated(device, search)),
    true,
  );
}

const behind = ({ bus, address }: UsbDevice, port: PortChoice | undefined): boolean =>
  port === undefined || (port.place?.bus === bus && port.place.address === address);

/** The lines of ups.conf that no longer fit the device, and what to write instead. */
function outdated(device: UsbDevice, { criteria, port }: Search): readonly string[] {
  const lines = criteria
    .filter((one) => !one.field.lasting && !satisfies(device, one))
    .map(({ field, text }) => `"${field.name} = ${text}" does not fit any more (it is ${field.of(device)} now)`);
  const path = port && !behind(device, port) ? [`"port = ${port.path}" does not lead to it`] : [];
  if (lines.length + path.length === 0) return [];
  const serial = device.serial?.trim();
  const advice = [
    ...(lines.length > 0 ? [lines.length > 1 ? "remove these lines" : "remove it"] : []),
    ...(path.length > 0 ? ["write port = auto"] : []),
    ...(serial ? [`write serial = "${serial}"`] : []),
  ];
  return [
    `taking ${deviceTitle(device)}, the only device that fits otherwise; in ups.conf ` +
      `${[...lines, ...path].join(" and ")}: ${advice.join(" and ")}`,
  ];
}

function choose(
  devices: readonly UsbDevice[],
  takeAny: boolean,
  warnings: readonly string[],
  advised = false,
): FoundDevice {
  const [device, ...others] = devices;
  if (!device) return { kind: "none", text: "no device fits" };
  if (others.length === 0 || (takeAny && !advised)) return { kind: "found", device, others, warnings };
  return { kind: "several", text: severalText(devices) };
}

/** A serial number that another one has as well says nothing. */
const lineFor = (device: UsbDevice, all: readonly UsbDevice[]): string =>
  device.serial && all.filter(({ serial }) => serial === device.serial).length === 1
    ? `serial = "${device.serial.trim()}"`
    : `busport = ${String(device.ports.at(-1) ?? 0).padStart(3, "0")}`;

const severalText = (devices: readonly UsbDevice[]): string =>
  `${devices.length} devices fit: ${devices.map(deviceTitle).join("; ")}. Say in ups.conf which one is meant, for example ` +
  devices.map((device) => lineFor(device, devices)).join(" or ");

const STRINGS = ["vendor", "product", "serial"] as const;

const sameIds = (a: UsbDevice, b: UsbDevice): boolean => a.vendorId === b.vendorId && a.productId === b.productId;

const sameStrings = (a: UsbDevice, b: UsbDevice): boolean => STRINGS.every((name) => a[name] === b[name]);

const sameSocket = (a: UsbDevice, b: UsbDevice): boolean => a.bus === b.bus && a.ports.join(".") === b.ports.join(".");

/**
 * A device that was reset may be too dazed to tell its name (PowerWalker VI 850 SHL): what stands in the old socket with the
 * old ids, and tells nothing else, has the name of before.
 */
export const withNames = (devices: readonly UsbDevice[], known: Known | undefined): readonly UsbDevice[] =>
  known ? devices.map((device) => named(device, known.device)) : devices;

function named(device: UsbDevice, before: UsbDevice): UsbDevice {
  const told = STRINGS.filter((name) => device[name] !== undefined);
  const other = told.some((name) => device[name] !== before[name]);
  if (other || !sameIds(device, before) || !sameSocket(device, before)) return device;
  const { vendor, product, serial } = before;
  return { ...device, vendor, product, serial };
}

/** By serial number; of several with the same one, or of devices without, the one in the old socket. */
function findAgain(candidates: readonly UsbDevice[], { device, alone }: Known): FoundDevice {
  const alike = candidates.filter((one) => sameIds(one, device) && sameStrings(one, device));
  const inPlace = alike.find((one) => sameSocket(one, device));
  const moved = alike.length === 1 && (device.serial !== undefined || alone) ? alike[0] : undefined;
  const again = inPlace ?? moved;
  if (again) return { kind: "found", device: again, others: [], warnings: [] };
  return { kind: "none", text: `${deviceName(device)} is not plugged in` };
}
