import { type DirectiveFile, defaultsOf, type Settings } from "./directive.ts";
import { formatDirectives, type ParsedDirectives, parseDirectives } from "./directives.ts";
import type { Problem } from "./problem.ts";
import { UPSD_CONF, UPSD_CONF_OBSOLETE } from "./tables/upsd-conf.ts";

export type { ListenAddress } from "./tables/upsd-conf.ts";

export type UpsdConf = Settings<typeof UPSD_CONF>;

const FILE: DirectiveFile<typeof UPSD_CONF> = { table: UPSD_CONF, obsolete: UPSD_CONF_OBSOLETE };

/** What an empty upsd.conf says. `listen` is empty where no LISTEN stands: 127.0.0.1 and ::1 then. */
export const UPSD_CONF_DEFAULTS: UpsdConf = defaultsOf(UPSD_CONF);

/** Reads upsd.conf, with where each thing stands. Never throws. */
export const readUpsdConf = (text: string, file: string): ParsedDirectives<typeof UPSD_CONF> =>
  parseDirectives(FILE, text, file);

/** The same without the places. */
export function parseUpsdConf(text: string, file = "upsd.conf"): UpsdConf & { readonly problems: readonly Problem[] } {
  const { settings, problems } = readUpsdConf(text, file);
  return { ...settings, problems };
}

export const formatUpsdConf = (conf: UpsdConf): string => formatDirectives(UPSD_CONF, conf);
