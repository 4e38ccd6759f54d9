/** Modbus devices behind an interface: real ones over TCP or a serial line, or one that a test plays. */
import type { SerialSettings } from "./serial-line.ts";
import type { TcpTarget } from "./tcp.ts";

export const MODBUS_TABLES = ["coils", "discrete", "input", "holding"] as const;
export type ModbusTable = (typeof MODBUS_TABLES)[number];

/** The exception with which a device answered. */
export interface ModbusRefusal {
  readonly kind: "refused";
  readonly why: string;
}

/** Values from the first address on. */
export type ModbusAnswer = { readonly kind: "data"; readonly values: readonly number[] } | ModbusRefusal;

/** Objects of a device identification by their numbers. */
export type ModbusIdentity =
  | { readonly kind: "data"; readonly objects: ReadonlyMap<number, Uint8Array> }
  | ModbusRefusal;

/** One unit, one request at a time. Everything throws DeviceError: `stale` without a usable answer, `lost`. */
export interface ModbusLink {
  /** Where it is, for a person. */
  readonly name: string;
  /** Addresses count from 0. */
  read(table: ModbusTable, address: number, count: number): Promise<ModbusAnswer>;
  write(table: "coils" | "holding", address: number, value: number): Promise<ModbusAnswer>;
  /** Holding registers from an address on, in one request (function 16). */
  writeAll(address: number, values: readonly number[]): Promise<ModbusAnswer>;
  /** The extended device identification (function 43, 14) from an object on. */
  identify(first: number): Promise<ModbusIdentity>;
  close(): Promise<void>;
}

export interface ModbusTarget {
  readonly line: (TcpTarget & { readonly kind: "tcp" }) | { kind: "serial"; path: string; settings: SerialSettings };
  readonly unit: number;
  /** Milliseconds for an answer. */
  readonly timeoutMs: number;
}

export interface ModbusOpener {
  /** Throws DeviceError `absent`, `denied`, `busy`. Sends nothing yet. */
  open(target: ModbusTarget): Promise<ModbusLink>;
}
