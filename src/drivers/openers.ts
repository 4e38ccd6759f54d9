/**
 * What a driver is handed to reach its device. The shell supplies the real ones from `transport` and
 * `netproto`; tests supply devices made of behaviours. A driver never imports a transport.
 */
import type { SerialOpener } from "../host/serial-line.ts";
import type { HidOpener } from "../host/usb-hid.ts";
import type { UsbPipeOpener } from "../host/usb-pipe.ts";
import type { UpsId } from "../nut/ups-id.ts";
import type { Reported } from "./reported.ts";

/** A NUT server as the repeater needs it. */
export interface UpstreamUps {
  /** All variables with types, in one go. Throws DriverError. */
  read(): Promise<ReadonlyMap<string, Reported>>;
  commands(): Promise<readonly string[]>;
  setvar(name: string, value: string): Promise<void>;
  instcmd(name: string, param?: string): Promise<void>;
  close(): Promise<void>;
}

export interface NutOpener {
  open(id: UpsId, login?: { readonly username: string; readonly password: string }): Promise<UpstreamUps>;
}

/** Files that drivers read (dummy-ups): changes are seen by modification time. */
export interface FileOpener {
  read(path: string): Promise<string>;
  /** Milliseconds since 1970; throws DriverError `absent`. */
  modified(path: string): Promise<number>;
}

export interface Openers {
  readonly nut: NutOpener;
  readonly files: FileOpener;
  readonly serial: SerialOpener;
  readonly hid: HidOpener;
  readonly usb: UsbPipeOpener;
}
