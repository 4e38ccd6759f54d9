/** TCP connections behind an interface: what drivers of network devices speak on. */

/** One connection, read by one reader at a time. */
export interface TcpStream {
  /** `host:port` for a person. */
  readonly name: string;
  /** Throws DeviceError `lost`. */
  write(bytes: Uint8Array): Promise<void>;
  /** The next bytes; undefined once the other end has closed. Throws DeviceError `stale` after `ms` without any, `lost`. */
  read(ms: number): Promise<Uint8Array | undefined>;
  close(): Promise<void>;
}

export interface TcpTarget {
  /** A name or an address. */
  readonly host: string;
  readonly port: number;
}

export interface TcpOpener {
  /** Throws DeviceError `absent`, which says why and to whom, after `ms` at the latest. */
  open(target: TcpTarget, ms: number): Promise<TcpStream>;
}
