/** liebert-gxe: UPSes GXE of Liebert, which speak YD/T 1363 (see ydn23.ts) at 9600 bit/s. */
import type { SerialLine } from "../../../device/serial-line.ts";
import { figure, phrase, type ViewReader } from "../../kit/codecs.ts";
import type { Answer } from "../../kit/line/ask-line.ts";
import type { Link } from "../../kit/link.ts";
import { notNegative, numberOf, value } from "../../kit/options.ts";
import { TableDriver } from "../../kit/table-driver.ts";
import type { TableRow } from "../../kit/table-row.ts";
import { DeviceError, type DriverContext, type DriverDefinition } from "../../types.ts";
import { Ydn23 } from "./ydn23.ts";

const ASK = { measured: "42", state: "43", warnings: "44", order: "45", settings: "47", vendor: "51" } as const;
/** Bytes that an answer has at least. */
const LEAST: Readonly<Record<string, number>> = { [ASK.measured]: 43, [ASK.state]: 6, [ASK.warnings]: 28 };

interface Asked {
  readonly ask: string;
}
type Data = Uint8Array;
type Token = "OB" | "OL" | "BYPASS";
type GxeRow = TableRow<Asked, Data, Token, string>;

const byte = (data: Data, at: number): number => data[at] ?? 0;
const word = (data: Data, at: number): number | undefined =>
  at + 1 < data.length ? 256 * byte(data, at) + byte(data, at + 1) : undefined;
const number = (at: number, places = 0, factor = 1): ViewReader<Data, unknown> =>
  figure(places, (data) => (word(data, at) ?? Number.NaN) * factor);
const hundredths = (at: number): ViewReader<Data, unknown> => number(at, 2, 0.01);
const named = (at: number, names: Readonly<Record<number, string>>): ViewReader<Data, unknown> =>
  phrase((data) => names[byte(data, at)]);

const STATE = { ask: ASK.state, poll: "quick" } as const;
const MEASURED = { ask: ASK.measured, poll: "quick" } as const;
const WARNINGS = { ask: ASK.warnings, poll: "quick" } as const;
const SETTINGS = { ask: ASK.settings, poll: "changed" } as const;

/** What supplies the output, and what the inverter. */
const [INVERTER, BYPASS, BATTERY] = [0x01, 0x02, 0xe2];
const byInverter = (data: Data): boolean => byte(data, 1) === INVERTER;
const byBypass = (data: Data): boolean => byte(data, 1) === BYPASS;
const mainsFail = (measured: Data | undefined): boolean => measured !== undefined && (word(measured, 1) ?? 100) < 100;
const onBattery = (data: Data, measured: Data | undefined): boolean =>
  byInverter(data) && (byte(data, 3) === BATTERY || mainsFail(measured));

/** Where a warning stands, from 2 on; those without a text are of the user. */
const TEXTS: readonly (string | undefined)[] = [
  "Inverter not in step",
  "Mains bad",
  "Rectifier failed",
  "Inverter failed",
  "Bypass bad",
  "Battery voltage bad",
  undefined,
  undefined,
  "Power module too hot",
  "Fan bad",
  "Neutral of the input missing",
  "Main switch off",
  "Charger failed",
  "Battery weak",
  "Auxiliary supply failed",
  "Output overloaded",
  "Output short-circuited",
  "Overloaded for too long",
  "Currents of parallel units differ",
  "Parallel units do not answer",
  "Parallel units have the same address",
  "Internal communication bad",
  "System overloaded",
  "Battery poles swapped",
  "Battery missing",
];
const RAISED = [0x01, 0x02, 0x03, 0xf0];
const FIRST = 2;

const QUARTER_S = 90 * 86_400;
const bypassHigh = figure<Data>(0, (data) => (word(data, 17) === 1 ? (word(data, 9) ?? 0) * 1.15 : undefined));
const bypassLow = phrase<Data>((data) => (word(data, 19) === 1 ? "120" : undefined));

const ROWS: readonly GxeRow[] = [
  { note: "measured", ...MEASURED },
  { status: "OB", ...STATE, when: (data, view) => onBattery(data, view.note("measured")) },
  {
    status: "OL",
    ...STATE,
    when: (data, view) => byBypass(data) || (byInverter(data) && !onBattery(data, view.note("measured"))),
  },
  { status: "BYPASS", ...STATE, when: byBypass },
  ...TEXTS.flatMap((alarm, at): readonly GxeRow[] =>
    alarm === undefined ? [] : [{ alarm, ...WARNINGS, when: (data) => RAISED.includes(byte(data, FIRST + at)) }],
  ),
  {
    var: "battery.charger.status",
    ...STATE,
    sometimes: true,
    as: named(4, { 224: "resting", 225: "charging", 226: "charging", 227: "discharging" }),
  },
  { var: "ups.test.result", ...STATE, sometimes: true, as: named(5, { 224: "In progress", 225: "Idle" }) },
  { var: "input.voltage", ...MEASURED, as: hundredths(1) },
  { var: "output.voltage", ...MEASURED, as: hundredths(7) },
  { var: "output.current", ...MEASURED, as: hundredths(13) },
  { var: "battery.voltage", ...MEASURED, as: hundredths(19) },
  { var: "output.frequency", ...MEASURED, as: hundredths(21) },
  { var: "input.frequency", ...MEASURED, as: hundredths(27) },
  { var: "ups.realpower", ...MEASURED, as: number(33, 0, 10) },
  { var: "ups.power", ...MEASURED, as: number(35, 0, 10) },
  { var: "battery.runtime", ...MEASURED, as: number(41, 0, 60) },
  { var: "output.voltage.nominal", ...SETTINGS, as: number(9) },
  { var: "output.frequency.nominal", ...SETTINGS, as: number(11) },
  { var: "input.transfer.bypass.high", ...SETTINGS, as: bypassHigh },
  { var: "input.transfer.bypass.low", ...SETTINGS, as: bypassLow },
  { var: "ups.test.interval", ...SETTINGS, as: number(39, 0, QUARTER_S) },
  { cmd: "test.battery.start", send: "1002" },
  { cmd: "test.battery.stop", send: "1003" },
  { cmd: "load.on", send: "2001" },
  { cmd: "load.off", send: "2003" },
];

/** Bears as many silent polls as `retry` says. */
class GxeLine {
  readonly #ydn: Ydn23;
  readonly #patience: number;
  readonly #last = new Map<string, Answer<Data>>();
  #silent = 0;

  constructor(ydn: Ydn23, patience: number) {
    this.#ydn = ydn;
    this.#patience = patience;
  }

  async read({ ask }: Asked): Promise<Answer<Data>> {
    const answer = await this.#ydn.ask(ask);
    if (answer.kind === "data" && answer.raw.length >= (LEAST[ask] ?? 0)) {
      if (ask === ASK.state) this.#silent = 0;
      this.#last.set(ask, answer);
      return answer;
    }
    if (ask === ASK.state && ++this.#silent > this.#patience)
      throw new DeviceError("stale", "the UPS does not tell its state");
    return this.#last.get(ask) ?? { kind: "silent" };
  }
}

const ADDRESS = "01";
const RETRIES = 3;
const NAME_LENGTH = 10;

async function open(
  { openers, settings, clock }: DriverContext,
  opened: (port: SerialLine) => void,
): Promise<Link<Asked, Data, string, Token>> {
  const port = await openers.serial.open(settings.port, { baud: 9600 });
  opened(port);
  const address = settings.get("addr") ?? ADDRESS;
  const ydn = new Ydn23(port, clock, address.toUpperCase());
  const vendor = await ydn.ask(ASK.vendor);
  if (vendor.kind !== "data") {
    const advice = "Check that the UPS is on, the cable, port and addr in ups.conf";
    throw new DeviceError("absent", `${settings.port}: no GXE answers at address ${address}. ${advice}`);
  }
  const [model = ""] = Buffer.from(vendor.raw.subarray(0, NAME_LENGTH)).toString("latin1").split(" ");
  const line = new GxeLine(ydn, numberOf(settings.get("retry")) ?? RETRIES);
  return {
    title: `Liebert ${model} on ${settings.port}`,
    facts: [
      ["ups.mfr", "EmersonNetworkPower"],
      ["ups.model", model],
      ["ups.id", address],
    ],
    read: (asked) => line.read(asked),
    order: async (data) => (await ydn.ask(ASK.order, data)).kind === "data",
    close: () => port.close(),
  };
}

const hexAddress = (text: string): string | undefined =>
  /^[\da-f]{2}$/i.test(text) ? undefined : `"${text}" is not an address of two hexadecimal digits`;

export const LIEBERT_GXE: DriverDefinition = {
  name: "liebert-gxe",
  title: "UPSes GXE of Liebert on a serial line",
  version: "0.05",
  options: [
    value("addr", "address of the UPS, two hexadecimal digits (01)", hexAddress),
    value("retry", "polls without an answer before data are stale (3)", notNegative),
  ],
  quick: true,
  create: (context) =>
    new TableDriver({ rows: ROWS, placeOf: ({ ask }) => ask, places: [ASK.state, ASK.measured], open }, context),
};
