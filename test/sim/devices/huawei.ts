/** Registers of a UPS2000 of Huawei, on line with a full battery. */
import { ModbusUnit } from "../servers/modbus-unit.ts";

const MEASURED: Readonly<Record<number, number>> = {
  ...{ 11000: 2_305, 11003: 500, 11004: 2_299, 11007: 499, 11008: 2_301, 11011: 12, 11014: 500, 11015: 3, 11018: 4 },
  ...{ 11021: 155, 11024: 2, 11027: 263, 11043: 0 },
  ...{ 12000: 2_735, 12002: 2, 12003: 100, 12004: 0, 12005: 3_900, 12007: 1, 12033: 9, 19009: 30 },
};

/** What commands write. */
const SWITCHES: Readonly<Record<number, number>> = {
  ...{ 11029: 0, 11030: 0, 11044: 1, 11045: 1, 11046: 0, 11047: 0, 11048: 0, 11049: 0 },
  ...{ 12021: 0, 12023: 0, 12028: 0 },
};

const BLOCKS: readonly (readonly [at: number, count: number])[] = [
  [11_000, 28],
  [12_000, 34],
  [41_180, 27],
];

export const described = (text: string, count = 1): ModbusUnit["objects"] => [
  [
    [0x87, Uint8Array.of(0, 0, 0, count)],
    [0x88, Buffer.from(text)],
  ],
];

/** `changes` are registers that are otherwise. */
export function huawei(changes: Readonly<Record<number, number>> = {}): ModbusUnit {
  const unit = new ModbusUnit();
  for (const [from, count] of BLOCKS) for (let at = from; at < from + count; at++) unit.set("holding", at, 0);
  for (const [at, value] of Object.entries({ ...MEASURED, ...SWITCHES, ...changes }))
    unit.set("holding", Number(at), value);
  unit.objects = described("1=UPS2000;2=V100R001C01SPC120;3=D4G2.1;4=2102311234;5=1;6=0");
  return unit;
}
