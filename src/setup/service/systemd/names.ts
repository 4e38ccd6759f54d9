/** Units under the names that the C project gives them, and two of ours. */

import { escapeInstance } from "./escape.ts";

export const DRIVER_TEMPLATE = "nut-driver@.service";
export const DRIVER_TARGET = "nut-driver.target";
export const SERVER = "nut-server.service";
export const MONITOR = "nut-monitor.service";
export const TARGET = "nut.target";
export const ONE = "nutts.service";
export const ENUMERATOR = "nut-driver-enumerator";
export const CONF_WATCH = "nutts-conf";

export const instanceOf = (upsname: string): string => `nut-driver@${escapeInstance(upsname)}.service`;
