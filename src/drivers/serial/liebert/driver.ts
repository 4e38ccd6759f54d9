/**
 * liebert: UPSes of Liebert with a contact-closure cable, such as UPStation GXT2. On battery the UPS joins the two data lines, so
 * that what is sent comes back; DCD says that the battery is low.
 */
import type { SerialLine } from "../../../device/serial-line.ts";
import { notThere } from "../../kit/held.ts";
import { feedCable } from "../../kit/line/output-lines.ts";
import type { Link } from "../../kit/link.ts";
import { value } from "../../kit/options.ts";
import { TableDriver } from "../../kit/table-driver.ts";
import type { TableRow } from "../../kit/table-row.ts";
import type { DriverContext, DriverDefinition, DriverOption } from "../../types.ts";

export const OPTIONS: readonly DriverOption[] = [
  value("mfr", "maker to show (Liebert)"),
  value("model", "model to show (MultiLink)"),
];

/** Any speed does. */
const BAUD = 9600;
const SENT = 0x55;
const BACK_MS = 1000;
/** Longer than a byte takes. */
const MORE_MS = 100;
/** So many readings in succession have to say the same as one before them. */
const REPEATS = 3;

type Signal = "ob" | "lb";
/** The signals that are there. */
type Signals = ReadonlySet<Signal>;
type Everything = Readonly<Record<never, never>>;

const NOW = { poll: "quick" } as const;
const ROWS: readonly TableRow<Everything, Signals, "OB" | "OL" | "LB", never>[] = [
  { ...NOW, status: "OB", when: (signals) => signals.has("ob") },
  { ...NOW, status: "OL", when: (signals) => !signals.has("ob") },
  { ...NOW, status: "LB", when: (signals) => signals.has("lb") },
];

/** Changes once some readings in succession say so. */
class Settled {
  #holds = false;
  #last = false;
  #repeats = 0;

  get holds(): boolean {
    return this.#holds;
  }

  /** True while the last reading says otherwise. */
  get isOpen(): boolean {
    return this.#last !== this.#holds;
  }

  take(reading: boolean): void {
    this.#repeats = reading === this.#last ? this.#repeats + 1 : 0;
    this.#last = reading;
    if (this.#repeats >= REPEATS) this.#holds = reading;
  }
}

class Contacts {
  readonly #line: SerialLine;
  readonly #battery = new Settled();
  readonly #low = new Settled();

  constructor(line: SerialLine) {
    this.#line = line;
  }

  /** The byte, and nothing else: noise is not the battery. */
  async #comesBack(): Promise<boolean> {
    this.#line.flush();
    await this.#line.write(Uint8Array.of(SENT));
    const [first] = await this.#line.read(() => true, BACK_MS, 1);
    const more = first === undefined ? [] : await this.#line.read(() => true, MORE_MS, 1);
    return first === SENT && more.length === 0;
  }

  /** Throws DeviceError `lost`. */
  async read(): Promise<Signals> {
    this.#battery.take(await this.#comesBack());
    this.#low.take((await this.#line.getLines()).dcd);
    const signals = [this.#battery.holds && ("ob" as const), this.#low.holds && ("lb" as const)];
    return new Set(signals.filter((signal) => signal !== false));
  }

  /** Where the first reading tells of a battery, it is looked at until it is sure or gone. */
  async begin(): Promise<void> {
    for (let left = REPEATS; left >= 0; left--) {
      await this.read();
      if (!this.#battery.isOpen && !this.#low.isOpen) return;
    }
  }
}

async function open(
  { openers, settings }: DriverContext,
  opened: (port: SerialLine) => void,
): Promise<Link<Everything, Signals, never>> {
  const line = await openers.serial.open(settings.port, { baud: BAUD });
  opened(line);
  await feedCable(line, { rts: true });
  const contacts = new Contacts(line);
  await contacts.begin().catch(notThere("check that port in ups.conf is a serial port that has the line DCD"));
  return {
    title: `Liebert with contacts on ${settings.port}`,
    facts: [
      ["ups.mfr", settings.get("mfr") ?? "Liebert"],
      ["ups.model", settings.get("model") ?? "MultiLink"],
    ],
    read: async () => ({ kind: "data", raw: await contacts.read() }),
    close: () => line.close(),
  };
}

export const LIEBERT: DriverDefinition = {
  name: "liebert",
  title: "UPSes of Liebert with a contact-closure cable",
  version: "1.07",
  options: OPTIONS,
  create: (context) => new TableDriver({ rows: ROWS, placeOf: () => "contacts", open }, context),
};
