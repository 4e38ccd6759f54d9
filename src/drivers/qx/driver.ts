/** nutdrv_qx: a device that answers short questions, over a serial line or a bridge that pretends to be one. */
import type { Clock } from "../../system/clock.ts";
import type { Log } from "../../system/log/log.ts";
import { settable } from "../kit/reported.ts";
import type { Driver, DriverSettings, Identity, Outcome, Reading, Reported } from "../types.ts";
import { DeviceError } from "../types.ts";
import { ResetPolicy } from "../usb/reset-policy.ts";
import { BatteryGuess } from "./battery-guess.ts";
import { findCommand, instcmd, type QxDevice, setvar, typeOf } from "./commands.ts";
import { candidates, detect } from "./detect.ts";
import { firstRound } from "./first-round.ts";
import { QX_CONDITIONS, type QxCondition, type QxProtocol } from "./protocol.ts";
import { type QxLink, QxSession } from "./session.ts";
import { newWalk, walk } from "./walk.ts";

/**
 * Polls without an answer that pass unnoticed. The poll loop forgives two more: data are stale with the fifth, as
 * those of the C driver.
 */
const FORGIVEN = 2;
const TRIES = 3;

/** An open line or bridge; the title says which. */
export interface OpenedLink {
  readonly link: QxLink;
  readonly title: string;
  /** Published once as they are. */
  readonly facts: ReadonlyMap<string, string>;
}

export interface QxLinks {
  open(): Promise<OpenedLink>;
  /** Calls `arrived` after every change that may have brought the device. Answers how to stop. */
  watch?(arrived: () => void): () => void;
}

export interface QxParts {
  readonly settings: DriverSettings;
  readonly clock: Clock;
  readonly log: Log;
  readonly protocols: readonly QxProtocol[];
  readonly links: QxLinks;
}

/** In the order of the C driver. */
const statusTokens = (conditions: ReadonlySet<QxCondition>): readonly string[] => [
  conditions.has("OL") ? "OL" : "OB",
  ...QX_CONDITIONS.filter((condition) => condition !== "OL" && conditions.has(condition)),
];

const alarmTexts = (conditions: ReadonlySet<QxCondition>, alarms: readonly string[]): readonly string[] => [
  ...alarms,
  ...(conditions.has("RB") ? ["Replace battery!"] : []),
  ...(conditions.has("FSD") ? ["Shutdown imminent!"] : []),
];

export class QxDriver implements Driver {
  readonly #parts: QxParts;
  #device: QxDevice | undefined;
  /** While a device is being opened. */
  #opening: QxSession | undefined;
  #unwanted = false;
  #before: QxDevice | undefined;
  #title = "";
  readonly #patience = new ResetPolicy();
  #walk = newWalk();
  #battery: BatteryGuess | undefined;
  #silent = 0;
  #wake: () => void = () => undefined;

  constructor(parts: QxParts) {
    this.#parts = parts;
  }

  async open(wake: () => void = () => undefined): Promise<Identity> {
    this.#wake = wake;
    const { link, title, facts } = await this.#parts.links.open();
    const session = new QxSession(link, this.#parts.settings);
    this.#opening = session;
    if (this.#before) session.hearAs(this.#before.session);
    if (this.#unwanted) session.giveUp();
    try {
      const { protocol } = await this.#begin(session, facts.get("ups.vendorid"));
      this.#title = title;
      return {
        title: `${title} (${protocol.title})`,
        published: new Map([...facts, ["driver.version.data", protocol.title]]),
      };
    } catch (error) {
      await session.close();
      throw error;
    } finally {
      this.#opening = undefined;
    }
  }

  /** Trying all protocols takes a minute where nobody answers. */
  giveUp(): void {
    this.#unwanted = true;
    this.#opening?.giveUp();
  }

  /** A device that was lost is spoken to as before: its settings and the estimate of its battery go on. */
  async #begin(session: QxSession, vendorId: string | undefined): Promise<QxDevice> {
    const { settings, protocols, clock, log } = this.#parts;
    const before = this.#before;
    const vendor = vendorId === undefined ? undefined : Number.parseInt(vendorId, 16);
    const tried = before ? [before.protocol] : candidates(protocols, settings.get("protocol"), vendor);
    const device = { protocol: await detect(tried, session), session };
    const state = newWalk();
    await firstRound(device, state, { settings, log, before: before?.session });
    this.#battery = new BatteryGuess(session, device.protocol, clock.now(), this.#battery);
    this.#walk = state;
    this.#silent = 0;
    this.#before = device;
    this.#device = device;
    return device;
  }

  async poll(depth: "full" | "quick"): Promise<Reading> {
    const { protocol, session } = this.#opened();
    const due = this.#walk.changed ? "changed" : depth;
    const late = this.#walk.late === "due";
    if ((await walk(protocol, session, this.#walk, due)) === "silent") return this.#forgive();
    this.#silent = 0;
    this.#patience.answered();
    this.#askLate(protocol);
    if (due !== "quick" || late) this.#battery?.update(session.conditions.has("OL"), this.#parts.clock.now());
    return this.#reading();
  }

  /** With the first data the late questions become due, at once. */
  #askLate({ replies }: QxProtocol): void {
    if (this.#walk.late !== "waiting") return;
    const any = replies.some(({ late }) => late);
    this.#walk.late = any ? "due" : "asked";
    if (any) this.#wake();
  }

  async #forgive(): Promise<Reading> {
    if (++this.#silent <= FORGIVEN) return this.#reading();
    this.#patience.silent();
    if (this.#opened().session.canReset && this.#patience.resetDue()) await this.#wakeUp();
    throw new DeviceError("stale", "the device does not answer its status question");
  }

  async #wakeUp(): Promise<void> {
    this.#parts.log.notice(`resetting ${this.#title}, for it does not answer`);
    await this.#opened().session.reset();
  }

  #reading(): Reading {
    const { conditions, alarms, buzzwords } = this.#opened().session;
    return {
      vars: this.#variables(),
      status: statusTokens(conditions),
      alarms: alarmTexts(conditions, alarms),
      buzzwords,
      commands: this.#commands(),
    };
  }

  #variables(): ReadonlyMap<string, Reported> {
    const { protocol, session } = this.#opened();
    const vars = session.published();
    for (const setting of protocol.settings) {
      const told = vars.get(setting.var);
      if (!told || setting.when?.(session) === false) continue;
      vars.set(setting.var, settable(told.value, typeOf(setting, session)));
    }
    return vars;
  }

  #commands(): readonly string[] {
    const { protocol, session } = this.#opened();
    return protocol.commands.filter(({ when }) => when?.(session) !== false).map(({ cmd }) => cmd);
  }

  async setvar(name: string, value: string): Promise<Outcome> {
    const result = await setvar(this.#opened(), name, value);
    if (result === "handled") this.#walk.changed = true;
    return result;
  }

  async instcmd(name: string, param?: string): Promise<Outcome> {
    const result = await instcmd(this.#opened(), name, param);
    if (result === "handled") this.#walk.changed = true;
    return result;
  }

  /** Stops a pending shutdown, then orders one: with return of power, or for good with `stayoff`. */
  async killpower(): Promise<Outcome> {
    const device = this.#opened();
    if (findCommand(device, "shutdown.stop")) await this.#insist("shutdown.stop");
    return this.#insist(this.#parts.settings.has("stayoff") ? "shutdown.stayoff" : "shutdown.return");
  }

  async #insist(cmd: string): Promise<Outcome> {
    let result: Outcome = "failed";
    for (let tries = 0; tries < TRIES && result !== "handled"; tries++) result = await instcmd(this.#opened(), cmd);
    return result;
  }

  async close(): Promise<void> {
    await this.#device?.session.close();
    this.#device = undefined;
  }

  watch(arrived: () => void): () => void {
    return this.#parts.links.watch?.(arrived) ?? (() => undefined);
  }

  #opened(): QxDevice {
    if (!this.#device) throw new DeviceError("lost", "the device is not open");
    return this.#device;
  }
}
