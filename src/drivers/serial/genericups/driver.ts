/** genericups: a UPS that closes contacts, seen as levels on the lines of a serial port. Nothing is ever sent or read. */
import type { SerialLine } from "../../../device/serial-line.ts";
import { sleep } from "../../../system/clock.ts";
import type { Link } from "../../kit/link.ts";
import { value } from "../../kit/options.ts";
import { TableDriver } from "../../kit/table-driver.ts";
import type { TableRow } from "../../kit/table-row.ts";
import type { DriverContext, DriverDefinition, DriverOption, DriverSettings } from "../../types.ts";
import { type Contacts, contactsOf, inputProblem, outputProblem, typeList, typeProblem } from "./contacts.ts";
import { isDefined, isThere } from "./signals.ts";

/** No byte passes: any speed does. */
const BAUD = 2400;
/** As long as the break of the C driver (tcsendbreak with 4901, in whole tenths of a second). */
const BREAK_MS = 5000;
const LONGEST_HOLD = 86_400;

const holdProblem = (text: string): string | undefined =>
  /^\s*\d{1,5}\s*$/.test(text) && Number(text) <= LONGEST_HOLD
    ? undefined
    : `${text}: write seconds, 0 to ${LONGEST_HOLD}`;

export const OPTIONS: readonly DriverOption[] = [
  value("upstype", "number of the kind of UPS and cable (needed)", typeProblem),
  value("mfr", "maker to show instead of the table's"),
  value("model", "model to show instead of the table's"),
  value("serial", "serial number to show"),
  value("CP", "lines that feed the cable: DTR, RTS, none", outputProblem),
  value("OL", "lines that say: on mains (CTS, DCD, RNG, DSR)", inputProblem),
  value("LB", "lines that say: battery low", inputProblem),
  value("RB", "lines that say: replace the battery", inputProblem),
  value("BYPASS", "lines that say: battery bypassed or absent", inputProblem),
  value("SD", "lines that turn the load off: DTR, RTS, ST (a break)", outputProblem),
  value("sdtime", "seconds to hold the shutdown lines (0)", holdProblem),
];

const SIGNALS = ["ol", "lb", "rb", "bypass"] as const;

/** The signals that are there. */
type Closed = ReadonlySet<(typeof SIGNALS)[number]>;

/** All levels are read at once. */
type Levels = Record<never, never>;

/** In the order of the C driver. */
const ROWS: readonly TableRow<Levels, Closed, "OL" | "OB" | "LB" | "RB" | "BYPASS", never>[] = [
  { status: "LB", when: (closed) => closed.has("lb"), poll: "quick" },
  { status: "OL", when: (closed) => closed.has("ol"), poll: "quick" },
  { status: "OB", when: (closed) => !closed.has("ol"), poll: "quick" },
  { status: "RB", when: (closed) => closed.has("rb"), poll: "quick" },
  { status: "BYPASS", when: (closed) => closed.has("bypass"), poll: "quick" },
];

/** Mains are there where no line decides about them; an alarm is not. */
async function read(line: SerialLine, contacts: Contacts): Promise<Closed> {
  const levels = await line.getLines();
  const counts = (name: (typeof SIGNALS)[number]): boolean => name === "ol" || isDefined(contacts[name]);
  return new Set(SIGNALS.filter((name) => counts(name) && isThere(contacts[name], levels)));
}

async function turnOff(line: SerialLine, { sd, title }: Contacts, context: DriverContext): Promise<boolean> {
  const { log, clock, settings } = context;
  if (!sd) {
    log.error(`nobody knows how to turn off the load of a ${title}: if you do, say it with SD`);
    return false;
  }
  if (sd.brk && !sd.dtr && !sd.rts) {
    await line.setLines({ brk: true });
    await sleep(clock, BREAK_MS);
    await line.setLines({ brk: false });
    return true;
  }
  await line.setLines({ dtr: sd.dtr, rts: sd.rts });
  const seconds = Number(settings.get("sdtime") ?? 0);
  if (seconds > 0) log.info(`holding the shutdown signal for ${seconds} s`);
  if (seconds > 0) await sleep(clock, seconds * 1000);
  return true;
}

const factsOf = (settings: DriverSettings, { type }: Contacts): Link<Levels, Closed, never>["facts"] => {
  const serial = settings.get("serial");
  return [
    ["ups.mfr", settings.get("mfr") ?? type.mfr],
    ["ups.model", settings.get("model") ?? type.model],
    ...(serial === undefined ? [] : [["ups.serial", serial] as const]),
  ];
};

async function open(context: DriverContext, opened: (port: SerialLine) => void): Promise<Link<Levels, Closed, never>> {
  const { settings, openers, log } = context;
  const contacts = contactsOf(settings, (text) => log.warning(text));
  const ring = SIGNALS.some((name) => contacts[name].ri !== undefined);
  // The levels must outlive the driver: `-k` raises the shutdown line and ends.
  const line = await openers.serial.open(settings.port, { baud: BAUD, hangUp: false, ring });
  opened(line);
  await line.setLines({ dtr: contacts.cp.dtr, rts: contacts.cp.rts });
  return {
    title: `${contacts.title} on ${settings.port}`,
    facts: factsOf(settings, contacts),
    read: async () => ({ kind: "data", raw: await read(line, contacts) }),
    killpower: () => turnOff(line, contacts, context),
    close: () => line.close(),
  };
}

export const GENERICUPS: DriverDefinition = {
  name: "genericups",
  title: "Contact-closure UPS",
  version: "1.42",
  options: OPTIONS,
  notes: () => `Kinds of UPS (upstype):\n\n${typeList()}`,
  create: (context) => new TableDriver({ rows: ROWS, placeOf: () => "levels", open }, context),
};
