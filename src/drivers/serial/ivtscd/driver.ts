/**
 * ivtscd: solar controllers of IVT, which charge a battery. 1200 bit/s, the line is fed by DTR:
 *
 *     we  F     it  R:12,57;- 1,1;20;12,57;13,18;- 2,1; 1,5;     volts and amperes now, degrees, least and most of both
 *     we  L                                                      forget the least and the most
 */
import type { SerialLine } from "../../../device/serial-line.ts";
import { parseDecimal } from "../../../nut/decimal.ts";
import { figure, type ViewReader } from "../../kit/codecs.ts";
import { AskLine, type LineRules } from "../../kit/line/ask-line.ts";
import { feedCable } from "../../kit/line/output-lines.ts";
import type { Link } from "../../kit/link.ts";
import { TableDriver } from "../../kit/table-driver.ts";
import type { TableRow } from "../../kit/table-row.ts";
import { DeviceError, type DriverContext, type DriverDefinition, type DriverSettings } from "../../types.ts";

const RULES: LineRules = { ends: "", until: "\n", answerMs: 2000, longest: 128, whole: true };
const COUNT = 7;

type Asked = Readonly<Record<never, never>>;
type Numbers = readonly number[];
type Token = "OL" | "OB" | "LB";

const number = (at: number, places: number): ViewReader<Numbers, unknown> => figure(places, (numbers) => numbers[at]);
const charges = ([, amperes = 0]: Numbers): boolean => amperes > 0;

const ROWS: readonly TableRow<Asked, Numbers, Token, string>[] = [
  { status: "OL", poll: "quick", when: charges },
  { status: "OB", poll: "quick", when: (numbers) => !charges(numbers) },
  { var: "battery.voltage", poll: "quick", as: number(0, 2) },
  { var: "battery.current", poll: "quick", as: number(1, 1) },
  { var: "battery.temperature", poll: "quick", as: number(2, 0) },
  { var: "battery.voltage.minimum", poll: "quick", as: number(3, 2) },
  { var: "battery.voltage.maximum", poll: "quick", as: number(4, 2) },
  { var: "battery.current.minimum", poll: "quick", as: number(5, 1) },
  { var: "battery.current.maximum", poll: "quick", as: number(6, 1) },
  { cmd: "reset.input.minmax", send: "L" },
];

/** Of an answer; undefined for anything else. */
function numbersIn(answer: string): Numbers | undefined {
  const [, told] = /^R:([^R]*;)$/.exec(answer.replaceAll(" ", "")) ?? [];
  const numbers = told
    ?.split(";")
    .slice(0, COUNT)
    .map((text) => parseDecimal(text.replace(",", ".")) ?? Number.NaN);
  return numbers?.length === COUNT && numbers.every(Number.isFinite) ? numbers : undefined;
}

const NOMINAL_V = 12;
const LOW_V = 10.8;

/** Volts at which the battery counts as low. Throws DeviceError `configuration`. */
function lowVolts({ override, fallback }: DriverSettings): number {
  const said = (name: string, usual: number): number => parseDecimal(override(name) ?? fallback(name) ?? "") ?? usual;
  const [nominal, low] = [said("battery.voltage.nominal", NOMINAL_V), said("battery.voltage.low", LOW_V)];
  if (low < nominal) return low;
  const advice = "Set default.battery.voltage.low below default.battery.voltage.nominal in ups.conf";
  throw new DeviceError("configuration", `the battery is low at ${low} V, and has ${nominal} V. ${advice}`);
}

async function open(
  { openers, settings, clock }: DriverContext,
  opened: (port: SerialLine) => void,
): Promise<Link<Asked, Numbers, string, Token>> {
  const low = lowVolts(settings);
  const port = await openers.serial.open(settings.port, { baud: 1200 });
  opened(port);
  await feedCable(port, { dtr: true, rts: false });
  const line = new AskLine(port, clock, RULES);
  if (!numbersIn(await line.text("F"))) {
    const advice = "Check that the controller is on, the cable, and port in ups.conf";
    throw new DeviceError("absent", `${settings.port}: no solar controller of IVT answers. ${advice}`);
  }
  return {
    title: `IVT solar controller on ${settings.port}`,
    facts: [
      ["device.mfr", "IVT"],
      ["device.model", "Solar Controller Device"],
      ["device.type", "scd"],
    ],
    rows: [{ status: "LB", poll: "quick", when: ([volts = low]) => volts < low }],
    read: async () => {
      const raw = numbersIn(await line.text("F"));
      if (!raw) throw new DeviceError("stale", "the controller does not tell what it measures");
      return { kind: "data", raw };
    },
    order: async (order) => {
      await line.send(order);
      return true;
    },
    close: () => port.close(),
  };
}

export const IVTSCD: DriverDefinition = {
  name: "ivtscd",
  title: "Solar controllers of IVT on a serial line",
  version: "0.08",
  options: [],
  quick: true,
  create: (context) => new TableDriver({ rows: ROWS, placeOf: () => "state", open }, context),
};
