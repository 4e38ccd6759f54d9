import { parseDecimal } from "../../nut/decimal.ts";
import { DeviceState } from "../kit/device-state.ts";
import { DeviceError, type DriverSettings, type Reported } from "../types.ts";
import type { QxCondition, QxReply, QxView } from "./protocol.ts";

/** A line or bridge that takes a question and brings what came back. */
export interface QxLink {
  /** Empty for silence, undefined where the question did not get through. Throws DeviceError `lost`. */
  exchange(question: Uint8Array): Promise<Uint8Array | undefined>;
  /** Wakes up a device that does not answer any more, where there is a way. Throws DeviceError `lost`. */
  reset?(): Promise<void>;
  close(): Promise<void>;
}

const CR = 13;

const asBytes = (text: string): Uint8Array => Buffer.from(text, "latin1");
const latin1 = (bytes: Uint8Array): string => Buffer.from(bytes).toString("latin1");

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

const HEARD = "~answer to ";
const heardNote = (question: string): string => `${HEARD}${question}`;

/** True where the device answered this question while it was looked for. */
export const hasAnswered =
  (question: string) =>
  (view: QxView): boolean =>
    view.known(heardNote(question)) !== undefined;

export class QxSession extends DeviceState<string, QxCondition> implements QxView {
  readonly #link: QxLink;
  readonly #settings: DriverSettings;
  /** Names whose value the driver worked out. */
  readonly #guessed = new Set<string>();
  #givenUp = false;

  constructor(link: QxLink, settings: DriverSettings) {
    super(settings);
    this.#link = link;
    this.#settings = settings;
  }

  /** What the user insists on, else what the device said, else what the user offers. */
  override known(name: string): string | undefined {
    return super.known(name) ?? this.#settings.fallback(name);
  }

  override keep(name: string, told: string | Reported): void {
    super.keep(name, told);
    this.#guessed.delete(name);
  }

  /** As `keep`, for a value that the driver works out because the device does not tell it. */
  guess(name: string, value: string | Reported): void {
    super.keep(name, value);
    this.#guessed.add(name);
  }

  /** True where the device, or the user, gives a number. */
  tells(name: string): boolean {
    const own = this.#guessed.has(name) ? undefined : this.vars.get(name)?.value;
    const text = this.#settings.override(name) ?? own ?? this.#settings.fallback(name);
    return text !== undefined && parseDecimal(text) !== undefined;
  }

  withdraw(name: string): void {
    if (!this.#guessed.has(name)) this.forget(name);
  }

  /** True when the device has said it, or the user insists on a value. */
  has(name: string): boolean {
    return (this.vars.has(name) && !this.#guessed.has(name)) || this.#settings.override(name) !== undefined;
  }

  /** Notes that something answered this question, whatever it meant. */
  hear(question: string): void {
    this.keep(heardNote(question), "yes");
  }

  /** Takes over what the same device was heard to answer. */
  hearAs(before: QxSession): void {
    for (const [name, told] of before.vars) if (name.startsWith(HEARD)) this.keep(name, told);
  }

  /** Everything the device said that has a NUT name. */
  published(): Map<string, Reported> {
    return new Map([...this.vars].filter(([name]) => !name.startsWith("~")));
  }

  /** What the rounds that were answered left standing. */
  get conditions(): ReadonlySet<QxCondition> {
    return new Set(this.raised.tokens.all);
  }

  giveUp(): void {
    this.#givenUp = true;
  }

  /** Brings the raw answer to a question; empty for none, whatever the reason. Throws DeviceError once it is given up. */
  async ask(question: string, seal?: (question: string) => Uint8Array): Promise<Uint8Array> {
    if (this.#givenUp) throw new DeviceError("lost", "given up while the device was looked for");
    return (await this.#link.exchange(seal ? seal(question) : asBytes(question))) ?? new Uint8Array();
  }

  /** Brings the answer to a command, empty for silence; undefined where the command did not get through. */
  async order(command: string): Promise<string | undefined> {
    const answer = await this.#link.exchange(asBytes(command));
    return answer && firstLine(answer);
  }

  get canReset(): boolean {
    return this.#link.reset !== undefined;
  }

  async reset(): Promise<void> {
    await this.#link.reset?.();
  }

  close(): Promise<void> {
    return this.#link.close();
  }
}
