/**
 * bestups: UPSes of Best Power and Sola Australia that speak the protocol of Phoenixtec. 2400 bit/s, a CR in front of
 * each question and behind it:
 *
 *     we  ID    it  FOR,750,120,120,20.0,27.6
 *     we  Q1    it  (118.7 118.7 119.2 034 59.9 27.1 35.0 00000000
 */
import type { SerialLine } from "../../../device/serial-line.ts";
import { parseDecimal } from "../../../nut/decimal.ts";
import { AskLine, type LineRules } from "../../kit/line/ask-line.ts";
import type { Link } from "../../kit/link.ts";
import { positive, value } from "../../kit/options.ts";
import { type Family, TableDriver } from "../../kit/table-driver.ts";
import { DeviceError, type DriverContext, type DriverDefinition } from "../../types.ts";
import {
  type Asked,
  factorOf,
  type Identity,
  identityIn,
  nominalOf,
  rowsFor,
  type Token,
  type Words,
  wordsIn,
} from "./rows.ts";

const RULES: LineRules = { ends: "\r", until: "\r", answerMs: 3000, longest: 128, whole: true, paceMs: 50 };
const TRIES = 5;
/** Characters of an answer to ID. */
const [SHORTEST, LONGEST] = [25, 27];

async function identify(line: AskLine, told: string | undefined): Promise<Identity | undefined> {
  if (told !== undefined) return identityIn(told);
  for (let tries = 0; tries < TRIES; tries++) {
    const answer = await line.text("\rID");
    const identity = answer.length >= SHORTEST && answer.length <= LONGEST ? identityIn(answer) : undefined;
    if (identity) return identity;
  }
  return undefined;
}

async function stateOf(line: AskLine, tries: number): Promise<Words | undefined> {
  for (let left = tries; left > 0; left--) {
    const words = wordsIn(await line.text("\rQ1"));
    if (words) return words;
  }
  return undefined;
}

const facts = (identity: Identity, factor: number): readonly (readonly [string, string])[] => {
  const nominal = nominalOf(identity);
  return [
    ["ups.mfr", identity.maker],
    ["ups.model", identity.model],
    ["input.voltage.nominal", String(identity.input)],
    ["output.voltage.nominal", String(identity.output)],
    ...(nominal === undefined ? [] : [["battery.voltage.nominal", String(factor * nominal)] as const]),
  ];
};

const absent = (port: string, what: string): DeviceError => {
  const advice = "Check that the UPS is on, the cable, port and ID in ups.conf, and whether nutdrv_qx is its driver";
  return new DeviceError("absent", `${port}: ${what}. ${advice}`);
};

async function open(
  { openers, settings, clock }: DriverContext,
  opened: (port: SerialLine) => void,
  first: boolean,
): Promise<Link<Asked, Words, string, Token>> {
  const port = await openers.serial.open(settings.port, { baud: 2400 });
  opened(port);
  const line = new AskLine(port, clock, RULES);
  if (!(await stateOf(line, TRIES))) throw absent(settings.port, "no UPS of Best Power or Sola answers Q1");
  const identity = await identify(line, settings.get("ID"));
  if (!identity) throw absent(settings.port, "the UPS does not say by ID who it is");
  // A shutdown that was ordered before the start would still come.
  if (first) await line.send("C");
  const factor = factorOf(settings.get("battvoltmult"));
  const order = async (text: string): Promise<boolean> => {
    await line.send(text);
    return true;
  };
  return {
    title: `${identity.maker} ${identity.model} on ${settings.port}`,
    facts: facts(identity, factor),
    rows: rowsFor(identity, factor),
    read: async () => {
      const raw = await stateOf(line, 1);
      if (!raw) throw new DeviceError("stale", "the UPS does not tell its state");
      return { kind: "data", raw };
    },
    order,
    killpower: () => order("S01R0001"),
    close: () => port.close(),
  };
}

const volts = (text: string): string | undefined =>
  (parseDecimal(text) ?? 0) > 0 ? undefined : `"${text}" is not a voltage`;
const identityOption = (text: string): string | undefined =>
  identityIn(text) ? undefined : `"${text}" is not of the form FOR,750,120,120,20.0,27.6`;

export const BESTUPS: DriverDefinition = {
  name: "bestups",
  title: "Fortress, Patriot and Axxium of Best Power, and UPSes of Sola, on a serial line",
  version: "1.12",
  options: [
    value("nombattvolt", "volts of a full battery, in place of what the UPS says", volts),
    value("battvoltmult", "what the voltage of the battery is multiplied by (1)", positive),
    value("ID", "what the UPS would answer to ID: model,VA,volts in,volts out,empty,full", identityOption),
  ],
  quick: true,
  create: (context) => {
    let first = true;
    const openOnce = async (...[own, opened]: Parameters<Family<Asked, Words, Token, string>["open"]>) => {
      const link = await open(own, opened, first);
      first = false;
      return link;
    };
    return new TableDriver({ rows: [], placeOf: () => "state", open: openOnce }, context);
  },
};
