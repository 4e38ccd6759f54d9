import type { Reader } from "../kit/codecs.ts";
import { fixed } from "../kit/codecs.ts";
import { DeviceError } from "../types.ts";
import {
  effectiveLoad,
  guessLimits,
  guessPacks,
  nextEstimate,
  numberOf,
  type RuntimeCurve,
  runtimeCurve,
  toldPacks,
  voltageCharge,
} from "./battery.ts";
import type { QxProtocol, Slice } from "./protocol.ts";
import { batteryVoltage, PACKS_NOTE, wholeVoltage } from "./readers.ts";
import type { QxSession } from "./session.ts";

const readsBy = ({ replies }: QxProtocol, reader: Reader<Slice>): boolean =>
  replies.some(({ rows }) => rows.some((row) => "as" in row && row.as === reader));

/** Shows the voltage of the whole from now on, whoever told or found the number of packs. */
function showWhole(session: QxSession): number {
  if (toldPacks(session) !== undefined) return 1;
  const guess = guessPacks(session);
  const volts = numberOf(session, "battery.voltage");
  session.keep(PACKS_NOTE, String(guess));
  if (volts !== undefined) session.keep("battery.voltage", fixed(volts * guess, 2));
  return 1;
}

/**
 * What the published voltage is multiplied by to be that of the whole battery. Where the device tells the whole, or
 * the row multiplied already, nothing; a number of packs that only fits the nominal voltage is multiplied by here
 * (the C driver finds it and then says 0 for a healthy battery that is reported by its cell).
 */
function packsToMultiply(session: QxSession, protocol: QxProtocol): number {
  const told = toldPacks(session);
  if (!readsBy(protocol, batteryVoltage)) return told ?? guessPacks(session);
  if (told !== undefined) return 1;
  const guess = guessPacks(session);
  if (session.option("battery_voltage_reports_one_pack") === undefined) return guess;
  session.keep(PACKS_NOTE, String(guess));
  const volts = numberOf(session, "battery.voltage");
  if (guess >= 2 && volts !== undefined) session.keep("battery.voltage", fixed(volts * guess, 2));
  return 1;
}

function packsOf(session: QxSession, protocol: QxProtocol, needed: boolean): number {
  if (readsBy(protocol, wholeVoltage)) return showWhole(session);
  return needed ? packsToMultiply(session, protocol) : 1;
}

export class BatteryGuess {
  readonly #session: QxSession;
  readonly #curve: RuntimeCurve | undefined;
  readonly #packs: number;
  #estimate: number;
  #at: number;

  /**
   * `now` in milliseconds; `before` is the guess about the same battery that goes on. Throws DeviceError when the
   * options cannot be obeyed.
   */
  constructor(session: QxSession, protocol: QxProtocol, now: number, before?: BatteryGuess) {
    this.#session = session;
    guessLimits(session);
    const needed = this.#isNeeded();
    this.#packs = packsOf(session, protocol, needed);
    this.#curve = needed ? runtimeCurve((name) => session.option(name)) : undefined;
    const first = this.#first();
    this.#at = before ? before.#at : now;
    this.#estimate = before ? before.#estimate : first;
  }

  #isNeeded(): boolean {
    return !this.#session.tells("battery.charge") || !this.#session.tells("battery.runtime");
  }

  #guess(name: "battery.charge" | "battery.runtime", value: number | undefined): void {
    if (value !== undefined && !this.#session.tells(name)) this.#session.guess(name, fixed(value, 0));
  }

  /** Without `runtimecal` nothing is known but the voltage. */
  #guessByVoltage(charge: number | undefined): void {
    if (charge === undefined || this.#session.tells("battery.charge")) return;
    this.#session.guess("battery.charge", { value: fixed(100 * charge, 0), guessed: true });
  }

  #first(): number {
    const charge = voltageCharge(this.#session, this.#packs);
    if (!this.#curve) {
      this.#guessByVoltage(charge);
      return 0;
    }
    this.#guess("battery.charge", charge && 100 * charge);
    const known = numberOf(this.#session, "battery.charge");
    if (known !== undefined) return (this.#curve.nominal * known) / 100;
    throw new DeviceError("configuration", "runtimecal needs a battery voltage or charge, and the device gives none");
  }

  update(online: boolean, now: number): void {
    if (!this.#isNeeded()) return;
    const charge = voltageCharge(this.#session, this.#packs);
    if (this.#curve) this.#updateRuntime(this.#curve, online, now, charge);
    else this.#guessByVoltage(charge);
  }

  #updateRuntime(curve: RuntimeCurve, online: boolean, now: number, charge: number | undefined): void {
    const load = effectiveLoad(this.#session, curve);
    const elapsed = (now - this.#at) / 1000;
    this.#at = now;
    this.#estimate = nextEstimate(this.#estimate, elapsed, online, load ?? 1, curve);
    // An old battery is emptier than its load history says.
    if (charge !== undefined) this.#estimate = Math.min(this.#estimate, charge * curve.nominal);
    this.#guess("battery.charge", (100 * this.#estimate) / curve.nominal);
    this.#guess("battery.runtime", load && this.#estimate / load);
  }
}
