/** What is told of the objects of a card. */
import type { XmlElement } from "../../device/http.ts";
import { settable } from "../kit/reported.ts";
import type { DriverSettings, Reading, Reported } from "../types.ts";
import { dateIn } from "./converters.ts";
import { attribute, isNamed, type Product } from "./product.ts";
import { alarmsOf, type Objects, statusOf, tellsSource, transferReason } from "./status.ts";
import { OBJECTS } from "./tables/objects.ts";

/** Objects that have a value, by their names in lower case; undefined for a page of another kind. */
export function objectsIn(root: XmlElement | undefined): Map<string, string> | undefined {
  if (!root || !isNamed(root, "SUMMARY|GET_OBJECT")) return undefined;
  const objects = root.children.filter((one) => isNamed(one, "OBJECT") && one.text !== "");
  return new Map(objects.map((one) => [attribute(one, "name").toLowerCase(), one.text]));
}

const LINES = ["input", "input.bypass", "output"] as const;

/** As the C drivers guess it: from what is measured on which phase. Undefined where nothing is. */
function phasesOf(
  line: string,
  vars: ReadonlyMap<string, unknown>,
  value: (name: string) => string,
): number | undefined {
  const has = (what: string): boolean => vars.has(`${line}.${what}`) && value(`${line}.${what}`) !== "0";
  const counted = ["voltage", "current"].map((what) => {
    const ends = what === "voltage" ? ["L1-N", "L2-N", "L3-N"] : ["L1", "L2", "L3"];
    return ends.filter((end) => has(`${end}.${what}`)).length;
  });
  const between = ["L1-L2", "L2-L3", "L3-L1"].filter((pair) => has(`${pair}.voltage`)).length;
  if (between > 1 || counted.includes(3)) return 3;
  if (between === 1 || counted.includes(2)) return 2;
  return counted.includes(1) || has("voltage") || has("current") ? 1 : undefined;
}

interface Facts {
  readonly product: Product;
  readonly settings: Pick<DriverSettings, "get">;
}

function variablesOf(objects: Objects, { product, settings }: Facts): Map<string, Reported> {
  const facts = { option: (name: string) => settings.get(name), tellsAmbient: product.tellsAmbient };
  const vars = new Map<string, Reported>();
  for (const [name, said] of objects) {
    const row = OBJECTS.get(name);
    const value = row && (row.as ? row.as(said, facts) : said);
    if (row === undefined || value === undefined || (row.first && vars.has(row.var))) continue;
    vars.set(row.var, row.rw ? settable(value, undefined) : { value });
  }
  return vars;
}

/** `shutdownDuration`: seconds that a shutdown of this host takes. */
export function readingOf(objects: Objects, facts: Facts, shutdownDuration: number): Reading {
  const { product } = facts;
  const vars = variablesOf(objects, facts);
  const value = (name: string): string => vars.get(name)?.value ?? "";
  const tell = (name: string, said: string | undefined): void => {
    if (said !== undefined) vars.set(name, { value: said });
  };
  tell("ups.firmware.aux", product.card);
  if (!vars.has("ups.serial")) tell("ups.serial", product.serial);
  tell("ups.date", dateIn(objects.get("system.lastacquisition") ?? ""));
  tell("input.transfer.reason", transferReason(objects));
  for (const line of LINES) tell(`${line}.phases`, phasesOf(line, vars, value)?.toString());
  if (product.isPdu) tell("device.type", "pdu");
  return {
    vars,
    status: tellsSource(objects) ? statusOf(objects, shutdownDuration) : [],
    alarms: alarmsOf(objects, shutdownDuration),
    commands: [],
    ...(product.isPdu && !tellsSource(objects) ? { noSupply: true } : {}),
  };
}
