/** A serial line behind an interface: what drivers speak on, whether a real port, a pseudo-terminal or a test. */

export interface SerialSettings {
  /** Bits per second. */
  readonly baud: number;
  readonly dataBits?: 5 | 6 | 7 | 8;
  readonly parity?: "none" | "even" | "odd";
  readonly stopBits?: 1 | 2;
  /** Hardware: RTS and CTS; software: XON and XOFF. Default: none. */
  readonly flow?: "none" | "hardware" | "software" | "both";
  /** False: the output lines keep their levels when the line is closed; else they fall. */
  readonly hangUp?: boolean;
  /** False: other programs may have the port open meanwhile. */
  readonly lock?: boolean;
  /** True: `ri` is wanted, which takes a helper program at every reading. Else it is always false. */
  readonly ring?: boolean;
}

export interface OutputLines {
  readonly dtr?: boolean;
  readonly rts?: boolean;
  readonly brk?: boolean;
}

export interface InputLines {
  readonly cts: boolean;
  readonly dsr: boolean;
  readonly dcd: boolean;
  readonly ri: boolean;
}

export interface SerialLine {
  readonly path: string;
  /** Resolves when the bytes have left. Throws DeviceError `lost`. */
  write(bytes: Uint8Array): Promise<void>;
  /** Bytes up to the first that `isEnd` accepts, or what came within `ms`, at most `max`. Throws DeviceError `lost`. */
  read(isEnd: (byte: number) => boolean, ms: number, max?: number): Promise<Uint8Array>;
  /** Drops what has come and was not read. */
  flush(): void;
  listen(listener: ((byte: number) => void) | undefined): void;
  setLines(lines: OutputLines): Promise<void>;
  getLines(): Promise<InputLines>;
  close(): Promise<void>;
}

export interface SerialOpener {
  /** Opens the port, and locks it unless told otherwise. Throws DeviceError `absent`, `denied` or `busy` (names the holder). */
  open(path: string, settings: SerialSettings): Promise<SerialLine>;
}
