/**
 * Captures of real HID devices (`../../shared/devices/hid`, data of their finders) and our own fixtures: descriptor,
 * reports and strings, with what the C driver 2.8.5 makes of them in files beside.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import {
  parseReportDescriptor,
  type ReportDescriptor,
  reportKey,
} from "../../../src/drivers/usbhid/report/report-descriptor.ts";
import type { UsbFacts } from "../../../src/drivers/usbhid/subdriver.ts";

const folder = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** Where the captures lie; absent where the project stands alone. */
export const SHARED_CAPTURES = folder("../../../../shared/devices/hid/");
export const OWN_CAPTURES = folder("../../fixtures/usbhid/");

export interface CaptureFile {
  readonly usb: {
    readonly vendorId: string;
    readonly productId: string;
    readonly bcdDevice: string | null;
    readonly manufacturer: string | null;
    readonly product: string | null;
    readonly serial: string | null;
    readonly strings?: Readonly<Record<string, string>>;
  };
  readonly reports: Readonly<Partial<Record<"feature" | "input", Readonly<Record<string, string>>>>>;
  readonly reportDescriptor: string;
}

export const captureNames = (from: string): readonly string[] =>
  existsSync(from)
    ? readdirSync(from)
        .filter((name) => name.endsWith(".json"))
        .map((name) => name.slice(0, -5))
        .sort()
    : [];

const fromHex = (hex: string): Uint8Array => Uint8Array.from(Buffer.from(hex.replace(/\s/g, ""), "hex"));

/** A device that answers from its capture. Reports that were not captured are zeros of the declared length. */
export class CapturedDevice {
  readonly facts: UsbFacts;
  readonly descriptorBytes: Uint8Array;
  readonly descriptor: ReportDescriptor;
  readonly #strings: ReadonlyMap<number, string>;
  readonly #reports = new Map<string, Uint8Array>();

  constructor(file: CaptureFile) {
    const { usb } = file;
    this.facts = {
      vendorId: Number.parseInt(usb.vendorId, 16),
      productId: Number.parseInt(usb.productId, 16),
      release: Number.parseInt(usb.bcdDevice ?? "0100", 16),
      vendor: usb.manufacturer || undefined,
      product: usb.product || undefined,
      serial: usb.serial || undefined,
    };
    this.descriptorBytes = fromHex(file.reportDescriptor);
    this.descriptor = parseReportDescriptor(this.descriptorBytes);
    const own = [usb.manufacturer, usb.product, usb.serial].map((text, at) => [at + 1, text ?? ""] as const);
    const named = Object.entries(usb.strings ?? {}).map(([index, text]) => [Number(index), text] as const);
    this.#strings = new Map([...own, ...named]);
    for (const kind of ["feature", "input"] as const)
      for (const [id, hex] of Object.entries(file.reports[kind] ?? {}))
        this.#reports.set(reportKey(kind, Number.parseInt(id, 16)), fromHex(hex));
  }

  /** As GET_REPORT answers, number included where reports are numbered. */
  feature(id: number): Uint8Array | undefined {
    const captured = this.#reports.get(reportKey("feature", id));
    if (captured) return captured;
    const length = this.descriptor.lengths.get(reportKey("feature", id));
    if (length === undefined) return undefined;
    const blank = new Uint8Array(length + 1);
    blank[0] = id;
    return this.descriptor.numbered ? blank : blank.subarray(1);
  }

  /** Undefined for an index that the device stalls. */
  string(index: number): string | undefined {
    return this.#strings.get(index);
  }
}

export const loadCapture = (from: string, name: string): CapturedDevice =>
  new CapturedDevice(JSON.parse(readFileSync(`${from}${name}.json`, "utf8")) as CaptureFile);

/** `upsc` as a map. */
export function expectedVars(from: string, name: string): ReadonlyMap<string, string> {
  const lines = readFileSync(`${from}${name}.vars`, "utf8").split("\n");
  return new Map(
    lines.flatMap((line) => {
      const at = line.indexOf(": ");
      return at > 0 ? [[line.slice(0, at), line.slice(at + 2)] as const] : [];
    }),
  );
}

/** The names of `upscmd -l`. */
export const expectedCommands = (from: string, name: string): readonly string[] =>
  readFileSync(`${from}${name}.cmds`, "utf8")
    .split("\n")
    .flatMap((line) => /^(\S+) - /.exec(line)?.[1] ?? []);

/** The blocks of `upsrw -l`: `Type: …` and what follows, without the value. */
export function expectedWritables(from: string, name: string): ReadonlyMap<string, readonly string[]> {
  const blocks = readFileSync(`${from}${name}.rw`, "utf8").split(/\n(?=\[)/);
  return new Map(
    blocks.flatMap((block) => {
      const lines = block.trim().split("\n");
      const variable = /^\[(.*)\]$/.exec(lines[0] ?? "")?.[1];
      return variable
        ? [
            [
              variable,
              lines
                .slice(2)
                .filter((line) => !line.startsWith("Value:"))
                .map((line) => line.replace(" SELECTED", "")),
            ] as const,
          ]
        : [];
    }),
  );
}

/** Where we differ on purpose: capture, name, and why. */
const DIFFERENCES: readonly (readonly [capture: string, name: string, why: string])[] = [
  ["apc-back-ups-500-1", "shutdown.return", "as master of C has it, after 2.8.5"],
  [
    "apc-back-ups-bx1600mi-1",
    "shutdown.return",
    "as master of C has it, after 2.8.5: the model obeys it, not shutdown.reboot",
  ],
];

/** Whether we have a variable or a command of a capture otherwise than C 2.8.5. */
export const differs = (capture: string, name: string): boolean =>
  DIFFERENCES.some(([one, other]) => one === capture && other === name);
