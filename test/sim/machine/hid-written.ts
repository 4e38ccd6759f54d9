/** A HID device written down field by field: its report descriptor as bytes, and what its reports hold. */
import { UsageNames, type UsageTable } from "../../../src/drivers/usbhid/report/usage-path.ts";
import { CapturedDevice, type CaptureFile } from "../devices/usb-capture.ts";

export interface WrittenField {
  readonly path: string;
  /** Each field is a report of its own. */
  readonly value: number;
  readonly bits?: number;
  /** The logical maximum: all bits where it is left out. */
  readonly max?: number;
  readonly unit?: number;
  readonly exponent?: number;
  readonly kind?: "feature" | "input";
}

export const VOLT = 0x00f0d121;
export const WATT = 0x0000d121;

const little = (value: number, bytes: number): readonly number[] =>
  Array.from({ length: bytes }, (_, at) => Math.floor(value / 256 ** at) % 256);

const item = (tag: number, value: number, bytes: 1 | 2 | 4): readonly number[] => [
  tag | (bytes === 4 ? 3 : bytes),
  ...little(value, bytes),
];

function fieldItems(field: WrittenField, report: number, usages: readonly number[]): readonly number[] {
  const { bits = 16, unit = 0, exponent = 0, kind = "feature" } = field;
  const outer = usages.slice(0, -1);
  return [
    ...outer.flatMap((usage, depth) => [...item(0x08, usage, 4), ...item(0xa0, depth === 0 ? 1 : 0, 1)]),
    ...item(0x84, report, 1),
    ...item(0x08, usages.at(-1) ?? 0, 4),
    ...item(0x74, bits, 1),
    ...item(0x94, 1, 1),
    ...item(0x14, 0, 1),
    ...item(0x24, field.max ?? 2 ** bits - 1, 4),
    ...item(0x64, unit, 4),
    ...item(0x54, exponent & 0x0f, 1),
    ...item(kind === "feature" ? 0xb0 : 0x80, 0x83, 1),
    ...outer.map(() => 0xc0),
  ];
}

const hex = (bytes: readonly number[]): string => Buffer.from(bytes).toString("hex");

export function written(
  usb: Partial<CaptureFile["usb"]>,
  fields: readonly WrittenField[],
  usages?: UsageTable,
): CapturedDevice {
  const names = new UsageNames(usages);
  const reports: Record<"feature" | "input", Record<string, string>> = { feature: {}, input: {} };
  const descriptor = fields.flatMap((field, nth) => {
    const path = names.parse(field.path);
    if (!path) throw new Error(`no usage path: ${field.path}`);
    const id = nth + 1;
    reports[field.kind ?? "feature"][id.toString(16)] = hex([
      id,
      ...little(field.value, Math.ceil((field.bits ?? 16) / 8)),
    ]);
    return fieldItems(field, id, path);
  });
  const none = { bcdDevice: "0100", manufacturer: null, product: null, serial: null };
  return new CapturedDevice({
    usb: { vendorId: "1209", productId: "7e57", ...none, ...usb },
    reports,
    reportDescriptor: hex(descriptor),
  });
}
