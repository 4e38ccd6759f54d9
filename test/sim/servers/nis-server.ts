/** The network information server of an apcupsd: items by name, and faults in front of them. */
import { createServer, type Server } from "node:net";
import type { Duplex } from "node:stream";

const frame = (text: string): Buffer => {
  const bytes = Buffer.from(text, "latin1");
  return Buffer.concat([Buffer.from([bytes.length >> 8, bytes.length & 0xff]), bytes]);
};

/** Makes something else of an answer, or nothing. */
export type NisFault = (answer: Buffer) => Uint8Array | undefined;

export const silent: NisFault = () => undefined;

/** An answer of which the end is missing. */
export const half: NisFault = (answer) => answer.subarray(0, answer.length >> 1);

/** What an apcupsd says of a UPS that it does not hear. */
const WITHOUT_UPS: readonly string[] = ["APC", "DATE", "HOSTNAME", "VERSION", "UPSNAME", "CABLE", "DRIVER", "UPSMODE"];

export class NisServer {
  readonly items: Map<string, string>;
  readonly heard: string[] = [];
  fault: NisFault | undefined;
  /** Bytes to a packet. */
  pieces = Number.POSITIVE_INFINITY;
  #server: Server | undefined;

  constructor(items: Readonly<Record<string, string>>) {
    this.items = new Map(Object.entries(items));
  }

  loseUps(): void {
    for (const item of [...this.items.keys()]) if (!WITHOUT_UPS.includes(item)) this.items.delete(item);
    this.items.set("STATUS", "COMMLOST");
  }

  #answer(): Buffer {
    const lines = [...this.items].map(([item, value]) => frame(`${item.padEnd(9)}: ${value}\n`));
    return Buffer.concat([...lines, frame("")]);
  }

  readonly serve = (end: Duplex): void => {
    let bytes = Buffer.alloc(0);
    end.on("error", () => undefined);
    end.on("data", (chunk: Buffer) => {
      bytes = Buffer.concat([bytes, chunk]);
      while (bytes.length >= 2 && bytes.length >= 2 + bytes.readUInt16BE(0)) {
        const length = 2 + bytes.readUInt16BE(0);
        this.#hear(bytes.toString("latin1", 2, length), end);
        bytes = bytes.subarray(length);
      }
    });
  };

  #hear(command: string, end: Duplex): void {
    this.heard.push(command);
    const answer = command === "status" ? this.#answer() : Buffer.concat([frame("Invalid command\n"), frame("")]);
    const said = this.fault ? this.fault(answer) : answer;
    if (said === undefined) return;
    for (let at = 0; at < said.length; at += this.pieces) end.write(said.subarray(at, at + this.pieces));
    if (this.fault) end.end();
  }

  /** Listens on a port of the loopback. */
  async listen(): Promise<number> {
    const server = createServer(this.serve);
    this.#server = server;
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const address = server.address();
    return typeof address === "object" && address !== null ? address.port : 0;
  }

  async stop(): Promise<void> {
    await new Promise((resolve) => (this.#server ? this.#server.close(resolve) : resolve(undefined)));
  }
}

/** A Smart-UPS on a serial cable. */
export const SMART_UPS: Readonly<Record<string, string>> = {
  APC: "001,044,1033",
  DATE: "2026-01-31 08:15:02 +0100  ",
  HOSTNAME: "attic",
  VERSION: "3.14.14 (31 May 2016) debian",
  UPSNAME: "attic-ups",
  CABLE: "Custom Cable Smart",
  DRIVER: "APC Smart UPS (any)",
  UPSMODE: "Stand Alone",
  STARTTIME: "2026-01-30 22:10:41 +0100  ",
  MODEL: "Smart-UPS 1000 RM",
  STATUS: "BOOST ONLINE ",
  LINEV: "208.8 Volts",
  LOADPCT: "23.4 Percent",
  LOADAPNT: "27.9 Percent",
  BCHARGE: "98.5 Percent",
  TIMELEFT: "31.5 Minutes",
  MBATTCHG: "12 Percent",
  MINTIMEL: "4 Minutes",
  MAXTIME: "0 Seconds",
  MAXLINEV: "231.1 Volts",
  MINLINEV: "207.3 Volts",
  OUTPUTV: "233.2 Volts",
  OUTCURNT: "1.07 Amps",
  SENSE: "Medium",
  DWAKE: "60 Seconds",
  DSHUTD: "90 Seconds",
  LOTRANS: "208.0 Volts",
  HITRANS: "253.0 Volts",
  RETPCT: "15.0 Percent",
  ITEMP: "-1.5 C",
  BATTV: "27.2 Volts",
  LINEFREQ: "49.9 Hz",
  LASTXFER: "Automatic or explicit self test",
  NUMXFERS: "2",
  SELFTEST: "OK",
  STESTI: "14 days",
  MANDATE: "03/27/19",
  SERIALNO: "AS1913240017  ",
  BATTDATE: "2024-11-02 12:00",
  NOMINV: "230 Volts",
  NOMOUTV: "230 Volts",
  NOMBATTV: "24.0 Volts",
  NOMPOWER: "670 Watts",
  NOMAPNT: "1000 VA",
  LOAD_W: "156.8 Watts",
  LOAD_VA: "279 VA",
  FIRMWARE: "617.3.I USB FW:7.3 / 1.2",
  "END APC": "2026-01-31 08:15:08 +0100  ",
};
