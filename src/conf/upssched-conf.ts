/** upssched.conf: which timers start, stop and run at which notifications. */
import type { Settings } from "./directive.ts";
import { formatDirectives, type ParsedDirectives, parseDirectives } from "./directives.ts";
import { byPlace, type Problem, type Reporter, reporter } from "./problem.ts";
import { UPSSCHED_CONF } from "./tables/upssched-conf.ts";

export type { At } from "./tables/upssched-conf.ts";

export type UpsschedConf = Settings<typeof UPSSCHED_CONF>;

const NEEDED = ["cmdscript", "pipefn", "lockfn"] as const;

/** The C program refuses an AT above CMDSCRIPT, PIPEFN or LOCKFN; the file runs here all the same. */
function checkOrder({ settings, places }: ParsedDirectives<typeof UPSSCHED_CONF>, report: Reporter): void {
  const first = places.get("rows");
  if (first === undefined) return;
  for (const key of NEEDED) {
    const place = places.get(key);
    const { name } = UPSSCHED_CONF[key];
    if (settings[key] === undefined) report.error(first, `AT needs ${name}`, `write ${name} above the first AT`);
    else if (place && place.line > first.line) {
      report.warning(place, `C upssched refuses a file with an AT above ${name}`, "move it above the first AT");
    }
  }
}

/** Reads upssched.conf. Never throws. */
export function parseUpsschedConf(
  text: string,
  file = "upssched.conf",
): UpsschedConf & { readonly problems: readonly Problem[] } {
  const parsed = parseDirectives({ table: UPSSCHED_CONF, obsolete: new Map() }, text, file);
  const report = reporter(file);
  checkOrder(parsed, report);
  return { ...parsed.settings, problems: byPlace([...parsed.problems, ...report.problems]) };
}

/** The text of an upssched.conf that reads back as the same settings. */
export const formatUpsschedConf = (conf: UpsschedConf): string => formatDirectives(UPSSCHED_CONF, conf);
