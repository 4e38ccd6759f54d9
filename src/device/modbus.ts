/** Modbus devices behind an interface: real ones over TCP or a serial line, or one that a test plays. */
import type { SerialSettings } from "./serial-line.ts";
import type { TcpTarget } from "./tcp.ts";

export const MODBUS_TABLES = ["coils", "discrete", "input", "holding"] as const;
export type ModbusTable = (typeof MODBUS_TABLES)[number];

/** Values from the first address on, or the exception with which the device answered. */
export type ModbusAnswer =
  | { readonly kind: "data"; readonly values: readonly number[] }
  | { readonly kind: "refused"; readonly why: string };

/** One unit, one request at a time. Everything throws DeviceError: `stale` without a usable answer, `lost`. */
export interface ModbusLink {
  /** Where it is, for a person. */
  readonly name: string;
  /** Addresses count from 0. */
  read(table: ModbusTable, address: number, count: number): Promise<ModbusAnswer>;
  write(table: "coils" | "holding", address: number, value: number): Promise<ModbusAnswer>;
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
