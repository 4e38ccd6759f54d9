/** nutdrv_qx: a device that answers short questions, over a serial line or a bridge that pretends to be one. */
import type { Clock } from "../../host/clock.ts";
import type { Log } from "../../host/log.ts";
import type { Driver, DriverSettings, Identity, InstcmdResult, Reading, Reported, SetvarResult } from "../types.ts";
import { DriverError } from "../types.ts";
import { BatteryGuess } from "./battery-guess.ts";
import { findCommand, instcmd, type QxDevice, setvar, typeOf } from "./commands.ts";
import { candidates, detect } from "./detect.ts";
import { applyPresets } from "./presets.ts";
import type { QxProtocol } from "./protocol.ts";
import { type QxLink, QxSession } from "./session.ts";
import { alarmTexts, statusTokens } from "./status.ts";
import { newWalk, standingOf, walk } from "./walk.ts";

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

export interface QxParts {
  readonly settings: DriverSettings;
  readonly clock: Clock;
  readonly log: Log;
  readonly protocols: readonly QxProtocol[];
  /** Throws DriverError. */
  openLink(): Promise<OpenedLink>;
}

export class QxDriver implements Driver {
  readonly #parts: QxParts;
  #device: QxDevice | undefined;
  /** What was spoken before the link was lost: asked for first. */
  #protocol: QxProtocol | undefined;
  #walk = newWalk();
  #battery: BatteryGuess | undefined;
  #silent = 0;

  constructor(parts: QxParts) {
    this.#parts = parts;
  }

  async open(): Promise<Identity> {
    const { settings, protocols, clock } = this.#parts;
    const { link, title, facts } = await this.#parts.openLink();
    const session = new QxSession(link, settings);
    try {
      const protocol = await detect(candidates(protocols, settings.get("protocol"), this.#protocol), session);
      this.#protocol = protocol;
      this.#device = { protocol, session };
      this.#walk = newWalk();
      this.#silent = 0;
      await this.#firstRound(this.#device);
      this.#battery = new BatteryGuess(session, protocol, clock.now());
      return {
        title: `${title} (${protocol.title})`,
        published: new Map([...facts, ["driver.version.data", protocol.title]]),
      };
    } catch (error) {
      await session.close();
      throw error;
    }
  }

  async #firstRound({ protocol, session }: QxDevice): Promise<void> {
    for (const [name, value] of protocol.facts ?? []) session.keep(name, value);
    for (const { var: name, fallback } of protocol.settings) if (fallback !== undefined) session.keep(name, fallback);
    if ((await walk(protocol, session, this.#walk, "open")) === "silent") {
      throw new DriverError("absent", "the device was recognized but did not answer the first round of questions");
    }
    this.#walk.changed = await applyPresets(this.#opened(), standingOf(this.#walk).conditions, this.#parts.log);
    await this.#presetDelay("ondelay", "ups.delay.start");
    await this.#presetDelay("offdelay", "ups.delay.shutdown");
  }

  async #presetDelay(option: string, name: string): Promise<void> {
    const value = this.#parts.settings.get(option);
    const device = this.#opened();
    if (value === undefined || device.session.known(name) === undefined) return;
    if ((await setvar(device, name, value)) === "handled") return;
    throw new DriverError("configuration", `${option} = ${value} is out of range for ${name}`);
  }

  async poll(depth: "full" | "quick"): Promise<Reading> {
    const { protocol, session } = this.#opened();
    const due = this.#walk.changed ? "full" : depth;
    if ((await walk(protocol, session, this.#walk, due)) === "silent") return this.#forgive();
    this.#silent = 0;
    if (due === "full") this.#battery?.update(standingOf(this.#walk).conditions.has("OL"), this.#parts.clock.now());
    return this.#reading();
  }

  #forgive(): Reading {
    if (++this.#silent > FORGIVEN) throw new DriverError("stale", "the device does not answer its status question");
    return this.#reading();
  }

  #reading(): Reading {
    const { conditions, alarms, buzzwords } = standingOf(this.#walk);
    return {
      vars: this.#variables(),
      status: statusTokens(conditions),
      alarms: alarmTexts(conditions, alarms),
      buzzwords,
      commands: this.#commands(),
    };
  }

  #variables(): ReadonlyMap<string, string | Reported> {
    const { protocol, session } = this.#opened();
    const vars = new Map<string, string | Reported>(session.published());
    for (const setting of protocol.settings) {
      const value = session.published().get(setting.var);
      if (value === undefined || setting.when?.(session) === false) continue;
      const type = typeOf(setting, session);
      vars.set(setting.var, type ? { value, rw: true, type } : { value, rw: true });
    }
    return vars;
  }

  #commands(): readonly string[] {
    const { protocol, session } = this.#opened();
    return protocol.commands.filter(({ when }) => when?.(session) !== false).map(({ cmd }) => cmd);
  }

  async setvar(name: string, value: string): Promise<SetvarResult> {
    const result = await setvar(this.#opened(), name, value);
    if (result === "handled") this.#walk.changed = true;
    return result;
  }

  async instcmd(name: string, param?: string): Promise<InstcmdResult> {
    const result = await instcmd(this.#opened(), name, param);
    if (result === "handled") this.#walk.changed = true;
    return result;
  }

  /** Stops a pending shutdown, then orders one: with return of power, or for good with `stayoff`. */
  async killpower(): Promise<InstcmdResult> {
    const device = this.#opened();
    if (findCommand(device, "shutdown.stop")) await this.#insist("shutdown.stop");
    return this.#insist(this.#parts.settings.has("stayoff") ? "shutdown.stayoff" : "shutdown.return");
  }

  async #insist(cmd: string): Promise<InstcmdResult> {
    let result: InstcmdResult = "failed";
    for (let tries = 0; tries < TRIES && result !== "handled"; tries++) result = await instcmd(this.#opened(), cmd);
    return result;
  }

  async close(): Promise<void> {
    await this.#device?.session.close();
    this.#device = undefined;
  }

  #opened(): QxDevice {
    if (!this.#device) throw new DriverError("lost", "the device is not open");
    return this.#device;
  }
}
