/** Sections of upssched-cmd.conf that are hosts, read by the tables of their kinds. */
import { byPlace, type Problem, type Reporter, reporter } from "../conf/problem.ts";
import type { RawSection } from "../conf/sections.ts";
import { type SecretSource, SectionSettings, type SettingRow, valuesOf } from "../conf/settings/section-settings.ts";
import { didYouMean } from "../conf/suggest.ts";
import type { ScheduledAction } from "../conf/upssched/upssched-cmd-conf.ts";
import { parseUpsId } from "../nut/ups-id.ts";
import type { Written } from "./doubt.ts";
import type { Deed, HostKind, Settings } from "./host-kind.ts";
import { HOST_KINDS } from "./kinds/index.ts";
import { CHECK_ROW, type Check, parseCheck } from "./reach/check.ts";

export interface Waking {
  readonly kind: HostKind & { readonly wake: Deed };
  readonly settings: Settings;
}

export interface Host {
  readonly name: string;
  readonly kind: HostKind & { readonly shutDown: Deed };
  readonly settings: Settings;
  /** UPSes that feed it, as upsmon.conf has them; [] for those of the event. */
  readonly upses: readonly string[];
  readonly timeoutS: number;
  readonly check: Check;
  readonly wake: Waking | undefined;
  readonly wakeOrder: number;
  /** Seconds to wait when its turn has come. */
  readonly wakeDelay: number;
  /** Seconds that it has to answer again, woken or by itself. */
  readonly wakeLimit: number;
  /** What must not show in a text. */
  readonly secrets: readonly string[];
}

/** Of the action, not of the host. */
const ACTION_ROWS: readonly SettingRow[] = ["notify", "subject", "text", "fsd", "hosts"].map((name) => ({
  name,
  help: "",
}));

const DEFAULT_TIMEOUT = 60;

export const HOST_ROWS: readonly SettingRow[] = [
  { name: "type", help: "the kind of host" },
  { name: "ups", help: "UPSes that feed it, parted by blanks; those of the event without it" },
  {
    name: "timeout",
    help: "seconds that it has to be down",
    fallback: String(DEFAULT_TIMEOUT),
    within: [1, 86_400],
  },
  CHECK_ROW,
  { name: "wake", help: "how it is woken" },
  { name: "wake_order", help: "hosts of a lower number are woken first", fallback: "100", within: [0, 9999] },
  { name: "wake_delay", help: "seconds to wait when those before it are back", fallback: "0", within: [0, 86_400] },
  { name: "wake_limit", help: "seconds that it has to answer", fallback: "600", within: [1, 86_400] },
];

export const WAKE_PREFIX = "wake_";

const canWake = (kind: HostKind): kind is Waking["kind"] => kind.wake !== undefined;
const canShutDown = (kind: HostKind): kind is Host["kind"] => kind.shutDown !== undefined;
const namesOfKinds = (kinds: readonly HostKind[]): readonly string[] => kinds.map(({ name }) => name);

/** Rows of a kind as they are written where it wakes. What the section has already for the same kind is good for both. */
function wakeRows({ rows }: HostKind, own: boolean): readonly SettingRow[] {
  return rows.map((row) => ({
    ...row,
    name: `${WAKE_PREFIX}${row.name}`,
    ...(own ? { required: false, fallback: "" } : {}),
  }));
}

interface Reading {
  readonly raw: RawSection;
  readonly section: SectionSettings;
  readonly report: Reporter;
}

function pick<Kind extends HostKind>(
  { raw, section, report }: Reading,
  row: "type" | "wake",
  written: string,
  may: (kind: HostKind) => kind is Kind,
): Kind | undefined {
  const kind = HOST_KINDS.find(({ name }) => name === written.toLowerCase());
  if (kind && may(kind)) return kind;
  const names = namesOfKinds(HOST_KINDS.filter(may));
  const what = row === "type" ? "shut down" : "woken";
  const text = kind ? `nothing is ${what} by ${written}` : `${row} = ${written} is no kind of host`;
  const advice = didYouMean(written, names) ?? `kinds are ${names.join(", ")}`;
  return void report.error(section.place(row) ?? raw, text, advice, "unknown-word");
}

/** `type`, or what the older words say. */
const typeOf = (section: SectionSettings): string =>
  section.value("type") ?? (section.value("ssh") === undefined ? "command" : "ssh");

/** `undefined`: it is not woken; `"wrong"`: what is written cannot be used. */
function wakeKindOf(reading: Reading): Waking["kind"] | undefined | "wrong" {
  const written = reading.section.value("wake");
  return written === undefined ? undefined : (pick(reading, "wake", written, canWake) ?? "wrong");
}

const settingsOf = (values: ReadonlyMap<string, string>): Settings => ({ get: (name) => values.get(name) ?? "" });

function wakingOf(kind: Waking["kind"], own: boolean, values: ReadonlyMap<string, string>): Waking {
  const get = (name: string): string =>
    values.get(`${WAKE_PREFIX}${name}`) || ((own ? values.get(name) : undefined) ?? "");
  return { kind, settings: { get } };
}

const secretsIn = (rows: readonly SettingRow[], values: ReadonlyMap<string, string>): readonly string[] =>
  rows.flatMap(({ name, secret }) => (secret && values.get(name) ? [values.get(name) ?? ""] : []));

/** What is wrong with settings is reported. */
function isUsable({ raw, report }: Reading, used: readonly Pick<Waking | Host, "kind" | "settings">[]): boolean {
  const complaints = used.flatMap(({ kind, settings }) => kind.complaint?.(settings) ?? []);
  for (const complaint of complaints) report.error(raw, `[${raw.name}]: ${complaint}`);
  return complaints.length === 0;
}

/** Looks at it three times, with a pause between. */
const LEAST_TO_SEE = 10;
/** Told once only: the next time is later. */
const LEAST_TO_WAKE = 30;

function tellDoubts({ raw, section, report }: Reading, kind: Host["kind"], written: Written, check: Check): void {
  const { settings, timeoutS, has } = written;
  const tell = (setting: string, text: string, advice: string): void =>
    report.warning(section.place(setting) ?? raw, `[${raw.name}]: ${text}`, advice);
  for (const { setting, text, advice } of kind.doubts?.(written) ?? []) tell(setting, text, advice);
  const limit = Number(settings.get("wake_limit"));
  const isLooked = check.kind !== "none" && kind.isDown === undefined && !kind.leavesByItself;
  if (timeoutS < LEAST_TO_SEE && isLooked)
    tell("timeout", `timeout = ${timeoutS}: no host is down and seen to be in so few seconds`, "write seconds, as 60");
  if (limit < LEAST_TO_WAKE && has("wake"))
    tell("wake_limit", `wake_limit = ${limit}: no host starts in so few seconds`, "write seconds, as 600");
}

function hostOf(raw: RawSection, report: Reporter, source: SecretSource): Host | undefined {
  const section = new SectionSettings(raw.entries, report, "host");
  const reading: Reading = { raw, section, report };
  const kind = pick(reading, "type", typeOf(section), canShutDown);
  const waking = wakeKindOf(reading);
  if (!kind || waking === "wrong") return undefined;
  const own = waking === kind;
  const rows = [...HOST_ROWS, ...ACTION_ROWS, ...kind.rows, ...(waking ? wakeRows(waking, own) : [])];
  const values = valuesOf(raw, section, rows, { what: "host", report, source });
  if (!values) return undefined;
  const settings = settingsOf(values);
  const check = parseCheck(settings.get("check"), kind.address?.(settings));
  if (!check)
    report.error(section.place("check") ?? raw, `check of [${raw.name}] cannot be used`, `write ${CHECK_ROW.help}`);
  const upses = settings
    .get("ups")
    .split(/[\s,]+/)
    .filter((ups) => ups !== "");
  const odd = upses.find((ups) => !parseUpsId(ups)?.upsname);
  if (odd !== undefined)
    report.error(
      section.place("ups") ?? raw,
      `ups of [${raw.name}]: ${odd} is no UPS`,
      "write UPS@HOST, as MONITOR does",
    );
  const wake = waking && wakingOf(waking, own, values);
  const timeoutS = Number(settings.get("timeout"));
  const has = (name: string): boolean => section.value(name) !== undefined;
  if (isUsable(reading, [{ kind, settings }, ...(wake ? [wake] : [])]))
    tellDoubts(reading, kind, { settings, timeoutS, has }, check ?? { kind: "none" });
  return {
    name: raw.name,
    kind,
    settings,
    upses: upses.filter((ups) => ups !== odd),
    timeoutS,
    check: check ?? { kind: "none" },
    wake,
    wakeOrder: Number(settings.get("wake_order")),
    wakeDelay: Number(settings.get("wake_delay")),
    wakeLimit: Number(settings.get("wake_limit")),
    secrets: secretsIn(rows, values),
  };
}

/** A host that cannot be used is left out and reported. Never throws. */
export function readHosts(
  actions: readonly ScheduledAction[],
  file: string,
  source: SecretSource,
): { readonly hosts: readonly Host[]; readonly problems: readonly Problem[] } {
  const report = reporter(file);
  const hosts = actions.flatMap(({ host }) => (host ? (hostOf(host, report, source) ?? []) : []));
  return { hosts, problems: byPlace(report.problems) };
}
