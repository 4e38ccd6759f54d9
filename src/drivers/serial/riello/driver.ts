/** riello_ser and riello_usb: UPSes of Riello. Two protocols on serial lines, one of them over USB. */
import type { Answer } from "../../kit/line/ask-line.ts";
import type { Closable, Link } from "../../kit/link.ts";
import { flag } from "../../kit/options.ts";
import { TableDriver } from "../../kit/table-driver.ts";
import { DeviceError, type DriverContext, type DriverDefinition, type DriverOption } from "../../types.ts";
import { phasesOf } from "./readings.ts";
import { type Asked, batteryFacts, delayed, type Order, type Raw, rowsOf, type Token } from "./rows.ts";
import { type Spoken, speakGpser, speakSentr, TRIES } from "./speak.ts";

export type RielloLink = Link<Asked, Raw, Order, Token>;

export const OPTIONS: readonly DriverOption[] = [
  flag("localcalculation", "calculate battery charge and runtime from the voltage of the battery"),
];

const SPEEDS = [9600, 1200];
const STOP: Order = { kind: "stop", seconds: 0 };

/** The link to a device that answers in some protocol. */
export function linkTo(
  spoken: Spoken,
  title: string,
  { settings }: DriverContext,
  close: () => Promise<void>,
): RielloLink {
  const phases = phasesOf(spoken.kind);
  const { rating } = spoken;
  const asked = (name: string): string | undefined => settings.override(name) ?? settings.fallback(name);
  const read = async ({ ask }: Asked): Promise<Answer<Raw>> => {
    if (ask === "power") {
      const power = await spoken.power();
      return power ? { kind: "data", raw: { power, rating } } : { kind: "silent" };
    }
    const said = await spoken.state();
    if (!said) throw new DeviceError("stale", "the UPS does not tell its state");
    return { kind: "data", raw: { said, rating } };
  };
  return {
    title,
    facts: [
      ["ups.mfr", "RPS S.p.a."],
      ...spoken.facts,
      ...(phases.input === 3
        ? ([
            ["input.phases", "3"],
            ["input.bypass.phases", "3"],
          ] as const)
        : []),
      ...(phases.output === 3 ? ([["output.phases", "3"]] as const) : []),
      ...batteryFacts(rating, asked),
    ],
    rows: rowsOf(phases, spoken.hasPanel, asked),
    read,
    order: (order) => spoken.order(order),
    killpower: async (known) => {
      const off = delayed("off", "ups.delay.shutdown")(undefined, { known });
      if (!off) return false;
      // A second time both begin anew.
      for (let left = TRIES; left > 0; left--) {
        if ((await spoken.order(STOP)) && (await spoken.order(off))) return true;
      }
      return false;
    },
    close,
  };
}

async function open(context: DriverContext, opened: (port: Closable) => void): Promise<RielloLink> {
  const { openers, settings } = context;
  for (const baud of SPEEDS) {
    const port = await openers.serial.open(settings.port, { baud });
    opened(port);
    const spoken = (await speakSentr(port, context)) ?? (await speakGpser(port, context));
    if (spoken) return linkTo(spoken, `Riello UPS on ${settings.port}`, context, () => port.close());
    await port.close();
  }
  const advice = "Check that the UPS is on, the cable, and port in ups.conf";
  throw new DeviceError("absent", `${settings.port}: no Riello UPS answers at ${SPEEDS.join(" or ")} bit/s. ${advice}`);
}

/** `places`: a poll begins with the state. */
export const FAMILY = { rows: [], placeOf: ({ ask }: Asked): string => ask, places: ["state"] } as const;

export const RIELLO_SER: DriverDefinition = {
  name: "riello_ser",
  title: "UPSes of Riello on a serial line",
  version: "0.18",
  options: OPTIONS,
  quick: true,
  create: (context) => new TableDriver({ ...FAMILY, open }, context),
};
