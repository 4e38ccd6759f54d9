import type { DriverDefinition, DriverOption } from "../types.ts";
import { inputProblem, outputProblem, typeList, typeProblem } from "./contacts.ts";
import { ContactDriver } from "./driver.ts";

const LONGEST_HOLD = 86_400;

const holdProblem = (text: string): string | undefined =>
  /^\s*\d{1,5}\s*$/.test(text) && Number(text) <= LONGEST_HOLD
    ? undefined
    : `${text}: write seconds, 0 to ${LONGEST_HOLD}`;

export const OPTIONS: readonly DriverOption[] = [
  { name: "upstype", kind: "value", help: "number of the kind of UPS and cable (needed)", check: typeProblem },
  { name: "mfr", kind: "value", help: "maker to show instead of the table's" },
  { name: "model", kind: "value", help: "model to show instead of the table's" },
  { name: "serial", kind: "value", help: "serial number to show" },
  { name: "CP", kind: "value", help: "lines that feed the cable: DTR, RTS, none", check: outputProblem },
  { name: "OL", kind: "value", help: "lines that say: on mains (CTS, DCD, RNG, DSR)", check: inputProblem },
  { name: "LB", kind: "value", help: "lines that say: battery low", check: inputProblem },
  { name: "RB", kind: "value", help: "lines that say: replace the battery", check: inputProblem },
  { name: "BYPASS", kind: "value", help: "lines that say: battery bypassed or absent", check: inputProblem },
  { name: "SD", kind: "value", help: "lines that turn the load off: DTR, RTS, ST (a break)", check: outputProblem },
  { name: "sdtime", kind: "value", help: "seconds to hold the shutdown lines (0)", check: holdProblem },
];

export const GENERICUPS: DriverDefinition = {
  name: "genericups",
  title: "Contact-closure UPS",
  version: "1.42",
  options: OPTIONS,
  notes: () => `Kinds of UPS (upstype):\n\n${typeList()}`,
  create: (context) => new ContactDriver(context),
};
