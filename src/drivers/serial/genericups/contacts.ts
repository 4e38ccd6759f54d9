/** The lines of one UPS: its type, with what ups.conf says on top. */
import { DeviceError, type DriverSettings } from "../../types.ts";
import { type InputSignal, type OutputSignal, parseInput, parseOutput } from "./signals.ts";
import { CONTACT_TYPES, type ContactType, titleOf } from "./types.ts";

export interface Contacts {
  readonly type: ContactType;
  readonly title: string;
  readonly cp: OutputSignal;
  readonly ol: InputSignal;
  readonly lb: InputSignal;
  readonly rb: InputSignal;
  readonly bypass: InputSignal;
  readonly sd: OutputSignal | undefined;
}

const LAST = CONTACT_TYPES.length - 1;

const NUMBER = /^\s*\d{1,3}\s*$/;

const typeOf = (text: string): ContactType | undefined => (NUMBER.test(text) ? CONTACT_TYPES[Number(text)] : undefined);

/** What is wrong with a value of `upstype`. */
export const typeProblem = (text: string): string | undefined =>
  typeOf(text) ? undefined : `${text} is not known: write a number from 0 to ${LAST}`;

export const inputProblem = (text: string): string | undefined => wrongText(parseInput(text));
export const outputProblem = (text: string): string | undefined => wrongText(parseOutput(text));

const wrongText = (parsed: ReturnType<typeof parseInput | typeof parseOutput>): string | undefined =>
  parsed.kind === "wrong" ? parsed.text : undefined;

/** The types with their numbers, one a line. */
export const typeList = (): string =>
  CONTACT_TYPES.map((type, number) => `${String(number).padStart(4)}  ${titleOf(type)}\n`).join("");

type Parse<Signal> = (
  text: string,
) => { readonly kind: "ok"; readonly signal: Signal; readonly ignored: string } | { kind: "wrong"; text: string };

/** Reads a signal out of ups.conf, else out of the table. Throws DeviceError `configuration`. */
function signal<Signal>({ settings, warn }: Source, option: string, inTable: string, parse: Parse<Signal>): Signal {
  const text = settings.get(option) ?? inTable;
  const parsed = parse(text);
  if (parsed.kind === "wrong") throw new DeviceError("configuration", `${option} = ${parsed.text}`);
  if (parsed.ignored !== "") warn(`${option} = ${text}: ${parsed.ignored} names no line and is passed over`);
  return parsed.signal;
}

interface Source {
  readonly settings: DriverSettings;
  readonly warn: (text: string) => void;
}

function chosenType(settings: DriverSettings): ContactType {
  const text = settings.get("upstype");
  if (text === undefined) {
    throw new DeviceError("configuration", `upstype is not set: write one of these numbers\n${typeList()}`);
  }
  const type = typeOf(text);
  if (!type) throw new DeviceError("configuration", `upstype = ${typeProblem(text) ?? text}\n${typeList()}`);
  return type;
}

/** Throws DeviceError `configuration`. */
export function contactsOf(settings: DriverSettings, warn: (text: string) => void): Contacts {
  const type = chosenType(settings);
  const source = { settings, warn };
  const input = (option: string, inTable = "none"): InputSignal => signal(source, option, inTable, parseInput);
  const shutdown = settings.get("SD") ?? type.sd;
  return {
    type,
    title: titleOf(type),
    cp: signal(source, "CP", type.cp, parseOutput),
    ol: input("OL", type.ol),
    lb: input("LB", type.lb),
    rb: input("RB", type.rb),
    bypass: input("BYPASS", type.bypass),
    sd: shutdown === undefined ? undefined : signal(source, "SD", shutdown, parseOutput),
  };
}
