import { asciiPart } from "./byte-text.ts";

/**
 * What a driver calls its socket and its PID file: `<driver>-<upsname>`. C programs leave letters beyond ASCII out;
 * so do we, for then each finds the other's. A name that has no other letters keeps them.
 */
export const driverPlace = (driver: string, upsname: string): string =>
  `${asciiPart(driver) || driver}-${asciiPart(upsname) || upsname}`;
