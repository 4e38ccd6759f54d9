/** The first answers of a chip, by which it is known to be there. */
import { DeviceError } from "../types.ts";

/** What is asked at the opening: a chip that does not answer then is not there; `advice` says what to look at. */
export async function found<T>(asked: Promise<T>, advice: string): Promise<T> {
  try {
    return await asked;
  } catch (error) {
    if (!(error instanceof DeviceError) || error.fault !== "stale") throw error;
    throw new DeviceError("absent", `${error.message}. ${advice}`, { cause: error });
  }
}
