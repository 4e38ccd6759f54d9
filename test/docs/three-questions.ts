// The example of CONTRIBUTING.md, which a test holds to this file and runs.
/**
 * A UPS that answers three questions, at 2400 bit/s, a CR behind each question and answer.
 *
 *     we  S     it  10       state: 1st figure on battery, 2nd battery low
 *     we  C     it  97       charge in percent
 *     we  V     it  230.1    volts of the mains
 */

import { decimal, type Reader } from "../../src/drivers/kit/codecs.ts";
import { AskLine, type LineRules } from "../../src/drivers/kit/line/ask-line.ts";
import { TableDriver } from "../../src/drivers/kit/table-driver.ts";
import type { TableRow } from "../../src/drivers/kit/table-row.ts";
import { DeviceError, type DriverDefinition } from "../../src/drivers/types.ts";
import { parseDecimal } from "../../src/nut/decimal.ts";

const RULES: LineRules = { ends: "\r", until: "\r", answerMs: 1000, longest: 20 };

const number = (places: number): Reader<string> => ({
  read: (text) => decimal(places).read(parseDecimal(text) ?? Number.NaN),
});

const state =
  (at: number, figure: "0" | "1") =>
  (text: string): boolean =>
    text[at] === figure;

const ROWS: readonly TableRow<{ readonly ask: string }, string, "OL" | "OB" | "LB", never>[] = [
  { status: "OL", ask: "S", when: state(0, "0"), poll: "quick" },
  { status: "OB", ask: "S", when: state(0, "1"), poll: "quick" },
  { status: "LB", ask: "S", when: state(1, "1"), poll: "quick" },
  { var: "battery.charge", ask: "C", as: number(0) },
  { var: "input.voltage", ask: "V", as: number(1) },
];

async function status(line: AskLine, fault: "absent" | "stale"): ReturnType<AskLine["ask"]> {
  const answer = await line.ask("S");
  if (answer.kind === "data" && /^[01]{2}$/.test(answer.raw)) return answer;
  throw new DeviceError(fault, "the UPS does not tell its state. Check the cable, and port in ups.conf");
}

export const ASK_THREE: DriverDefinition = {
  name: "ask-three",
  title: "UPSes that answer three questions on a serial line",
  version: "0.01",
  options: [],
  quick: true,
  create: (context) =>
    new TableDriver(
      {
        rows: ROWS,
        placeOf: ({ ask }) => ask,
        open: async ({ openers, settings, clock }, opened) => {
          const port = await openers.serial.open(settings.port, { baud: 2400 });
          opened(port);
          const line = new AskLine(port, clock, RULES);
          await status(line, "absent");
          return {
            title: `UPS on ${settings.port}`,
            facts: [],
            read: ({ ask }) => (ask === "S" ? status(line, "stale") : line.ask(ask)),
            close: () => line.close(),
          };
        },
      },
      context,
    ),
};
