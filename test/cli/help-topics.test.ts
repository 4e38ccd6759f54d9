/** What the topics of `nutts help` tell is there: commands, options, files, directives, settings, rules. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "@jest/globals";
import { operandsOf, spellings } from "../../src/cli/completion/operands.ts";
import type { OptionTable } from "../../src/cli/options.ts";
import { HELP_TOPICS, topicText } from "../../src/cli/topics/topics.ts";
import { PROGRAMS } from "../../src/commands/index.ts";
import { NUT_CONF, NUT_ENVIRONMENT } from "../../src/conf/tables/nut-conf.ts";
import { UPS_CONF } from "../../src/conf/tables/ups-conf.ts";
import { UPSD_CONF } from "../../src/conf/tables/upsd-conf.ts";
import { UPSMON_ROLES, USER_ACTIONS, USER_SETTINGS } from "../../src/conf/tables/upsd-users.ts";
import { UPSMON_CONF } from "../../src/conf/tables/upsmon-conf.ts";
import { parseUpsmonConf } from "../../src/conf/upsmon-conf.ts";
import { DEVICES } from "../../src/driver-daemon/control/list-devices.ts";
import { ONE_DRIVER } from "../../src/driver-daemon/control/one-driver-options.ts";
import { DRIVERS } from "../../src/drivers/registry.ts";
import { RULES } from "../../src/setup/check/rules/all.ts";
import { DOCTOR_ROWS } from "../../src/setup/doctor/rows/all.ts";
import { findPreset, PRESET_NAMES } from "../../src/setup/init/tables/presets.ts";

const ROOT = new URL("../../", import.meta.url);
const TOPIC_NAMES = HELP_TOPICS.map(({ name }) => name);
const DRIVER_NAMES = DRIVERS.map(({ name }) => name);
const PAGES = HELP_TOPICS.map((topic) => [topic.name, topicText(topic)] as const);
const ALL = PAGES.map(([, text]) => text).join("\n");

const matches = (text: string, pattern: RegExp): readonly string[] =>
  [...text.matchAll(pattern)].map(([whole, word]) => word ?? whole);

/** Lines to be typed, a continued one as one line. */
const typedLines = (text: string): readonly string[] =>
  text
    .replaceAll("\\\n", " ")
    .split("\n")
    .filter((line) => line.startsWith("    "))
    .map((line) => line.trim().replace(/^sudo /, ""));

const nuttsLines = (text: string): readonly string[] => typedLines(text).filter((line) => line.startsWith("nutts "));

const programOf = (word: string) => PROGRAMS.find(({ table, names }) => table.name === word || names.includes(word));

const OTHER_TABLES: Readonly<Record<string, readonly OptionTable[]>> = { driver: [ONE_DRIVER, DEVICES] };

/** What may follow a program's name and is no word of its table: a UPS, a server. */
const NAMES_OF_THINGS = /^(ups(@[a-z]+)?|nas|localhost)$/;

/** What is wrong with `nutts PROGRAM WORDS`; options may stand behind operands here, as they may with some programs. */
function faultsOf(line: string): readonly string[] {
  const [, name = "", ...words] = line.match(/"[^"]*"|\S+/g) ?? [];
  if (name === "help") return words.filter((word) => !TOPIC_NAMES.includes(word) && !programOf(word));
  const program = programOf(name);
  if (!program) return [name];
  const { table } = program;
  const options = [table, ...(OTHER_TABLES[name] ?? [])].flatMap((each) => each.options);
  const operands = [...operandsOf(table, DRIVER_NAMES).words, ...DRIVER_NAMES];
  const faults: string[] = [];
  while (words.length > 0) {
    const word = words.shift() ?? "";
    const option = options.find((each) => spellings(each).includes(word));
    if (option?.arg !== undefined) {
      const value = words.shift();
      if (value === undefined || value.startsWith("-")) faults.push(`${word} ${value}`);
    } else if (!option && !/^-DD+$/.test(word) && !operands.includes(word) && !NAMES_OF_THINGS.test(word))
      faults.push(word);
  }
  return faults;
}

const valuesOf = (option: string): readonly string[] =>
  nuttsLines(ALL).flatMap((line) => matches(line, new RegExp(`${option} (\\S+)`, "g")));

const DIRECTIVES = new Set([
  ...Object.values(UPSD_CONF).map(({ name }) => name),
  ...Object.values(UPSMON_CONF).map(({ name }) => name),
  ...Object.values(NUT_CONF).map(({ name }) => name),
  ...NUT_ENVIRONMENT,
]);

/** Words in capitals that are no directives. */
const OTHER_CAPITALS = ["PASSWORD", "QNAP", "WRONG", "SIGHUP", "MQTT"];

const SETTINGS: ReadonlySet<string> = new Set([...USER_SETTINGS, ...Object.values(UPS_CONF).map(({ name }) => name)]);

describe("a topic of help", () => {
  it.each(PAGES)("%s is a page of at most 40 lines of 80 plain characters", (_, text) => {
    const lines = text.trimEnd().split("\n");
    expect(lines.length).toBeLessThanOrEqual(40);
    expect(lines.filter((line) => line.length > 80 || !/^[ -~]*$/.test(line) || / $/.test(line))).toEqual([]);
  });

  it.each(PAGES)("%s has commands to type that are there, with their options", (_, text) => {
    expect(nuttsLines(text).flatMap((line) => faultsOf(line).map((fault) => `${line}: ${fault}`))).toEqual([]);
  });

  it.each(PAGES)("%s names directives that are there", (_, text) => {
    const words = matches(text, /\b[A-Z][A-Z_]{3,}\b/g).filter((word) => !OTHER_CAPITALS.includes(word));
    expect(words.filter((word) => !DIRECTIVES.has(word))).toEqual([]);
  });

  it.each(PAGES)("%s names files and pages that are there", (_, text) => {
    const manual = readdirSync(new URL("man/", ROOT));
    const files = matches(text, /\b[a-z-]+\.(?:conf|users)\b/g);
    expect(files.filter((file) => !manual.includes(`${file}.5.md`))).toEqual([]);
    const pages = matches(text, /\b([\w.-]+\([0-9]\))/g).map((page) => page.replace(/\((\d)\)/, ".$1.md"));
    expect(pages.filter((page) => !manual.includes(page))).toEqual([]);
    const folders = matches(text, /\bpackaging\/\w+/g);
    expect(folders.filter((folder) => !existsSync(new URL(folder, ROOT)))).toEqual([]);
  });

  it.each(PAGES)("%s leads to topics that are there", (_, text) => {
    expect(matches(text, /nutts help ([a-z-]+)/g).filter((word) => !TOPIC_NAMES.includes(word))).toEqual([]);
  });

  it("has settings that the tables have", () => {
    const settings = typedLines(ALL).flatMap((line) => matches(line, /^([a-z.]+) = /g));
    expect(settings).toEqual(["upsmon", "aliases", "actions", "instcmds"]);
    expect(settings.filter((setting) => !SETTINGS.has(setting))).toEqual([]);
    expect(matches(ALL, /^ {4}upsmon = (\w+)$/gm).filter((role) => !UPSMON_ROLES.has(role))).toEqual([]);
    expect(matches(ALL, /^ {4}actions = (\w+)$/gm)).toEqual([USER_ACTIONS[0]]);
  });

  it("has lines of upsmon.conf that upsmon takes without a word", () => {
    const known = new Set<string>(Object.values(UPSMON_CONF).map(({ name }) => name));
    const lines = typedLines(ALL).filter((line) => known.has(line.split(" ")[0] ?? ""));
    const text = lines.filter((line) => !line.startsWith("CERTFILE")).join("\n");
    expect(lines.length).toBeGreaterThan(7);
    expect(parseUpsmonConf(`${text}\nSHUTDOWNCMD /bin/true\nPOWERDOWNFLAG /etc/killpower\n`, "").problems).toEqual([]);
  });

  it("names presets, roles, rules and rows that are there", () => {
    const presets = valuesOf("--preset").flatMap((value) => value.split(","));
    expect(presets.filter((name) => !findPreset(name))).toEqual([]);
    expect(PRESET_NAMES.filter((name) => !ALL.includes(name))).toEqual([]);
    expect(valuesOf("--role").filter((role) => NUT_CONF.mode.codec.read(role).kind !== "ok")).toEqual([]);
    const explained = [...RULES, ...DOCTOR_ROWS].map(({ name }) => name);
    expect(valuesOf("--explain").filter((name) => !explained.includes(name))).toEqual([]);
    expect(matches(ALL, /rows (\w+) and/g)).toEqual(["tls"]);
  });

  it("has a name that is no command's, and no two the same", () => {
    expect(new Set(TOPIC_NAMES).size).toBe(TOPIC_NAMES.length);
    expect(TOPIC_NAMES.filter(programOf)).toEqual([]);
    expect(TOPIC_NAMES.filter((name) => DRIVER_NAMES.includes(name))).toEqual([]);
  });

  it("stands in the manual page of nutts, and no other does", () => {
    const page = readFileSync(new URL("man/nutts.1.md", ROOT), "utf8");
    const rows = [...page.matchAll(/^\| \*\*([a-z-]+)\*\* \| (.+) \|$/gm)].map(([, name, summary]) => ({
      name,
      summary,
    }));
    expect(rows).toEqual(HELP_TOPICS.map(({ name, summary }) => ({ name, summary })));
  });

  it("is what doctor and check send people to", () => {
    const mends = [...RULES, ...DOCTOR_ROWS].flatMap(({ mend }) => matches(mend, /nutts help ([a-z-]+)/g));
    expect(mends).toContain("tls");
    expect(mends.filter((word) => !TOPIC_NAMES.includes(word) && !programOf(word))).toEqual([]);
  });
});

describe("the look at the topics", () => {
  it.each([
    ["nutts chekc", "chekc"],
    ["nutts check --fxi", "--fxi"],
    ["nutts service instal", "instal"],
    ["nutts scanner --serial", "--serial undefined"],
    ["nutts driver usbhid-usp -a ups", "usbhid-usp"],
    ["nutts help tsl", "tsl"],
  ])("finds what is wrong with %s", (line, fault) => {
    expect(faultsOf(line)).toEqual([fault]);
  });

  it("needs none of the words that it lets pass but those that are there", () => {
    expect(OTHER_CAPITALS.filter((word) => !new RegExp(`\\b${word}\\b`).test(ALL))).toEqual([]);
  });
});
