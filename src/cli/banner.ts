import { VERSION } from "../nut/version.ts";

/** What `-V` prints, and daemons at their start: the words before the version are what scripts look for. */
export const banner = (name: string): string => `Network UPS Tools ${name} ${VERSION}\n`;
