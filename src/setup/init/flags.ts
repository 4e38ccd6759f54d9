/** Answers that the command line gives. */
import { readFileSync } from "node:fs";
import type { CommandLine } from "../../cli/options.ts";
import { didYouMean } from "../../conf/suggest.ts";
import { NutError } from "../../nut/errors.ts";
import { DEFAULT_PORT, parseHost, parseUpsId } from "../../nut/ups-id.ts";
import { fileReason } from "../../system/system-error.ts";
import { type Listen, ROLES, type Role, type Setting } from "./answers.ts";
import { type BatteryRange, parseRange } from "./battery-range.ts";
import { type GivenStage, parseStage, STAGE_FORM } from "./questions/stages.ts";
import { findPreset, PRESET_NAMES, type Preset } from "./tables/presets.ts";

export interface GivenUps {
  readonly name: string;
  readonly driver: string;
  readonly port: string;
  readonly settings: readonly Setting[];
}

export interface Given {
  readonly role: Role | undefined;
  readonly upses: readonly GivenUps[];
  readonly stages: readonly GivenStage[];
  readonly presets: readonly { readonly preset: Preset; readonly ups: string | undefined }[];
  readonly listen: readonly Listen[];
  readonly serial: string | undefined;
  readonly server: string | undefined;
  readonly username: string | undefined;
  readonly password: string | undefined;
  /** By UPS; "" stands for all. */
  readonly batteries: ReadonlyMap<string, BatteryRange>;
  readonly startDelay: number | undefined;
  readonly restartCharge: number | undefined;
  readonly shutdownReturn: boolean | undefined;
  /** Parts of an installed NUT, as they were written; none stands for all. */
  readonly only: readonly string[];
}

const usage = (text: string): NutError => new NutError("usage", text);

function roleOf(line: CommandLine): Role | undefined {
  const word = line.value("role");
  const role = ROLES.find((each) => each === word);
  if (word !== undefined && !role)
    throw usage(`--role ${word}: ${didYouMean(word, ROLES) ?? `write one of ${ROLES.join(", ")}`}`);
  return role;
}

const UPS_NAME = /^[^\s\]#"=@:]+$/;

export const nameComplaint = (name: string): string | undefined =>
  UPS_NAME.test(name) ? undefined : "a name is one word, without = @ : # and brackets";

function settingOf(word: string, whole: string): Setting {
  const [, name, value] = /^([\w.]+)=(.*)$/.exec(word) ?? [];
  if (name === undefined || value === undefined) throw usage(`--ups ${whole}: ${word} is no OPTION=VALUE of ups.conf`);
  return { name, value };
}

function upsOf(word: string): GivenUps {
  const [, name = "", driver = "", rest = ""] = /^([^=]+)=([^:,]+):(.+)$/.exec(word) ?? [];
  const [port = "", ...options] = rest.split(/,(?=[\w.]+=)/);
  if (name === "" || port === "") throw usage(`--ups ${word}: write NAME=DRIVER:PORT, as in ups=usbhid-ups:auto`);
  const wrong = nameComplaint(name);
  if (wrong !== undefined) throw usage(`--ups ${word}: ${wrong}`);
  return { name, driver, port, settings: options.map((option) => settingOf(option, word)) };
}

function stageOf(word: string): GivenStage {
  const stage = parseStage(word);
  if (!stage) throw usage(`--stage ${word}: ${STAGE_FORM}`);
  return stage;
}

function presetsOf(line: CommandLine): Given["presets"] {
  const words = line.all("preset").flatMap((value) => value.split(","));
  return words.map((word) => {
    const [name = "", ups] = word.split("=");
    const preset = findPreset(name);
    if (!preset)
      throw usage(`--preset ${name}: ${didYouMean(name, PRESET_NAMES) ?? `write one of ${PRESET_NAMES.join(", ")}`}`);
    return { preset, ups };
  });
}

function listenOf(word: string): Listen {
  const found =
    word.includes("*") || /^[0-9a-f:]*::?[0-9a-f:]*$/i.test(word)
      ? { host: word, port: DEFAULT_PORT }
      : parseHost(word);
  if (!found) throw usage(`--listen ${word}: write an address, or ADDRESS:PORT with an IPv6 address in brackets`);
  return found;
}

function batteriesOf(line: CommandLine): ReadonlyMap<string, BatteryRange> {
  return new Map(
    line.all("battery").map((word): [string, BatteryRange] => {
      const [, ups = "", text = ""] = /^(?:([^=]+)=)?(.*)$/.exec(word) ?? [];
      const range = parseRange(text);
      if (!range) throw usage(`--battery ${word}: write LOW-HIGH in volts, or UPS=LOW-HIGH, as in ups=20.4-27.6`);
      return [ups, range];
    }),
  );
}

function numberOf(line: CommandLine, option: string, largest: number): number | undefined {
  const word = line.value(option);
  if (word === undefined) return undefined;
  if (!/^\d{1,6}$/.test(word) || Number(word) > largest)
    throw usage(`--${option} ${word}: write a number from 0 (leave it as it is) to ${largest}`);
  return Number(word);
}

const YES_OR_NO: ReadonlyMap<string | undefined, boolean | undefined> = new Map([
  [undefined, undefined],
  ["yes", true],
  ["no", false],
]);

function decisionOf(line: CommandLine, option: string): boolean | undefined {
  const word = line.value(option);
  if (!YES_OR_NO.has(word)) throw usage(`--${option} ${word}: write yes or no`);
  return YES_OR_NO.get(word);
}

function passwordOf(line: CommandLine): string | undefined {
  const path = line.value("password-file");
  if (path === undefined) return undefined;
  try {
    return readFileSync(path === "-" ? 0 : path, "utf8").split(/\r?\n/)[0];
  } catch (error) {
    throw usage(`--password-file ${path}: ${fileReason(error)}`);
  }
}

function serverOf(line: CommandLine): string | undefined {
  const word = line.value("server");
  const wrong = word === undefined ? undefined : serverComplaint(word.includes("@") ? word : `ups@${word}`);
  if (wrong !== undefined) throw usage(`--server ${word}: ${wrong}`);
  return word;
}

export const serverComplaint = (text: string): string | undefined =>
  text.includes("@") && parseUpsId(text) ? undefined : "write UPS@HOST or UPS@HOST:PORT";

const LONGEST_DELAY = 3600;

/** Throws NutError `usage`. */
export function givenOf(line: CommandLine): Given {
  const given: Given = {
    role: roleOf(line),
    upses: line.all("ups").map(upsOf),
    stages: line.all("stage").map(stageOf),
    presets: presetsOf(line),
    listen: line.all("listen").map(listenOf),
    serial: line.value("serial"),
    server: serverOf(line),
    username: line.value("user"),
    password: passwordOf(line),
    batteries: batteriesOf(line),
    startDelay: numberOf(line, "start-delay", LONGEST_DELAY),
    restartCharge: numberOf(line, "restart-charge", 100),
    shutdownReturn: decisionOf(line, "shutdown-return"),
    only: line.all("only"),
  };
  const names = given.upses.map(({ name }) => name);
  const twice = names.find((name, at) => names.indexOf(name) !== at);
  if (twice !== undefined) throw usage(`--ups ${twice}: two UPSes cannot have the same name`);
  if (given.server !== undefined && given.role !== undefined && given.role !== "netclient")
    throw usage(`--server goes with --role netclient, not with ${given.role}`);
  if (given.upses.length > 0 && given.role === "netclient")
    throw usage("--ups names a device of this machine; with --role netclient give --server UPS@HOST");
  return given;
}
