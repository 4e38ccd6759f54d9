/** genericups: a UPS that closes contacts, seen as levels on the lines of a serial port. Nothing is ever sent or read. */

import type { InputLines, SerialLine } from "../../device/serial-line.ts";
import { sleep } from "../../system/clock.ts";
import type { Reading } from "../types.ts";
import { DeviceError, type Driver, type DriverContext, type Identity, type Outcome } from "../types.ts";
import { type Contacts, contactsOf } from "./contacts.ts";
import { isDefined, isThere } from "./signals.ts";

/** No byte passes: any speed does. */
const BAUD = 2400;
/** As long as the break of the C driver (tcsendbreak with 4901, in whole tenths of a second). */
const BREAK_MS = 5000;

/** The status of these levels, in the order of the C driver. */
export function statusOf({ ol, lb, rb, bypass }: Contacts, lines: InputLines): readonly string[] {
  const alarming = (signal: Contacts["lb"]): boolean => isDefined(signal) && isThere(signal, lines);
  return [
    ...(alarming(lb) ? ["LB"] : []),
    isThere(ol, lines) ? "OL" : "OB",
    ...(alarming(rb) ? ["RB"] : []),
    ...(alarming(bypass) ? ["BYPASS"] : []),
  ];
}

const asksRing = ({ ol, lb, rb, bypass }: Contacts): boolean => [ol, lb, rb, bypass].some(({ ri }) => ri !== undefined);

export class ContactDriver implements Driver {
  readonly #context: DriverContext;
  #contacts: Contacts | undefined;
  #line: SerialLine | undefined;

  constructor(context: DriverContext) {
    this.#context = context;
  }

  async open(): Promise<Identity> {
    const { settings, openers, log } = this.#context;
    const contacts = contactsOf(settings, (text) => log.warning(text));
    // The levels must outlive the driver: `-k` raises the shutdown line and ends.
    const line = await openers.serial.open(settings.port, { baud: BAUD, hangUp: false, ring: asksRing(contacts) });
    try {
      await line.setLines({ dtr: contacts.cp.dtr, rts: contacts.cp.rts });
    } catch (error) {
      await line.close();
      throw error;
    }
    this.#contacts = contacts;
    this.#line = line;
    return { title: `${contacts.title} on ${settings.port}` };
  }

  async poll(): Promise<Reading> {
    const { line, contacts } = this.#opened();
    const status = statusOf(contacts, await line.getLines());
    const { settings } = this.#context;
    const serial = settings.get("serial");
    const vars = new Map([
      ["ups.mfr", settings.get("mfr") ?? contacts.type.mfr],
      ["ups.model", settings.get("model") ?? contacts.type.model],
    ]);
    if (serial !== undefined) vars.set("ups.serial", serial);
    return { vars, status };
  }

  setvar(): Promise<Outcome> {
    return Promise.resolve("unknown");
  }

  instcmd(): Promise<Outcome> {
    return Promise.resolve("unknown");
  }

  async killpower(): Promise<Outcome> {
    const { line, contacts } = this.#opened();
    const { sd, title } = contacts;
    const { log, clock, settings } = this.#context;
    if (!sd) {
      log.error(`nobody knows how to turn off the load of a ${title}: if you do, say it with SD`);
      return "failed";
    }
    if (sd.brk && !sd.dtr && !sd.rts) {
      await line.setLines({ brk: true });
      await sleep(clock, BREAK_MS);
      await line.setLines({ brk: false });
      return "handled";
    }
    await line.setLines({ dtr: sd.dtr, rts: sd.rts });
    const seconds = Number(settings.get("sdtime") ?? 0);
    if (seconds > 0) {
      log.info(`holding the shutdown signal for ${seconds} s`);
      await sleep(clock, seconds * 1000);
    }
    return "handled";
  }

  async close(): Promise<void> {
    await this.#line?.close();
    this.#line = undefined;
  }

  #opened(): { readonly line: SerialLine; readonly contacts: Contacts } {
    if (!this.#line || !this.#contacts) throw new DeviceError("lost", "the line is not open");
    return { line: this.#line, contacts: this.#contacts };
  }
}
