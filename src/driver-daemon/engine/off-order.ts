/**
 * When a UPS goes off that its driver has told to go off and on again. It is kept beside the driver's socket for the end of the
 * shutdown: the driver has ended by then, and a second order would take the power from machines that are still going down.
 */
import type { Clock } from "../../system/clock.ts";
import type { Files } from "../../system/files/files.ts";
import type { Log } from "../../system/log/log.ts";
import { reasonOf, writeReason } from "../../system/system-error.ts";

export interface OffOrderPlace {
  /** Of the driver. */
  readonly socketPath: string;
  readonly files: Files;
  readonly clock: Pick<Clock, "wall">;
  readonly log: Log;
}

const MODE = 0o640;
/** No UPS waits for longer: what is further away was written before a clock was set. */
const LONGEST_S = 86_400;

const pathOf = ({ socketPath }: OffOrderPlace): string => `${socketPath}.off`;

/** It goes off so many seconds from now. */
export function keepOffOrder(place: OffOrderPlace, seconds: number): void {
  try {
    place.files.replace(pathOf(place), `${Math.round(place.clock.wall() + seconds * 1000)}\n`, MODE);
  } catch (error) {
    place.log.warning(
      `${pathOf(place)} cannot be written: ${writeReason(error)}; the last scripts will tell the UPS again`,
    );
  }
}

export function forgetOffOrder(place: OffOrderPlace): void {
  try {
    place.files.remove(pathOf(place));
  } catch (error) {
    place.log.warning(`${pathOf(place)} cannot be removed: ${reasonOf(error)}`);
  }
}

/** Seconds until it goes off; undefined where nobody has told it to, or it should have gone already. */
export function secondsToOff(place: OffOrderPlace): number | undefined {
  try {
    const text = place.files.read(pathOf(place), "state")?.trim() ?? "";
    const left = Math.ceil((Number(text) - place.clock.wall()) / 1000);
    return /^\d+$/.test(text) && left > 0 && left <= LONGEST_S ? left : undefined;
  } catch (error) {
    place.log.warning(`${pathOf(place)} cannot be read: ${reasonOf(error)}`);
    return undefined;
  }
}
