/** What a driver reaches its device with: the shell supplies the real ones, tests simulated ones. */

import type { UpsId } from "../nut/ups-id.ts";
import type { GpioOpener } from "./gpio.ts";
import type { HidOpener } from "./hid.ts";
import type { HttpOpener, XmlReader } from "./http.ts";
import type { I2cOpener } from "./i2c.ts";
import type { ModbusOpener } from "./modbus.ts";
import type { OtherDriverOpener } from "./other-driver.ts";
import type { ProgramOpener } from "./programs.ts";
import type { Reported } from "./reported.ts";
import type { SerialOpener } from "./serial-line.ts";
import type { SnmpOpener } from "./snmp.ts";
import type { TcpOpener } from "./tcp.ts";
import type { UsbPipeOpener } from "./usb-pipe.ts";

/** A NUT server as the repeater needs it. */
export interface UpstreamUps {
  read(): Promise<ReadonlyMap<string, Reported>>;
  /** The server has been told a user: variables can be set, and commands go through. */
  readonly asUser: boolean;
  commands(): Promise<readonly string[]>;
  setvar(name: string, value: string): Promise<void>;
  instcmd(name: string, param?: string): Promise<void>;
  close(): Promise<void>;
}

export interface UpstreamWho {
  /** These two come before what nutauth.conf says. */
  readonly username?: string | undefined;
  readonly password?: string | undefined;
  /** `none`, `default` or the path of a nutauth.conf; undefined takes one that is found. */
  readonly authconf?: string | undefined;
}

export interface NutOpener {
  /** Throws DeviceError: `configuration` where nutauth.conf, or a file that it names, cannot be used. */
  open(id: UpsId, who?: UpstreamWho): Promise<UpstreamUps>;
}

/** Files that drivers read (dummy-ups): changes are seen by modification time. */
export interface FileOpener {
  read(path: string): Promise<string>;
  /** Milliseconds since 1970; throws DeviceError `absent`. */
  modified(path: string): Promise<number>;
}

export interface Openers {
  readonly nut: NutOpener;
  readonly files: FileOpener;
  readonly serial: SerialOpener;
  readonly hid: HidOpener;
  readonly usb: UsbPipeOpener;
  readonly snmp: SnmpOpener;
  readonly tcp: TcpOpener;
  readonly http: HttpOpener;
  readonly xml: XmlReader;
  readonly drivers: OtherDriverOpener;
  readonly modbus: ModbusOpener;
  readonly programs: ProgramOpener;
  readonly i2c: I2cOpener;
  readonly gpio: GpioOpener;
}
