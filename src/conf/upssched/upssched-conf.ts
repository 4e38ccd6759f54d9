import type { Settings } from "../directive.ts";
import { formatDirectives, type ParsedDirectives, parseDirectives } from "../directives.ts";
import { byPlace, type Problem, type Reporter, reporter } from "../problem.ts";
import { didYouMean } from "../suggest.ts";
import { AT_WORDS, type AtRule, UPSSCHED_CONF } from "../tables/upssched-conf.ts";

export type { AtRule } from "../tables/upssched-conf.ts";

export type UpsschedConf = Settings<typeof UPSSCHED_CONF>;

const NEEDED = ["cmdscript", "pipefn", "lockfn"] as const;

/** The C program refuses an AT above CMDSCRIPT, PIPEFN or LOCKFN; the file runs here all the same. */
function checkOrder({ settings, places }: ParsedDirectives<typeof UPSSCHED_CONF>, report: Reporter): void {
  const first = places.get("rows");
  if (first === undefined) return;
  for (const key of NEEDED) {
    const place = places.get(key);
    const { name } = UPSSCHED_CONF[key];
    if (settings[key] === undefined)
      report.error(first, `AT needs ${name}`, `write ${name} above the first AT`, "timers-incomplete");
    else if (place && place.line > first.line) {
      report.warning(place, `C upssched refuses a file with an AT above ${name}`, "move it above the first AT");
    }
  }
}

/** So many names are asked about: comparing all with all takes its time. */
const MOST_ASKED = 50;

const startedBy = ({ command }: AtRule): readonly string[] => ("seconds" in command ? [command.timer] : []);

/**
 * `CANCEL-TIMER a b` is read as "cancel both" and is not: b goes to CMDSCRIPT when no a runs. And where no line starts a timer
 * of that name, a like one may be meant.
 */
function checkCancels({ settings, wordsOf }: ParsedDirectives<typeof UPSSCHED_CONF>, report: Reporter): void {
  const timers = new Set(settings.rows.flatMap(startedBy));
  const asked = new Set<string>();
  for (const row of settings.rows) {
    const { command } = row;
    const [, , , nameAt, otherwiseAt] = wordsOf(row);
    if (!("otherwise" in command) || nameAt === undefined) continue;
    const { timer, otherwise = "" } = command;
    const name = AT_WORDS[command.kind];
    if (otherwiseAt && timers.has(otherwise)) {
      const text = `${name}: ${otherwise} is a timer of this file; here it is the word that CMDSCRIPT gets when ${timer} does not run`;
      report.warning(otherwiseAt, text, "to cancel two timers write two lines", "cancel-names-a-timer");
    }
    if (timers.has(timer) || asked.has(timer) || asked.size >= MOST_ASKED) continue;
    asked.add(timer);
    const meant = didYouMean(timer, timers);
    if (meant !== undefined) report.warning(nameAt, `${name}: no line starts a timer ${timer}`, meant, "unknown-word");
  }
}

export const isRuleFor = (at: AtRule, notifyType: string, upsname: string): boolean =>
  at.notifyType === notifyType.toUpperCase() && (at.system === "*" || at.system === upsname);

/** With where each thing stands. */
export function readUpsschedConf(text: string, file: string): ParsedDirectives<typeof UPSSCHED_CONF> {
  const parsed = parseDirectives({ table: UPSSCHED_CONF, obsolete: new Map() }, text, file);
  const report = reporter(file);
  checkOrder(parsed, report);
  checkCancels(parsed, report);
  return { ...parsed, problems: byPlace([...parsed.problems, ...report.problems]) };
}

/** The same without the places. */
export function parseUpsschedConf(
  text: string,
  file = "upssched.conf",
): UpsschedConf & { readonly problems: readonly Problem[] } {
  const { settings, problems } = readUpsschedConf(text, file);
  return { ...settings, problems };
}

export const formatUpsschedConf = (conf: UpsschedConf): string => formatDirectives(UPSSCHED_CONF, conf);
