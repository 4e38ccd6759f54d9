/** apcsmart: APC UPSes that speak the smart protocol over a serial line. */
import type { SerialLine } from "../../../device/serial-line.ts";
import { feedCable } from "../../kit/line/output-lines.ts";
import { checkOptions } from "../../kit/options.ts";
import {
  DeviceError,
  type Driver,
  type DriverContext,
  type DriverDefinition,
  type DriverOption,
  type DriverSettings,
  type Identity,
  type Outcome,
  type Reading,
} from "../../types.ts";
import { ApcDevice, type ApcTables } from "./device.ts";
import { enterSmartMode, identify } from "./identify.ts";
import { SmartLine } from "./line.ts";
import { forcedMs, grace, killPower, olderWaysOff, type Supply, type WayOff, waysOff } from "./off.ts";
import { hasOddCable, OLDER_OPTIONS, OPTIONS } from "./options.ts";
import { ApcCommands, setVariable } from "./orders.ts";
import { ApcPoll } from "./poll.ts";
import { COMMANDS, OLDER_COMMANDS } from "./tables/commands.ts";
import { OLDER_VARIABLES, VARIABLES } from "./tables/variables.ts";

const BAUD = 2400;
const START_TRIES = 5;

/** What differs between the driver and the older one that it stands in for. */
interface Dialect {
  readonly tables: ApcTables;
  readonly options: readonly DriverOption[];
  readonly waysOff: (settings: DriverSettings, supply: Supply) => readonly WayOff[];
  /** Takes command sets that the driver of today does not. */
  readonly loose: boolean;
}

interface Open {
  readonly device: ApcDevice;
  readonly poll: ApcPoll;
  readonly commands: ApcCommands;
}

class ApcSmartDriver implements Driver {
  readonly #context: DriverContext;
  readonly #dialect: Dialect;
  #line: SmartLine | undefined;
  #port: SerialLine | undefined;
  #open: Open | undefined;
  #wake: () => void = () => undefined;

  constructor(context: DriverContext, dialect: Dialect) {
    this.#context = context;
    this.#dialect = dialect;
  }

  async open(wake: () => void): Promise<Identity> {
    const { settings, openers, clock, log } = this.#context;
    const { options, tables, loose } = this.#dialect;
    checkOptions(options, settings);
    const port = await openers.serial.open(settings.port, { baud: BAUD });
    const line = new SmartLine(port, clock);
    this.#line = line;
    this.#port = port;
    this.#wake = wake;
    await this.#powerCable(port);
    await enterSmartMode(line, settings.port, START_TRIES);
    const device = new ApcDevice(line, tables, log);
    await identify({ device, log, loose });
    this.#open = this.#opened(device);
    return { title: titleOf(device, settings.port) };
  }

  #opened(device: ApcDevice): Open {
    const { settings, clock, log } = this.#context;
    const poll = new ApcPoll(device, clock, log);
    const commands = new ApcCommands({
      device,
      log,
      onLine: () => poll.onLine,
      forcedMs: forcedMs(settings),
      grace: grace(settings, 3),
    });
    return { device, poll, commands };
  }

  async #powerCable(port: SerialLine): Promise<void> {
    const { settings, log } = this.#context;
    if (!hasOddCable(settings)) return;
    if (await feedCable(port, { dtr: true, rts: false })) return;
    log.warning(`${settings.port} has no lines to feed the cable with`);
  }

  poll(depth: "full" | "quick"): Promise<Reading> {
    return this.#busy(({ poll }) => poll.read(depth));
  }

  setvar(name: string, value: string): Promise<Outcome> {
    return this.#busy(({ device }) => setVariable(device, name, value));
  }

  instcmd(name: string, param?: string): Promise<Outcome> {
    return this.#busy(({ commands }) => commands.run(name, param));
  }

  needsRepeating(name: string, param?: string): boolean {
    const command = this.#open?.device.command(name, param);
    return typeof command === "object" && command.repeated === true;
  }

  killpower(): Promise<Outcome> {
    const { settings, log } = this.#context;
    const waysOff = (supply: Supply): readonly WayOff[] => this.#dialect.waysOff(settings, supply);
    return this.#busy(({ device: { line } }) => killPower({ line, log, waysOff, forcedMs: forcedMs(settings) }));
  }

  /** While `work` asks, what comes is answers; else it is alerts. */
  async #busy<T>(work: (open: Open) => Promise<T>): Promise<T> {
    const open = this.#open;
    if (!open) throw new DeviceError("lost", "the device is not open");
    const { device, poll } = open;
    device.line.hear(undefined);
    try {
      return await work(open);
    } finally {
      if (this.#open === open) device.line.hear((alert) => void (poll.isNews(alert) && this.#wake()));
    }
  }

  /** A silent device is asked several times over, with long time-outs. */
  giveUp(): void {
    void this.#port?.close();
  }

  async close(): Promise<void> {
    const line = this.#line;
    this.#line = undefined;
    this.#open = undefined;
    await line?.close();
  }
}

const titleOf = (device: ApcDevice, path: string): string =>
  [device.value("ups.mfr"), device.value("ups.model"), device.value("ups.serial"), `on ${path}`]
    .filter((part) => part !== undefined)
    .join(" ");

const TODAY: Dialect = {
  tables: { variables: VARIABLES, commands: COMMANDS },
  options: OPTIONS,
  waysOff,
  loose: false,
};

const OLDER: Dialect = {
  tables: { variables: OLDER_VARIABLES, commands: OLDER_COMMANDS },
  options: OLDER_OPTIONS,
  waysOff: olderWaysOff,
  loose: true,
};

const defined = (dialect: Dialect): DriverDefinition => ({
  name: "apcsmart",
  title: "APC UPSes that speak the smart protocol, serial",
  version: "3.39",
  options: dialect.options,
  create: (context) => new ApcSmartDriver(context, dialect),
});

export const APCSMART = defined(TODAY);
/** What stands in for apcsmart-old: its options and names of variables. */
export const APCSMART_OLD = defined(OLDER);
