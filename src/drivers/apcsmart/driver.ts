/** apcsmart: APC UPSes that speak the smart protocol over a serial line. */
import type { SerialLine } from "../../device/serial-line.ts";
import { checkOptions } from "../kit/options.ts";
import type { Driver, DriverContext, DriverOption, DriverSettings, Identity, Outcome, Reading } from "../types.ts";
import { DeviceError } from "../types.ts";
import { ApcCommands } from "./commands.ts";
import { ApcDevice, type ApcTables } from "./device.ts";
import { setVariable } from "./edit.ts";
import { enterSmartMode, identify } from "./identify.ts";
import { killPower } from "./kill-power.ts";
import type { WayOff } from "./off.ts";
import { forcedMs, grace, hasOddCable, type Supply } from "./options.ts";
import { ApcPoll } from "./poll.ts";
import { SmartLine } from "./smart-line.ts";

const BAUD = 2400;
const START_TRIES = 5;

/** What differs between the driver and the older one that it stands in for. */
export interface Dialect {
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

export class ApcSmartDriver implements Driver {
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
    const refused = (): void => log.warning(`${settings.port} has no lines to feed the cable with`);
    await port.setLines({ dtr: true, rts: false }).catch(refused);
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
    device.line.busy();
    try {
      return await work(open);
    } finally {
      if (this.#open === open) device.line.idle((alert) => void (poll.isNews(alert) && this.#wake()));
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
