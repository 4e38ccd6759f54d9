/** What web.conf may hold, beside what each section holds. */
import { FILES, type Files } from "../../system/files/files.ts";
import { fileReason } from "../../system/system-error.ts";
import { type Problem, type Reporter, reporter } from "../problem.ts";
import { parseSections, type RawEntry, type RawSection } from "../sections.ts";
import { didYouMean } from "../suggest.ts";

export const WEB_CONF_SECTIONS = ["mqtt", "influxdb", "domoticz", "homematic", "nis"] as const;
export type WebConfSection = (typeof WEB_CONF_SECTIONS)[number];

/** A setting of a section; undefined where it is left out or empty. */
export type GetSetting<Name extends string> = (name: Name) => string | undefined;

/** A line whose name the user chooses, such as a variable. */
export interface FreeSetting {
  readonly name: string;
  readonly value: string;
}

export interface SectionShape<Name extends string, Settings> {
  readonly section: WebConfSection;
  readonly known: readonly Name[];
  /** Those that may stand in a file of their own, named by `NAME_file`. */
  readonly secrets?: readonly Name[];
  /** Names besides, and what is doubtful about one of them: a sentence, or undefined. */
  readonly free?: { readonly takes: (name: string) => boolean; readonly doubt: (name: string) => string | undefined };
  /** The settings, or a sentence about what is wrong. */
  readonly settings: (get: GetSetting<Name>, free: readonly FreeSetting[]) => Settings | string;
}

export interface SectionRead<Settings> {
  /** Undefined where the section is missing or cannot be used. */
  readonly settings: Settings | undefined;
  readonly problems: readonly Problem[];
}

const SECTIONS_ADVICE = `known are ${WEB_CONF_SECTIONS.map((name) => `[${name}]`).join(", ")}`;

/** What is wrong with the file beside what stands within its sections. Never throws. */
export function webConfProblems(text: string, file: string): readonly Problem[] {
  const { globals, sections, problems } = parseSections(text, file);
  const report = reporter(file);
  for (const { name } of globals)
    report.warning(name, `${name.text} stands in no section`, `write it below one; ${SECTIONS_ADVICE}`);
  const seen = new Set<string>();
  for (const raw of sections) {
    if (!WEB_CONF_SECTIONS.some((name) => name === raw.name))
      report.warning(raw, `[${raw.name}] is no section of this file`, SECTIONS_ADVICE);
    else if (seen.has(raw.name)) report.warning(raw, `[${raw.name}] stands here twice`, "the first one counts");
    seen.add(raw.name);
  }
  return [...problems, ...report.problems];
}

const fileNameOf = (name: string): string => `${name}_file`;
const textOf = ({ values }: RawEntry): string => values.map(({ text }) => text).join(" ");

interface Sorted {
  readonly values: ReadonlyMap<string, string>;
  readonly free: readonly FreeSetting[];
}

function sortEntries<Name extends string>(
  { entries }: RawSection,
  { section, known, secrets = [], free: rule }: SectionShape<Name, object>,
  report: Reporter,
): Sorted {
  const names: readonly string[] = [...known, ...secrets.map(fileNameOf)];
  const values = new Map<string, string>();
  const free: FreeSetting[] = [];
  for (const entry of entries) {
    const { name } = entry;
    if (names.includes(name.text)) values.set(name.text, textOf(entry));
    else if (rule?.takes(name.text)) {
      free.push({ name: name.text, value: textOf(entry) });
      const doubt = rule.doubt(name.text);
      if (doubt !== undefined) report.warning(name, `${name.text} is no variable that NUT lists`, doubt);
    } else {
      const advice = didYouMean(name.text, names) ?? `known are ${names.join(", ")}`;
      report.warning(name, `${name.text} is no setting of [${section}]`, advice, "unknown-word");
    }
  }
  return { values, free };
}

/** The text of a file that holds a secret, without the end of its line; or why there is none. */
function secretIn(path: string, files: Pick<Files, "read">): { readonly text: string } | { readonly why: string } {
  try {
    const text = files.read(path)?.replace(/[\r\n]+$/, "");
    if (text === undefined) return { why: "there is no such file" };
    return text === "" ? { why: "the file is empty" } : { text };
  } catch (error) {
    return { why: fileReason(error) };
  }
}

/** Reads the files of secrets into the values; returns what is wrong. */
function takeSecrets(values: Map<string, string>, secrets: readonly string[], files: Pick<Files, "read">) {
  for (const name of secrets) {
    const path = values.get(fileNameOf(name));
    if (!path) continue;
    if (values.get(name)) return `${name} and ${fileNameOf(name)} are both there: keep one of them`;
    const read = secretIn(path, files);
    if ("why" in read) return `${fileNameOf(name)}, ${path}: ${read.why}`;
    values.set(name, read.text);
  }
  return undefined;
}

/** One section of web.conf; the first of that name counts. Never throws. */
export function readWebConfSection<Name extends string, Settings extends object>(
  text: string,
  file: string,
  shape: SectionShape<Name, Settings>,
  files: Pick<Files, "read"> = FILES,
): SectionRead<Settings> {
  const raw = parseSections(text, file).sections.find(({ name }) => name === shape.section);
  if (!raw) return { settings: undefined, problems: [] };
  const report = reporter(file);
  const sorted = sortEntries(raw, shape, report);
  const values = new Map(sorted.values);
  const wrong = takeSecrets(values, shape.secrets ?? [], files);
  const settings = wrong ?? shape.settings((name) => values.get(name) || undefined, sorted.free);
  if (typeof settings === "object") return { settings, problems: report.problems };
  report.error(raw, `[${shape.section}] cannot be used: ${settings}`, "nothing goes there until that is mended");
  return { settings: undefined, problems: report.problems };
}
