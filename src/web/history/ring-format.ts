/**
 * The bytes of a file of rows: a head, then a ring for each level, in which a row has the place that its time gives it. A row
 * bears its time and a checksum: what was torn by a power cut, or is of an earlier turn of the ring, is a gap and nothing else.
 */
import { crc32 } from "node:zlib";
import { CURVES, LEVELS, type Level, type Row, type Spread } from "./columns.ts";

const MAGIC = "NUTTSH1\n";
export const HEAD_BYTES = 64;

const FLOAT = 4;
const SPREAD = 3 * FLOAT;
/** Slot, count and checksum of 4 bytes each; the curves; energy, covered, estimated. */
const ROW_HEAD = 12;
export const ROW_BYTES = ROW_HEAD + CURVES.length * SPREAD + 3 * FLOAT;
const CHECKSUM_AT = 8;

/** What the file holds, so that another layout is never read as this one. */
const LAYOUT = `${CURVES.length} ${LEVELS.map(({ stepMs, rows }) => `${stepMs}x${rows}`).join(" ")}`;

export function head(): Buffer {
  const bytes = Buffer.alloc(HEAD_BYTES);
  bytes.write(MAGIC + LAYOUT, "latin1");
  return bytes;
}

export const isHead = (bytes: Buffer): boolean => bytes.equals(head());

/** Where the ring of a level begins. */
export function ringStart(level: number): number {
  const before = LEVELS.slice(0, level).reduce((sum, { rows }) => sum + rows, 0);
  return HEAD_BYTES + before * ROW_BYTES;
}

export const rowOffset = (level: number, slot: number): number =>
  ringStart(level) + (slot % (LEVELS[level]?.rows ?? 1)) * ROW_BYTES;

function writeSpread(bytes: Buffer, at: number, spread: Spread | undefined): void {
  const { mean, low, high } = spread ?? { mean: Number.NaN, low: Number.NaN, high: Number.NaN };
  for (const [i, value] of [mean, low, high].entries()) bytes.writeFloatLE(value, at + i * FLOAT);
}

function readSpread(bytes: Buffer, at: number): Spread | undefined {
  const mean = bytes.readFloatLE(at);
  if (!Number.isFinite(mean)) return undefined;
  const [low, high] = [bytes.readFloatLE(at + FLOAT), bytes.readFloatLE(at + 2 * FLOAT)];
  return { mean, low, high };
}

const sumsAt = ROW_HEAD + CURVES.length * SPREAD;

/** Of all but itself. */
const checksum = (row: Buffer): number => crc32(row.subarray(ROW_HEAD), crc32(row.subarray(0, CHECKSUM_AT)));

export function rowBytes({ slot, count, spreads, energy, covered, estimated }: Row): Buffer {
  const bytes = Buffer.alloc(ROW_BYTES);
  bytes.writeUInt32LE(slot, 0);
  bytes.writeUInt32LE(count, 4);
  for (const [i, spread] of spreads.entries()) writeSpread(bytes, ROW_HEAD + i * SPREAD, spread);
  for (const [i, sum] of [energy, covered, estimated].entries()) bytes.writeFloatLE(sum, sumsAt + i * FLOAT);
  bytes.writeUInt32LE(checksum(bytes), CHECKSUM_AT);
  return bytes;
}

/** The row of this place; undefined where there is none, or none that is whole. */
export function readRow(bytes: Buffer): Row | undefined {
  if (bytes.length !== ROW_BYTES || bytes.readUInt32LE(4) === 0) return undefined;
  if (bytes.readUInt32LE(CHECKSUM_AT) !== checksum(bytes)) return undefined;
  const [energy = 0, covered = 0, estimated = 0] = [0, 1, 2].map((i) => bytes.readFloatLE(sumsAt + i * FLOAT));
  return {
    slot: bytes.readUInt32LE(0),
    count: bytes.readUInt32LE(4),
    spreads: CURVES.map((_, i) => readSpread(bytes, ROW_HEAD + i * SPREAD)),
    energy,
    covered,
    estimated,
  };
}

export const levelOf = (index: number): Level => LEVELS[index] ?? LEVELS[0];
