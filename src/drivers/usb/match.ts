/**
 * The options that pick a device: extended regular expressions without regard to case, which must match the whole
 * value, blanks around it left out (match_regex in common/common.c of 2.8.5). `bus`, `device` and `busport` change
 * when somebody moves a cable or a machine starts again; they are asked last and only as advice.
 */

import type { UsbDevice } from "../../device/hid.ts";
import { hex } from "../../nut/hex.ts";
import { DeviceError, type DriverSettings } from "../types.ts";

export interface MatchField {
  readonly name: string;
  readonly lasting: boolean;
  readonly of: (device: UsbDevice) => string;
}

export const MATCH_FIELDS: readonly MatchField[] = [
  { name: "vendorid", lasting: true, of: ({ vendorId }) => hex(vendorId, 4) },
  { name: "productid", lasting: true, of: ({ productId }) => hex(productId, 4) },
  { name: "vendor", lasting: true, of: ({ vendor }) => vendor ?? "" },
  { name: "product", lasting: true, of: ({ product }) => product ?? "" },
  { name: "serial", lasting: true, of: ({ serial }) => serial ?? "" },
  { name: "bus", lasting: false, of: ({ bus }) => bus },
  { name: "device", lasting: false, of: ({ address }) => address },
  { name: "busport", lasting: false, of: ({ ports }) => String(ports.at(-1) ?? 0).padStart(3, "0") },
];

/** One option of a section, ready to be asked. */
export interface Criterion {
  readonly field: MatchField;
  readonly text: string;
  readonly expression: RegExp;
}

const CLASSES: Readonly<Record<string, string>> = {
  alnum: "0-9A-Za-z",
  alpha: "A-Za-z",
  blank: " \\t",
  digit: "0-9",
  lower: "a-z",
  punct: "!-\\/:-@\\[-`{-~",
  space: "\\s",
  upper: "A-Z",
  xdigit: "0-9A-Fa-f",
};

/** POSIX character classes as JavaScript writes them. */
const translated = (text: string): string =>
  text.replace(/\[:([a-z]+):\]/g, (all, name: string) => CLASSES[name] ?? all);

function compile(field: MatchField, text: string): Criterion {
  try {
    return { field, text, expression: new RegExp(`^(?:${translated(text)})$`, "i") };
  } catch {
    throw new DeviceError("configuration", `invalid regular expression: ${field.name} = ${text}`);
  }
}

/** The matching options of a section. Throws DeviceError `configuration` for a broken expression. */
export const criteriaOf = (settings: Pick<DriverSettings, "get">): readonly Criterion[] =>
  MATCH_FIELDS.flatMap((field) => {
    const text = settings.get(field.name);
    return text === undefined ? [] : [compile(field, text)];
  });

const trimmed = (text: string): string => text.replace(/^[ \t\n]+|[ \t\n]+$/g, "");

export const admits = ({ text, expression }: Criterion, value: string): boolean =>
  expression.test(trimmed(value)) || trimmed(text).toLowerCase() === trimmed(value).toLowerCase();

export const satisfies = (device: UsbDevice, criterion: Criterion): boolean =>
  admits(criterion, criterion.field.of(device));

export const satisfiesAll = (device: UsbDevice, criteria: readonly Criterion[]): boolean =>
  criteria.every((one) => satisfies(device, one));
