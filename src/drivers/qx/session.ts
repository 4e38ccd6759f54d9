/** One device on its line: asks, checks the reply, and keeps what is known. */
import type { DriverSettings } from "../types.ts";
import type { QxReply, QxView } from "./protocol.ts";

/** A line or bridge that takes a question and brings what came back; nothing for silence. */
export interface QxLink {
  /** Throws DriverError `lost` when the link is gone. */
  exchange(question: Uint8Array): Promise<Uint8Array>;
  close(): Promise<void>;
}

const CR = 13;

export const latin1 = (bytes: Uint8Array): string => Buffer.from(bytes).toString("latin1");

/** The bytes up to the first line end, as text. */
export function firstLine(bytes: Uint8Array): string {
  const end = bytes.indexOf(CR);
  return latin1(end < 0 ? bytes : bytes.subarray(0, end));
}

/** The reply as text without its line end; undefined when it is not one to `reply`'s question. */
export function checkReply(reply: QxReply, bytes: Uint8Array, rejected: string | undefined): string | undefined {
  const text = reply.unseal ? reply.unseal(bytes)?.split("\r", 1)[0] : firstLine(bytes);
  if (text === undefined || text === "" || text === rejected) return undefined;
  if (text.length + 1 < reply.length || text.includes("\0") || reply.shape?.test(text) === false) return undefined;
  return reply.leading === undefined || text.startsWith(reply.leading) ? text : undefined;
}

export class QxSession implements QxView {
  readonly #link: QxLink;
  readonly #settings: DriverSettings;
  readonly #values = new Map<string, string>();

  constructor(link: QxLink, settings: DriverSettings) {
    this.#link = link;
    this.#settings = settings;
  }

  option(name: string): string | undefined {
    return this.#settings.get(name);
  }

  /** What the user insists on, else what the device said, else what the user offers. */
  known(name: string): string | undefined {
    return this.#settings.override(name) ?? this.#values.get(name) ?? this.#settings.fallback(name);
  }

  keep(name: string, value: string): void {
    this.#values.set(name, value);
  }

  /** True when the device has said it, or the user insists on a value. */
  has(name: string): boolean {
    return this.#values.has(name) || this.#settings.override(name) !== undefined;
  }

  forget(name: string): void {
    this.#values.delete(name);
  }

  /** Everything the device said that has a NUT name. */
  published(): ReadonlyMap<string, string> {
    return new Map([...this.#values].filter(([name]) => !name.startsWith("~")));
  }

  /** Sends `question` and brings the raw answer. */
  send(question: string, seal?: (question: string) => Uint8Array): Promise<Uint8Array> {
    return this.#link.exchange(seal ? seal(question) : Buffer.from(question, "latin1"));
  }

  close(): Promise<void> {
    return this.#link.close();
  }
}
