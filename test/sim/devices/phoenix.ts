/** Registers of DC UPSes of Phoenix Contact, on line with a full battery. */
import { ModbusUnit } from "../servers/modbus-unit.ts";

/** Digits behind the part number, as a UPS has them. */
const REST = 1_000_000_000n;

const OLD: Readonly<Record<number, number>> = {
  29697: 0,
  29698: 0,
  29699: 1,
  29700: 26_800,
  29702: 24_050,
  29706: 0,
  29745: 24_150,
  ...{ 29749: 97, 29750: 12, 29751: 0, 29752: 0, 29753: 0 },
  ...{ 29792: 27_125, 29793: 298, 29794: 0, 29795: 745, 29796: 0 },
  ...{ 29797: 0, 29798: 1_234, 29799: 0, 29800: 34, 29801: 0 },
  29840: 0,
};

const NEW: Readonly<Record<number, number>> = {
  ...{ 8192: 0x20, 8194: 0, 8198: 24_150, 8199: 1_234, 8202: 27_125, 8205: 268, 8207: 97, 8208: 745 },
  ...{ 12288: 0, 12289: 0, 12306: 0, 16913: 7 },
};

/** What the C driver writes at its start, so that it changes nothing. */
const SETTINGS: Readonly<Record<number, number>> = {
  ...{ 4182: 21_000, 4183: 29_000, 4184: 10, 4186: 60, 4189: 60, 4190: 5, 4209: 20, 4212: 9 },
};

/** A UPS with a part number; `read` are input registers that are otherwise. */
export function phoenix(part: number, read: Readonly<Record<number, number>> = {}): ModbusUnit {
  const unit = new ModbusUnit().set("input", 0x0004, 305);
  const number = BigInt(part) * REST;
  for (let word = 0; word < 4; word++)
    unit.set("input", 0x0005 + word, Number((number >> BigInt(16 * word)) & 0xffffn));
  for (const [at, value] of Object.entries({ ...OLD, ...NEW, ...read })) unit.set("input", Number(at), value);
  for (const [at, value] of Object.entries(SETTINGS)) unit.set("holding", Number(at), value);
  return unit;
}
