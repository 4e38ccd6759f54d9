/** What web.conf may hold, beside what each section holds. */
import { type Problem, reporter } from "../problem.ts";
import { parseSections } from "../sections.ts";
import { didYouMean } from "../suggest.ts";

export const WEB_CONF_SECTIONS = ["mqtt", "influxdb", "nis"] as const;
export type WebConfSection = (typeof WEB_CONF_SECTIONS)[number];

/** A setting of a section; undefined where it is left out or empty. */
export type GetSetting<Name extends string> = (name: Name) => string | undefined;

export interface SectionShape<Name extends string, Settings> {
  readonly section: WebConfSection;
  readonly known: readonly Name[];
  /** The settings, or a sentence about what is wrong. */
  readonly settings: (get: GetSetting<Name>) => Settings | string;
}

export interface SectionRead<Settings> {
  /** Undefined where the section is missing or cannot be used. */
  readonly settings: Settings | undefined;
  readonly problems: readonly Problem[];
}

/** One section of web.conf; the first of that name counts. Never throws. */
export function readWebConfSection<Name extends string, Settings extends object>(
  text: string,
  file: string,
  { section, known, settings: settingsOf }: SectionShape<Name, Settings>,
): SectionRead<Settings> {
  const raw = parseSections(text, file).sections.find(({ name }) => name === section);
  if (!raw) return { settings: undefined, problems: [] };
  const report = reporter(file);
  const values = new Map<string, string>();
  for (const { name, values: words } of raw.entries) {
    if (known.some((one) => one === name.text)) values.set(name.text, words.map((word) => word.text).join(" "));
    else {
      const advice = didYouMean(name.text, known) ?? `known are ${known.join(", ")}`;
      report.warning(name, `${name.text} is no setting of [${section}]`, advice);
    }
  }
  const settings = settingsOf((name) => values.get(name) || undefined);
  if (typeof settings === "object") return { settings, problems: report.problems };
  report.error(raw, `[${section}] cannot be used: ${settings}`, "nothing goes there until that is mended");
  return { settings: undefined, problems: report.problems };
}
