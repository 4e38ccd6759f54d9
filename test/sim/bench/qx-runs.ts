/**
 * Runs of the C drivers 2.8.5, most of them nutdrv_qx, on simulated devices: the profile that the simulator played,
 * the options, and what came out of it. Those of the capture folder are files of upsc, upscmd and upsrw; our own hold what the
 * driver's socket dumps.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Profile } from "../devices/question-device.ts";
import { expectedCommands, expectedVars, expectedWritables } from "../devices/usb-capture.ts";

const folder = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** Where the runs lie; the first is absent where the project stands alone. */
export const SHARED_RUNS = folder("../../../../shared/devices/serial/");
export const OWN_RUNS = folder("../../fixtures/qx/");
export const OWN_APC_RUNS = folder("../../fixtures/apc/");

/** What a driver shows of a device. */
export interface QxDump {
  readonly vars: ReadonlyMap<string, string>;
  readonly commands: readonly string[];
  /** The lines of `upsrw -l` about each writable variable, without its description and value. */
  readonly writables: ReadonlyMap<string, readonly string[]>;
}

export interface QxRun {
  /** Profile and options, as the files are called. */
  readonly name: string;
  readonly profile: Profile;
  readonly options: Readonly<Record<string, string>>;
  /** Undefined where the C driver refused the device. */
  readonly dump: QxDump | undefined;
  /** What was asked, in the order of the first time. */
  readonly questions: readonly string[];
}

interface RunEntry {
  readonly driver: string;
  readonly name?: string;
  readonly options?: readonly string[];
}

type ProfileFile = Profile & { readonly runs: readonly RunEntry[] };

function optionsOf({ options = [] }: RunEntry): Readonly<Record<string, string>> {
  const pairs = options.map((line) => {
    const [name = "", ...value] = line.split("=");
    return [name.trim(), value.join("=").trim().replace(/^"|"$/g, "")] as const;
  });
  return Object.fromEntries(pairs);
}

const lines = (path: string): readonly string[] => readFileSync(path, "utf8").split("\n").filter(Boolean);

const clientDump = (from: string, name: string): QxDump => ({
  vars: expectedVars(from, name),
  commands: expectedCommands(from, name),
  writables: expectedWritables(from, name),
});

const words = (line: string): readonly string[] =>
  [...line.matchAll(/"((?:[^"\\]|\\.)*)"|(\S+)/g)].map(
    ([, quoted, bare]) => bare ?? quoted?.replace(/\\(.)/g, "$1") ?? "",
  );

/** The lines of a driver's socket as upsrw would tell them. */
function socketDump(text: readonly string[]): QxDump {
  const of = (verb: string) => text.map(words).filter(([first]) => first === verb);
  const writable = of("SETFLAGS").filter((flags) => flags.includes("RW"));
  const options = (name: string) => [
    ...of("ADDENUM").flatMap(([, one, value]) => (one === name ? [`Option: "${value}"`] : [])),
    ...of("ADDRANGE").flatMap(([, one, min, max]) => (one === name ? [`Option: "${min}-${max}"`] : [])),
  ];
  const has = (verb: string, name: string): boolean => of(verb).some(([, one]) => one === name);
  const isString = (name: string): boolean =>
    writable.some(([, one, ...flags]) => one === name && flags.includes("STRING"));
  const lengthOf = (name: string) =>
    of("SETAUX").flatMap(([, one, length]) => (one === name && isString(name) ? [`Maximum length: ${length}`] : []));
  const typeOf = (name: string): string => {
    if (isString(name)) return "STRING";
    return [...(has("ADDENUM", name) ? ["ENUM"] : []), ...(has("ADDRANGE", name) ? ["RANGE"] : []), "NUMBER"].join(" ");
  };
  return {
    vars: new Map(of("SETINFO").map(([, name = "", value = ""]) => [name, value])),
    commands: of("ADDCMD").map(([, name = ""]) => name),
    writables: new Map(
      writable.map(([, name = ""]) => [name, [`Type: ${typeOf(name)}`, ...lengthOf(name), ...options(name)]]),
    ),
  };
}

function dumpOf(from: string, name: string): QxDump | undefined {
  if (existsSync(`${from}${name}.vars`)) return clientDump(from, name);
  return existsSync(`${from}${name}.dump`) ? socketDump(lines(`${from}${name}.dump`)) : undefined;
}

/** `"Q1\r" -> "(226.0 …"`: the question. */
const questionsOf = (path: string): readonly string[] =>
  lines(path).flatMap((line) => {
    const [, text] = /^("(?:[^"\\]|\\.)*") -> /.exec(line) ?? [];
    return text === undefined ? [] : [JSON.parse(text) as string];
  });

/** All runs of nutdrv_qx in a folder; none where it is absent. */
export const qxRuns = (from: string): readonly QxRun[] => runsOf(from, "nutdrv_qx");

/** As `qxRuns`, of another driver of serial devices. */
export const runsOf = (from: string, wanted: string): readonly QxRun[] =>
  (existsSync(from) ? readdirSync(from) : [])
    .filter((file) => file.endsWith(".json"))
    .sort()
    .flatMap((file) => {
      const profile = JSON.parse(readFileSync(`${from}${file}`, "utf8")) as ProfileFile;
      return profile.runs
        .filter(({ driver }) => driver === wanted)
        .map((entry) => {
          const name = [file.slice(0, -5), [entry.driver, entry.name].filter(Boolean).join("-")].join(".");
          const questions = questionsOf(`${from}${name}.talk`);
          return { name, profile, options: optionsOf(entry), dump: dumpOf(from, name), questions };
        });
    });
