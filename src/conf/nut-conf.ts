/** nut.conf: what is started on this machine, and the environment it gets. */
import { byPlace, type Problem, type Reporter, reporter } from "./problem.ts";
import { type Assignment, formatAssignment, parseShellFragment } from "./shell-fragment.ts";
import { didYouMean } from "./suggest.ts";
import { NUT_CONF, NUT_CONF_OBSOLETE, NUT_ENVIRONMENT, type NutSetting } from "./tables/nut-conf.ts";

type Values = { readonly [K in keyof typeof NUT_CONF]: ValueOf<(typeof NUT_CONF)[K]> };
type ValueOf<S> = S extends NutSetting<infer T, infer D> ? T | D : never;

export interface NutConf extends Values {
  /** Everything else that is assigned: for the environment of what is started. */
  readonly environment: ReadonlyMap<string, string>;
}

const SETTINGS: ReadonlyMap<string, readonly [key: string, setting: NutSetting<unknown, unknown>]> = new Map(
  Object.entries(NUT_CONF).map(([key, setting]) => [setting.name, [key, setting]]),
);

function reportStrange({ name, ...place }: Assignment, report: Reporter): void {
  if (NUT_ENVIRONMENT.has(name)) return;
  const obsolete = NUT_CONF_OBSOLETE.get(name);
  if (obsolete !== undefined) return report.warning(place, `${name} is obsolete and ignored`, obsolete, "old-word");
  const text = `${name} is not a setting of NUT; programs get it in their environment`;
  report.warning(place, text, () => didYouMean(name, [...SETTINGS.keys(), ...NUT_ENVIRONMENT]), "unknown-word");
}

/** Reads nut.conf. Never throws. */
export function parseNutConf(text: string, file = "nut.conf"): NutConf & { readonly problems: readonly Problem[] } {
  const { assignments, problems } = parseShellFragment(text, file);
  const report = reporter(file);
  const values: Record<string, unknown> = {};
  const environment = new Map<string, string>();
  for (const assignment of assignments) {
    const found = SETTINGS.get(assignment.name);
    if (!found) {
      reportStrange(assignment, report);
      environment.set(assignment.name, assignment.value);
      continue;
    }
    const [key, setting] = found;
    const read = setting.codec.read(assignment.value);
    if (read.kind === "ok") values[key] = read.value;
    else report.error(assignment, `${assignment.name}: ${read.text}`, read.advice);
  }
  const defaults = Object.fromEntries(Object.entries(NUT_CONF).map(([key, { fallback }]) => [key, fallback]));
  const settings = { ...defaults, ...values } as Values;
  return { ...settings, environment, problems: byPlace([...problems, ...report.problems]) };
}

export function formatNutConf(conf: NutConf): string {
  const values: Readonly<Record<string, unknown>> = { ...conf };
  const settings = [...SETTINGS].flatMap(([name, [key, { codec }]]) =>
    values[key] === undefined ? [] : [formatAssignment(name, codec.write(values[key]))],
  );
  const environment = [...conf.environment].map(([name, value]) => formatAssignment(name, value));
  return [...settings, ...environment].map((line) => `${line}\n`).join("");
}
