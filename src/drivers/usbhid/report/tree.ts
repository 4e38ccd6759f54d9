/** All fields of a device with their values, as the C driver lists them: what makes a capture or a new table. */
import { hex } from "../../../nut/hex.ts";
import type { Field, ReportDescriptor } from "./report-descriptor.ts";
import type { UsageNames } from "./usage-path.ts";

const TYPES = { input: "Input", output: "Output", feature: "Feature" } as const;

/** As C's `%g`: six digits, no zeros behind them. */
const general = (value: number): string => String(Number(value.toPrecision(6)));

function line(field: Field, names: UsageNames, value: number | undefined): string {
  const { path, kind, report, offset, size } = field;
  const id = hex(report, 2);
  const place = `Path: ${names.format(path)}, Type: ${TYPES[kind]}, ReportID: 0x${id}, Offset: ${offset}, Size: ${size}`;
  return value === undefined ? place : `${place}, Value: ${general(value)}`;
}

export const treeLines = (
  { fields }: ReportDescriptor,
  names: UsageNames,
  valueIn: (field: Field) => number | undefined,
): readonly string[] => [
  `${fields.length} HID objects found`,
  ...fields.map((field) => line(field, names, valueIn(field))),
];

/** Reports that Eaton, MGE and Dell keep for other purposes than being read. */
const UNTOUCHED = new Set([254, 255]);

/** Every feature report of the descriptor that may be asked for. */
export const allReports = ({ fields }: ReportDescriptor, skip: readonly number[] = []): readonly number[] => {
  const ids = fields.filter(({ kind }) => kind === "feature").map(({ report }) => report);
  return [...new Set(ids)].filter((id) => !UNTOUCHED.has(id) && !skip.includes(id));
};
