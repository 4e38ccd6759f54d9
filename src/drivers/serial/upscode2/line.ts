/** UPScode II on the line: a command, its parameter behind it, and lines back. */
import type { SerialLine } from "../../../device/serial-line.ts";
import { parseDecimal } from "../../../nut/decimal.ts";
import type { Clock } from "../../../system/clock.ts";
import { AskLine } from "../../kit/line/ask-line.ts";
import { numberOf } from "../../kit/options.ts";
import type { DriverContext, DriverSettings } from "../../types.ts";
import { CodeList } from "./code-list.ts";
import type { Told } from "./told.ts";

const USUAL_TIMEOUT_S = 2;
/** Bytes of a line, lines of a list: more is no answer. */
const LONGEST = 255;
const MOST_LINES = 400;
/** Polls that the current of the battery is averaged over. */
const HISTORY = 60;

export class CodeLine {
  readonly #line: AskLine;
  readonly #clock: Clock;
  readonly #timeoutMs: number;
  readonly #before: string;
  readonly #ends: string;
  #currents: number[] = [];

  constructor(port: SerialLine, { clock, settings }: Pick<DriverContext, "clock" | "settings">) {
    this.#clock = clock;
    this.#timeoutMs = 1000 * (numberOf(settings.get("input_timeout")) ?? USUAL_TIMEOUT_S);
    this.#before = settings.get("use_pre_lf") === undefined ? "" : "\n";
    this.#ends = settings.get("use_crlf") === undefined ? "\r" : "\r\n";
    this.#line = new AskLine(port, clock, {
      ends: this.#ends,
      until: "\n",
      answerMs: this.#timeoutMs,
      longest: LONGEST,
      paceMs: paceOf(settings),
      whole: true,
    });
  }

  /** A command and what belongs to it, each as a command of its own. Throws DeviceError `lost`. */
  async send(...words: readonly string[]): Promise<void> {
    await this.#line.settle();
    for (const word of words) await this.#line.write(`${this.#before}${word}${this.#ends}`);
  }

  /** The next line that is not empty; undefined after the time-out. */
  async #next(): Promise<string | undefined> {
    const end = this.#clock.now() + this.#timeoutMs;
    for (let lines = 0; lines < MOST_LINES; lines++) {
      const text = (await this.#line.answer()).trim();
      if (text !== "") return text;
      if (this.#clock.now() >= end) break;
    }
    return undefined;
  }

  /** One value by its code; undefined for any other answer. Throws DeviceError `lost`. */
  async value(code: string, ...words: readonly string[]): Promise<string | undefined> {
    await this.send(...words);
    return (await this.#next()) === code ? this.#next() : undefined;
  }

  /** The commands that the UPS has; undefined for half a list. Throws DeviceError `lost`. */
  async commands(): Promise<ReadonlySet<string> | undefined> {
    await this.send("UPCL");
    const found = new Set<string>();
    for (let lines = 0; lines < MOST_LINES; lines++) {
      const command = await this.#next();
      if (command === undefined) return undefined;
      if (command === "UPCL") return found;
      found.add(command);
    }
    return undefined;
  }

  /** Undefined where a line is missing or is none. Throws DeviceError `lost`. */
  async list(command: string): Promise<Told | undefined> {
    await this.send(command);
    const list = new CodeList(command);
    // A code and its value are two.
    for (let lines = 0; lines < 2 * MOST_LINES; lines++) {
      const line = await this.#next();
      const state = line === undefined ? "none" : list.take(line);
      if (state === "none") return undefined;
      if (state === "whole") return this.#whole(command, list);
    }
    return undefined;
  }

  #whole(command: string, { values, states }: CodeList): Told {
    return { values, states, ...(command === "UPDS" ? { charging: this.#charging(values.get("MBIII")) } : {}) };
  }

  /** Begins anew when the battery discharges. */
  #charging(text: string | undefined): number | undefined {
    const current = parseDecimal(text ?? "");
    if (current === undefined || current < 0) {
      this.#currents = [];
      return undefined;
    }
    this.#currents = [...this.#currents, current].slice(-HISTORY);
    return this.#currents.reduce((sum, one) => sum + one, 0) / this.#currents.length;
  }
}

/** Told in microseconds. */
const paceOf = (settings: Pick<DriverSettings, "get">): number =>
  Math.floor((numberOf(settings.get("output_pace")) ?? 0) / 1000);
