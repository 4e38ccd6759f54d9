import { VERSION } from "../nut/version.ts";
import type { Env } from "../system/files/paths.ts";

/** What `-V` prints, and daemons at their start: the words before the version are what scripts look for. */
export const banner = (name: string): string => `Network UPS Tools ${name} ${VERSION}\n`;

/** NUT_QUIET_INIT_BANNER leaves out the banner at the start: set to nothing, or to anything but a no. */
export const isBannerWanted = ({ NUT_QUIET_INIT_BANNER: quiet }: Env): boolean =>
  quiet === undefined || /^(0|no|off|false)$/i.test(quiet);
