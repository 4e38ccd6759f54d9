/** What a virtual UPS is made of: its USB identity, its report descriptor and what its reports hold. */
import { readFileSync } from "node:fs";
import type { CaptureFile } from "../../sim/devices/usb-capture.ts";

export interface Profile {
  readonly vendorId: number;
  readonly productId: number;
  readonly release: number;
  /** By index; 0 is unused. */
  readonly strings: readonly string[];
  readonly manufacturer: number;
  readonly product: number;
  readonly serial: number;
  readonly descriptor: Uint8Array;
  /** Reports without their number, by `feature:12`; others are zeros. */
  readonly reports: ReadonlyMap<string, Uint8Array>;
  /** Raw values by usage path, laid into input and feature reports. */
  readonly values: Readonly<Record<string, number>>;
  /** Its first interface is a keyboard, its second one the UPS. */
  readonly keyboard?: boolean;
}

const fromHex = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex.replace(/\s/g, ""), "hex"));

const REPORT_ID = 0x85;

/** A captured device as it was: its strings keep their places, its reports their bytes. */
export function profileOf({ usb, reports, reportDescriptor }: CaptureFile): Profile {
  const strings = ["", usb.manufacturer ?? "", usb.product ?? "", usb.serial ?? ""];
  for (const [index, text] of Object.entries(usb.strings ?? {})) strings[Number(index)] = text;
  const descriptor = fromHex(reportDescriptor);
  const skip = descriptor.includes(REPORT_ID) ? 1 : 0;
  const files = (["feature", "input"] as const).flatMap((type) =>
    Object.entries(reports[type] ?? {}).map(
      ([id, hex]) => [`${type}:${Number.parseInt(id, 16)}`, fromHex(hex).subarray(skip)] as const,
    ),
  );
  return {
    vendorId: Number.parseInt(usb.vendorId, 16),
    productId: Number.parseInt(usb.productId, 16),
    release: Number.parseInt(usb.bcdDevice ?? "0100", 16),
    strings: Array.from(strings, (text) => text ?? ""),
    manufacturer: usb.manufacturer ? 1 : 0,
    product: usb.product ? 2 : 0,
    serial: usb.serial ? 3 : 0,
    descriptor,
    reports: new Map(files),
    values: {},
  };
}

export const loadProfile = (path: string): Profile => profileOf(JSON.parse(readFileSync(path, "utf8")) as CaptureFile);
