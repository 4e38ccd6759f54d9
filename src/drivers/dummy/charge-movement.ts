/** Charging or discharging, where nobody says it but the charge moves. */
import { guessCharging, parseNumber } from "../../nut/status.ts";

export class ChargeMovement {
  #previous: number | undefined;

  /** Movement from this charge on counts. */
  note(charge: string | undefined): void {
    const number = parseNumber(charge ?? "");
    if (number !== undefined && number >= 0) this.#previous = number;
  }

  /** The tokens, and CHRG or DISCHRG behind them. */
  judge(tokens: readonly string[], charge: string | undefined): readonly string[] {
    const guess = guessCharging(tokens, { charge, previousCharge: this.#previous });
    return guess ? [...tokens, guess.token] : tokens;
  }
}
