/** powervar_cx_ser: UPSes of Powervar that speak CUSPP (see cuspp.ts), on a serial line. */
import type { SerialLine } from "../../../device/serial-line.ts";
import type { Link } from "../../kit/link.ts";
import { notNegative, numberOf, value } from "../../kit/options.ts";
import { type Family, TableDriver } from "../../kit/table-driver.ts";
import { DeviceError, type DriverContext, type DriverDefinition, type DriverOption } from "../../types.ts";
import { type Asked, Cuspp, type Values } from "./cuspp.ts";
import { ROWS, rowsFor, type Token } from "./rows.ts";

type PowervarLink = Link<Asked, Values, string, Token>;
export type PowervarFamily = Family<Asked, Values, Token, string>;

const GROUPS = ["UID", "BAT", "INP", "OUT", "SYS", "SET", "ALM", "TST"];
const PROTOCOL = "CUSPP";

/** The UPS behind a line. Throws DeviceError `absent`. */
export async function linkTo(
  port: SerialLine,
  where: string,
  { settings, clock }: DriverContext,
): Promise<PowervarLink> {
  const cuspp = new Cuspp(port, clock);
  await cuspp.rouse();
  const identity = (await cuspp.learn("PID")) ? await cuspp.read({ ask: "PID" }) : undefined;
  if (identity?.kind !== "data" || identity.raw.get("PROT") !== PROTOCOL) {
    const advice = "Check that the UPS is on, the cable, and what ups.conf says of the device";
    throw new DeviceError("absent", `${where}: no UPS answers in ${PROTOCOL}. ${advice}`);
  }
  for (const group of [...GROUPS, ...(cuspp.has("PID", "EVT") ? ["EVT"] : [])]) await cuspp.learn(group);
  const { kind } = await cuspp.read({ ask: "OUT" });
  if (kind !== "data") throw new DeviceError("absent", `${where}: the UPS tells nothing of its output`);
  return {
    title: `Powervar on ${where}`,
    facts: [],
    rows: rowsFor(cuspp, (name) => settings.get(name)),
    read: async (asked) => {
      const answer = await cuspp.read(asked);
      if (asked.ask === "OUT" && answer.kind !== "data")
        throw new DeviceError("stale", "the UPS does not tell its status");
      return answer;
    },
    write: async ({ ask }, raw) => {
      for (const [name, text] of raw) if (!(await cuspp.order(`${ask}.${name}.W=${text}`))) return false;
      return true;
    },
    order: (order) => cuspp.order(order),
    close: () => port.close(),
  };
}

export const FAMILY: Omit<PowervarFamily, "open"> = {
  rows: ROWS,
  placeOf: ({ ask }) => ask,
  places: ["OUT", "BAT", "ALM"],
  killpower: "load.off.delay",
};

const within =
  (least: number, most: number) =>
  (text: string): string | undefined => {
    const number = numberOf(text) ?? -1;
    return number < least || number > most ? `"${text}" is not a number from ${least} to ${most}` : undefined;
  };

export const OPTIONS: readonly DriverOption[] = [
  value("startdelay", "seconds from load.on.delay to power on (1)", within(1, 65_535)),
  value("offdelay", "seconds from a shutdown command to power off (1)", within(0, 65_535)),
  value("disptesttime", "seconds that a test of the panel takes (10; UPM alone)", within(11, 255)),
];

const BAUD = 9600;

async function open(context: DriverContext, opened: (port: SerialLine) => void): Promise<PowervarLink> {
  const { openers, settings } = context;
  const port = await openers.serial.open(settings.port, { baud: numberOf(settings.get("pvbaud")) ?? BAUD });
  opened(port);
  return linkTo(port, settings.port, context);
}

export const POWERVAR_CX_SER: DriverDefinition = {
  name: "powervar_cx_ser",
  title: "UPSes of Powervar on a serial line",
  version: "1.02",
  options: [...OPTIONS, value("pvbaud", "bit/s, with firmware of its own (9600)", notNegative)],
  quick: true,
  create: (context) => new TableDriver({ ...FAMILY, open }, context),
};
