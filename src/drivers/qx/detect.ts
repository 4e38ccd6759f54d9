/** Finds the protocol that a device speaks: each in turn gets three tries to claim it. */
import { DeviceError } from "../types.ts";
import type { QxProbe, QxProtocol, QxReply } from "./protocol.ts";
import { checkReply, firstLine, type QxSession } from "./session.ts";
import { nameOfRow, questionOf, readRow, sliceOf, type ValueRow } from "./walk.ts";

const TRIES = 3;
/** A question that was never answered in so many tries is not asked for further protocols. */
const PATIENCE = 3;

interface Place {
  readonly reply: QxReply;
  readonly row: ValueRow;
}

/** The first row that gives this variable (or note), and the reply it stands in. */
function findRow(protocol: QxProtocol, name: string): Place | undefined {
  for (const reply of protocol.replies) {
    const row = reply.rows.find((each): each is ValueRow => "as" in each && nameOfRow(each) === name);
    if (row) return { reply, row };
  }
  return undefined;
}

/** Asks for one protocol's claim: each question once in a try, and none that only silence answers. */
class Inquiry implements QxProbe {
  readonly #protocol: QxProtocol;
  readonly #session: QxSession;
  readonly #silences: Map<string, number>;
  readonly #answers = new Map<string, Uint8Array>();
  readonly #read: string[] = [];

  constructor(protocol: QxProtocol, session: QxSession, silences: Map<string, number>) {
    this.#protocol = protocol;
    this.#session = session;
    this.#silences = silences;
  }

  async #ask(reply: QxReply): Promise<Uint8Array> {
    const question = questionOf(reply, this.#session);
    // Sealed and plain forms are different questions to the device.
    const key = reply.seal ? `sealed ${question}` : question;
    const before = this.#answers.get(key);
    if (before) return before;
    const silences = this.#silences.get(key) ?? 0;
    if (silences >= PATIENCE) return new Uint8Array();
    const bytes = await this.#session.ask(question, reply.seal);
    if (bytes.length > 0) this.#session.hear(question);
    this.#silences.set(key, bytes.length > 0 ? Number.NEGATIVE_INFINITY : silences + 1);
    this.#answers.set(key, bytes);
    return bytes;
  }

  async reads(name: string): Promise<boolean> {
    const place = findRow(this.#protocol, name);
    if (!place) return false;
    const text = checkReply(place.reply, await this.#ask(place.reply), this.#protocol.rejected);
    const value = text === undefined ? undefined : readRow(place.row, sliceOf(place.row, text, this.#session));
    if (value === undefined) return false;
    this.#read.push(name);
    this.#session.keep(name, value);
    return true;
  }

  async answers(name: string): Promise<boolean> {
    for (const reply of this.#protocol.replies) {
      if (!reply.rows.some((row) => "var" in row && row.var === name)) continue;
      if (checkReply(reply, await this.#ask(reply), this.#protocol.rejected) !== undefined) return true;
    }
    return false;
  }

  async answer(name: string): Promise<string> {
    const place = findRow(this.#protocol, name);
    return place ? firstLine(await this.#ask(place.reply)) : "";
  }

  value(name: string): string | undefined {
    return this.#session.known(name);
  }

  option(name: string): string | undefined {
    return this.#session.option(name);
  }

  async claims(): Promise<boolean> {
    if (await this.#protocol.claim(this)) return true;
    for (const name of this.#read) this.#session.forget(name);
    return false;
  }
}

/** The first protocol of `candidates` that claims the device. Throws DeviceError `absent` when none does. */
export async function detect(candidates: readonly QxProtocol[], session: QxSession): Promise<QxProtocol> {
  const silences = new Map<string, number>();
  for (const protocol of candidates) {
    for (let tries = 0; tries < TRIES; tries++) {
      if (await new Inquiry(protocol, session, silences).claims()) return protocol;
    }
  }
  throw new DeviceError(
    "absent",
    `no answer in any of the protocols tried (${candidates.map(({ name }) => name).join(", ")}): ` +
      "check cable and port, or name the protocol with `protocol =`",
  );
}

/** The protocols to try: the one the user names, else all that may be, in their order. `vendorId` of a USB device. */
export function candidates(
  all: readonly QxProtocol[],
  wanted: string | undefined,
  vendorId?: number,
): readonly QxProtocol[] {
  if (wanted === undefined) return all.filter((each) => each.vendorId === undefined || each.vendorId === vendorId);
  const chosen = all.filter(({ name }) => name === wanted.toLowerCase());
  if (chosen.length > 0) return chosen;
  const names = all.map(({ name }) => name).join(", ");
  throw new DeviceError("configuration", `protocol = ${wanted} is not known; known are ${names}`);
}
