/** Settings of a section by a table of rows: known names, secrets that may come from a file or the environment, bounds. */
import { type Place, type Reporter, WHOLE_FILE } from "../problem.ts";
import type { RawEntry, RawSection } from "../sections.ts";
import { didYouMean } from "../suggest.ts";

export interface SettingRow {
  readonly name: string;
  readonly help: string;
  readonly required?: boolean;
  /** May come from a file (`NAME_file`) or the environment (`NAME_env`), and never shows in a log. */
  readonly secret?: boolean;
  readonly fallback?: string;
  /** A whole number from the first to the last of these; anything else is refused, and the fallback used. */
  readonly within?: readonly [least: number, most: number];
  /** One of these words, in any case; anything else is refused likewise. */
  readonly among?: readonly string[];
  /** Each word of the line is one value; they are parted by line ends. */
  readonly list?: boolean;
}

export type Secret =
  | { readonly kind: "found"; readonly secret: string }
  /** `why`: the system's reason, with what to do. */
  | { readonly kind: "none"; readonly why: string };

/** Stands for a secret that is there and was not read. */
export const UNREAD = "-";

/** Where secrets come from. `env` answers undefined when there is none. */
export interface SecretSource {
  file(path: string): Secret;
  env(name: string): string | undefined;
}

const textOf = ({ values }: RawEntry, joint: string): string => values.map(({ text }) => text).join(joint);

function complaintOf({ within, among }: SettingRow, value: string): string | undefined {
  if (among && !among.some((word) => word.toLowerCase() === value.toLowerCase())) return among.join(", ");
  if (!within) return undefined;
  const [least, most] = within;
  const number = /^\d{1,9}$/.test(value) ? Number(value) : Number.NaN;
  return number >= least && number <= most ? undefined : `a whole number from ${least} to ${most}`;
}

export class SectionSettings {
  readonly #entries: ReadonlyMap<string, RawEntry>;
  /** What stands again further down. */
  readonly #overridden: readonly RawEntry[];
  readonly #report: Reporter;
  readonly #what: string;

  /** `what` the section describes, for messages. */
  constructor(entries: readonly RawEntry[], report: Reporter, what: string) {
    this.#report = report;
    this.#what = what;
    this.#entries = new Map(entries.map((entry) => [entry.name.text, entry]));
    this.#overridden = entries.filter((entry) => this.#entries.get(entry.name.text) !== entry);
  }

  /** `joint` stands between the words of the line. */
  value(name: string, joint = " "): string | undefined {
    const entry = this.#entries.get(name);
    return entry && textOf(entry, joint);
  }

  place(name: string): Place | undefined {
    return this.#entries.get(name)?.name;
  }

  checkNames(known: readonly string[]): void {
    for (const entry of this.#overridden) {
      const name = entry.name.text;
      const text = `${name} is written again in line ${this.#entries.get(name)?.name.line}, and that one counts`;
      this.#report.warning(entry.name, text, "delete one of them");
    }
    for (const [name, entry] of this.#entries) {
      if (!known.includes(name)) {
        const advice = didYouMean(name, known) ?? `known are ${known.join(", ")}`;
        this.#report.warning(entry.name, `${name} is no setting of this ${this.#what}`, advice);
      }
    }
  }

  secret({ name, list }: SettingRow, source: SecretSource): string | undefined {
    const file = this.value(`${name}_file`);
    const variable = this.value(`${name}_env`);
    if (file !== undefined) return this.#fromFile(`${name}_file`, file, source.file(file));
    if (variable !== undefined) return this.#found(`${name}_env`, source.env(variable), `${variable} is not set`);
    return this.value(name, list ? "\n" : " ");
  }

  /** The value, unless it is none that can be used: then it is as if it had been left out. */
  checked(setting: SettingRow): string | undefined {
    const { name, fallback, list } = setting;
    const value = this.value(name, list ? "\n" : " ");
    const wanted = value === undefined ? undefined : complaintOf(setting, value);
    if (wanted === undefined) return value;
    const advice = `write ${wanted}${fallback === undefined ? "" : `; ${fallback} is used`}`;
    this.#report.error(this.place(name) ?? WHOLE_FILE, `${name} = ${value} cannot be used`, advice);
    return undefined;
  }

  #fromFile(name: string, path: string, secret: Secret): string | undefined {
    if (secret.kind === "found") return secret.secret.trim();
    return this.#found(name, undefined, `${path} cannot be read (${secret.why})`);
  }

  #found(name: string, secret: string | undefined, complaint: string): string | undefined {
    if (secret === undefined)
      this.#report.error(this.place(name) ?? WHOLE_FILE, complaint, `this ${this.#what} cannot work without it`);
    return secret;
  }
}

/** What may stand in the file. */
export const namesOf = (rows: readonly SettingRow[]): readonly string[] =>
  rows.flatMap(({ name, secret }) => (secret ? [name, `${name}_file`, `${name}_env`] : [name]));

/** The values of a section by a table, fallbacks included; undefined where a required one is missing, which is reported. */
export function valuesOf(
  raw: RawSection,
  section: SectionSettings,
  rows: readonly SettingRow[],
  { what, report, source }: { readonly what: string; readonly report: Reporter; readonly source: SecretSource },
): ReadonlyMap<string, string> | undefined {
  section.checkNames(namesOf(rows));
  const values = new Map(
    rows.map((row) => [
      row.name,
      (row.secret ? section.secret(row, source) : section.checked(row)) ?? row.fallback ?? "",
    ]),
  );
  const missing = rows.filter(({ name, required }) => required && values.get(name) === "");
  for (const { name, help } of missing) report.error(raw, `${what} [${raw.name}] needs ${name}`, help);
  return missing.length > 0 ? undefined : values;
}
