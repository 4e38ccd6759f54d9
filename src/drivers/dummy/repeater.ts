/** Serves a UPS of another NUT server; variables are set and commands run there where a user is configured. */

import type { NutOpener, UpstreamUps, UpstreamWho } from "../../device/openers.ts";
import { parseStatus } from "../../nut/status.ts";
import { formatUpsId, parseUpsId, type UpsId } from "../../nut/ups-id.ts";
import type { Log } from "../../system/log/log.ts";
import {
  DeviceError,
  type DeviceFault,
  type Driver,
  type DriverContext,
  type DriverSettings,
  type Identity,
  type Outcome,
  type Reading,
  type Reported,
} from "../types.ts";
import { ChargeMovement } from "./charge-movement.ts";

const whoOf = (settings: DriverSettings): UpstreamWho => ({
  username: settings.get("repeater_username") || undefined,
  password: settings.get("repeater_password") || undefined,
  authconf: settings.get("authconf") || undefined,
});

function targetOf(port: string): UpsId {
  const id = parseUpsId(port);
  if (id) return id;
  throw new DeviceError(
    "configuration",
    `port '${port}' names no UPS: write upsname@hostname or upsname@hostname:port`,
  );
}

const faultOf = (error: unknown): DeviceFault | undefined => (error instanceof DeviceError ? error.fault : undefined);

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

export class RepeaterDriver implements Driver {
  readonly #target: UpsId;
  readonly #who: UpstreamWho;
  readonly #patient: boolean;
  readonly #opener: NutOpener;
  readonly #log: Log;
  readonly #charge = new ChargeMovement();
  #upstream: UpstreamUps | undefined;

  constructor({ settings, openers, log }: DriverContext) {
    this.#target = targetOf(settings.port);
    this.#who = whoOf(settings);
    this.#patient = settings.has("repeater_disable_strict_start");
    this.#opener = openers.nut;
    this.#log = log;
  }

  /** With `repeater_disable_strict_start` the server may be away: polls go on trying. A wrong setting stays wrong. */
  async open(): Promise<Identity> {
    try {
      await (await this.#connected()).read();
    } catch (error) {
      await this.close();
      if (!this.#patient || faultOf(error) === "configuration") throw this.#fault(error, "absent");
      this.#log.warning(`${formatUpsId(this.#target)}: ${reasonOf(error)}; trying again with every poll`);
    }
    const published = new Map([["driver.parameter.mode", "repeater"]]);
    return { title: `repeats ${formatUpsId(this.#target)}`, published };
  }

  async poll(): Promise<Reading> {
    try {
      const upstream = await this.#connected();
      const vars = await upstream.read();
      const commands = upstream.asUser ? await upstream.commands() : [];
      return { ...readingOf(vars, commands, upstream.asUser), status: this.#statusOf(vars) };
    } catch (error) {
      if (faultOf(error) !== "stale") await this.close();
      throw this.#fault(error, "stale");
    }
  }

  async setvar(name: string, value: string): Promise<Outcome> {
    return this.#forward(`SET ${name}`, (upstream) => upstream.setvar(name, value));
  }

  async instcmd(name: string, param?: string): Promise<Outcome> {
    return this.#forward(`INSTCMD ${name}`, (upstream) => upstream.instcmd(name, param));
  }

  killpower(): Promise<Outcome> {
    this.#log.error("shutdown not supported");
    return Promise.resolve("failed");
  }

  async close(): Promise<void> {
    const upstream = this.#upstream;
    this.#upstream = undefined;
    await upstream?.close();
  }

  async #connected(): Promise<UpstreamUps> {
    this.#upstream ??= await this.#opener.open(this.#target, this.#who);
    return this.#upstream;
  }

  async #forward(what: string, send: (upstream: UpstreamUps) => Promise<void>): Promise<Outcome> {
    try {
      const upstream = await this.#connected();
      if (upstream.asUser) {
        await send(upstream);
        return "handled";
      }
      const advice = "set repeater_username and repeater_password in ups.conf, or USER and PASS in nutauth.conf";
      this.#log.warning(`${what} not passed on: ${advice}`);
      return "failed";
    } catch (error) {
      this.#log.warning(`${what} failed on ${formatUpsId(this.#target)}: ${reasonOf(error)}`);
      return "failed";
    }
  }

  #statusOf(upstream: ReadonlyMap<string, Reported>): readonly string[] {
    const charge = upstream.get("battery.charge")?.value;
    const status = this.#charge.judge(parseStatus(upstream.get("ups.status")?.value ?? ""), charge);
    this.#charge.note(charge);
    return status;
  }

  #fault(error: unknown, fault: "absent" | "stale"): DeviceError {
    const known = faultOf(error);
    if (error instanceof DeviceError && (known === "stale" || (known === "configuration" && fault === "absent")))
      return error;
    return new DeviceError(fault, `${formatUpsId(this.#target)}: ${reasonOf(error)}`, { cause: error });
  }
}

/** The driver's own `driver.*` stays; a status and an alarm are composed again from what the server says. */
function readingOf(upstream: ReadonlyMap<string, Reported>, commands: readonly string[], writable: boolean): Reading {
  const vars = new Map<string, Reported>();
  for (const [name, reported] of upstream) {
    if (/^(driver|server)\./i.test(name)) continue;
    vars.set(name, writable || !reported.rw ? reported : { ...reported, rw: false });
  }
  const alarm = vars.get("ups.alarm")?.value ?? "";
  return {
    vars,
    alarms: alarm === "" ? [] : [alarm],
    commands: commands.filter((name) => !name.startsWith("driver.")),
  };
}
