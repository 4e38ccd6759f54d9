/** What carries the bytes of Modbus: a connection or a serial line of ours. */
import { DeviceError } from "../../device/device-error.ts";
import type { SerialLine } from "../../device/serial-line.ts";
import type { TcpStream } from "../../device/tcp.ts";

const HOUR_MS = 3_600_000;

/** `listen` is called once. */
export interface Wire {
  readonly name: string;
  readonly rtu: boolean;
  listen(heard: (bytes: Uint8Array) => void, ended: (error: DeviceError) => void): void;
  write(bytes: Uint8Array): Promise<void>;
  close(): Promise<void>;
}

async function pump(stream: TcpStream, heard: (bytes: Uint8Array) => void): Promise<DeviceError> {
  for (;;) {
    try {
      const bytes = await stream.read(HOUR_MS);
      if (!bytes) return new DeviceError("lost", `${stream.name} has closed the connection`);
      heard(bytes);
    } catch (error) {
      if (error instanceof DeviceError && error.fault !== "stale") return error;
    }
  }
}

export const tcpWire = (stream: TcpStream): Wire => ({
  name: stream.name,
  rtu: false,
  listen: (heard, ended) => void pump(stream, heard).then(ended),
  write: (bytes) => stream.write(bytes),
  close: () => stream.close(),
});

export const serialWire = (line: SerialLine): Wire => ({
  name: line.path,
  rtu: true,
  listen: (heard) => line.listen((byte) => heard(Uint8Array.of(byte))),
  write: (bytes) => line.write(bytes),
  close: () => line.close(),
});
