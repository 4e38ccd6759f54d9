/** The power devices on serial ports of this machine. */
import { existsSync } from "node:fs";
import { SYSTEM_CLOCK } from "../system/clock.ts";
import { loadSerialPort, missed } from "../transport/native-modules.ts";
import { serialOpener } from "../transport/serial.ts";
import type { ScannedDevice } from "./found.ts";
import type { SerialPorts } from "./serial-ports.ts";
import type { SerialProbe } from "./serial-probes.ts";
import { serialScan } from "./serial-scan.ts";

export async function findSerial(
  ports: SerialPorts,
  probes: readonly SerialProbe[],
  warn: (text: string) => void,
): Promise<readonly ScannedDevice[]> {
  const gone = await missed(loadSerialPort);
  if (gone) {
    warn(`${gone.message}\n`);
    return [];
  }
  const serial = serialOpener(SYSTEM_CLOCK);
  return serialScan({ serial, clock: SYSTEM_CLOCK, exists: existsSync, warn }, ports, probes);
}
