/** A UPS that speaks the Power Device Class, over USB or whatever else carries HID reports. */
import { type Clock, sleep } from "../../system/clock.ts";
import type { Log } from "../../system/log/log.ts";
import { reasonOf } from "../../system/system-error.ts";
import { numberOf } from "../kit/options.ts";
import type { Depth } from "../kit/row.ts";
import type { Driver, DriverSettings, Identity, Outcome, Reading } from "../types.ts";
import { DeviceError } from "../types.ts";
import type { Known } from "../usb/find-device.ts";
import { commandOrders, type HidOrders, setvarOrders } from "./commands.ts";
import { missingIn } from "./explanation.ts";
import type { HidSource } from "./hid-source.ts";
import { Blindness, LinkHealth } from "./link-health.ts";
import { Mapper } from "./mapper.ts";
import type { Opened } from "./opening.ts";
import { sameFields } from "./plan.ts";
import { ReadingBuilder } from "./reading-builder.ts";
import { Session } from "./session.ts";

export interface UsbHidParts {
  readonly source: HidSource;
  readonly settings: DriverSettings;
  readonly log: Log;
  readonly clock: Clock;
}

const POLLFREQ = 30;
const KILLPOWER = ["shutdown.return", "shutdown.reboot", "load.off.delay", "shutdown.stayoff"] as const;

export class UsbHidDriver implements Driver {
  readonly #parts: UsbHidParts;
  readonly #health: LinkHealth;
  #session: Session | undefined;
  #wake: () => void = () => undefined;
  /** The device of the last opening: it is looked for again, whatever bus it comes back on. */
  #known: Known | undefined;
  #mapper: Mapper | undefined;
  #teller: ReadingBuilder | undefined;
  readonly #blindness = new Blindness();
  #lastFull = 0;
  #changed = false;
  #justRead = false;

  constructor(parts: UsbHidParts) {
    this.#parts = parts;
    this.#health = new LinkHealth(this.#tolerance);
  }

  async open(wake: () => void): Promise<Identity> {
    await this.close();
    if (this.#known) await this.#wait();
    this.#wake = wake;
    return this.#begin(await this.#blindness.open(this.#parts.source, this.#known));
  }

  async #wait(): Promise<void> {
    const seconds = this.#number("waitbeforereconnect") ?? 0;
    if (seconds > 0) await sleep(this.#parts.clock, seconds * 1000);
  }

  async #begin(opened: Opened): Promise<Identity> {
    const { clock, log } = this.#parts;
    const mapper = this.#mapperFor(opened);
    const session = new Session(opened, mapper, this.#health, clock, log);
    try {
      await this.#firstRead(session);
    } catch (error) {
      await opened.link.reset().catch(() => undefined);
      await session.close();
      throw error;
    }
    this.#session = session;
    this.#lastFull = clock.now();
    session.listen(this.#wake);
    return this.#identity(opened);
  }

  /** A device that was read before may keep silent: the polls will tell when it speaks again. */
  async #firstRead(session: Session): Promise<void> {
    const { opened, mapper } = session;
    const before = this.#mapper === mapper;
    try {
      await session.read("open");
      this.#justRead = true;
    } catch (error) {
      if (!before || !(error instanceof DeviceError) || error.fault !== "stale") throw error;
    }
    if (!before) mapper.view.preset();
    if (!this.#known) await this.#greet(session);
    this.#teller ??= new ReadingBuilder(this.#parts.settings, this.#parts.log);
    this.#known = opened.known;
    this.#mapper = mapper;
  }

  /** Resets a device that does not answer, and opens it again. Throws DeviceError `lost` where that fails. */
  async #revive(session: Session): Promise<void> {
    const { log } = this.#parts;
    log.notice(`resetting ${session.opened.title}, for it does not answer`);
    await session.opened.link.reset().catch((error: unknown) => log.warning(reasonOf(error)));
    await this.close();
    try {
      await this.#begin(await this.#parts.source.open(this.#known));
    } catch (error) {
      throw new DeviceError("lost", reasonOf(error), { cause: error });
    }
  }

  /** The same device keeps what was learnt of it, and its settings. */
  #mapperFor({ subdriver, descriptor, known, quirks }: Opened): Mapper {
    const { settings, clock } = this.#parts;
    const before = this.#mapper;
    if (before && before.setup.subdriver === subdriver && sameFields(before.setup.descriptor, descriptor))
      return before;
    return new Mapper({
      subdriver,
      descriptor,
      device: known.device,
      quirks,
      option: (name) => settings.get(name),
      configured: (name) => settings.override(name),
      wall: () => clock.wall(),
    });
  }

  async #greet(session: Session): Promise<void> {
    const { log, settings } = this.#parts;
    const { subdriver, title } = session.opened;
    log.info(`Using subdriver: ${subdriver.name}`);
    for (const advice of subdriver.advice?.((name) => settings.get(name)) ?? []) log.notice(`${title}: ${advice}`);
    if (log.debugLevel >= 1) await session.dump();
  }

  async #identity({ known, subdriver, title }: Opened): Promise<Identity> {
    const { serial } = known.device;
    return {
      title,
      ...(serial === undefined ? {} : { serial }),
      published: new Map([
        ["driver.version.data", subdriver.name],
        ...(await this.#parts.source.published()),
        ["driver.parameter.pollfreq", String(this.#pollfreq(subdriver.pollfreq))],
        ["driver.parameter.interrupt_pipe_no_events_tolerance", String(this.#tolerance)],
      ]),
    };
  }

  async poll(depth: "full" | "quick"): Promise<Reading> {
    const session = this.#opened();
    const now = this.#parts.clock.now();
    const every = this.#pollfreq(session.opened.subdriver.pollfreq) * 1000;
    const full = depth === "full" || this.#changed || now - this.#lastFull >= every;
    const known = this.#justRead && !this.#changed && !session.spoke;
    this.#justRead = false;
    if (!known) await this.#read(session, this.#changed ? "changed" : full ? "full" : "quick");
    this.#changed = false;
    if (full) this.#lastFull = now;
    const unexplained = missingIn(session);
    this.#blindness.judge(unexplained);
    return { ...(this.#teller?.reading(session.mapper, now) ?? { vars: new Map() }), unexplained };
  }

  async #read(session: Session, depth: Depth): Promise<void> {
    try {
      await session.read(depth);
    } catch (error) {
      if (this.#health.resetDue()) await this.#revive(session);
      throw error;
    }
  }

  setvar(name: string, value: string): Promise<Outcome> {
    return this.#carryOut(setvarOrders(this.#opened().mapper, name, value));
  }

  instcmd(name: string, param?: string): Promise<Outcome> {
    return this.#carryOut(commandOrders(this.#opened().mapper, name, param));
  }

  async #carryOut(orders: HidOrders): Promise<Outcome> {
    const result = await this.#opened().carryOut(orders);
    this.#changed ||= result === "handled";
    return result;
  }

  async killpower(): Promise<Outcome> {
    for (const command of KILLPOWER) {
      if ((await this.instcmd(command)) !== "handled") continue;
      this.#parts.log.info(`Shutdown successful with '${command}'`);
      return "handled";
    }
    return "failed";
  }

  async close(): Promise<void> {
    const session = this.#session;
    this.#session = undefined;
    await session?.close();
  }

  watch(arrived: () => void): () => void {
    return this.#parts.source.watch(arrived);
  }

  #opened(): Session {
    if (!this.#session) throw new DeviceError("lost", "the device is not open");
    return this.#session;
  }

  #number(option: string): number | undefined {
    return numberOf(this.#parts.settings.get(option));
  }

  #pollfreq(own = POLLFREQ): number {
    return this.#number("pollfreq") ?? own;
  }

  get #tolerance(): number {
    return this.#number("interrupt_pipe_no_events_tolerance") ?? -1;
  }
}
