/**
 * Serves a UPS of another NUT server. Types, writable variables and instant commands are those of that server, and go
 * through to it where a user is configured.
 */
import type { Log } from "../../host/log.ts";
import { parseStatus } from "../../nut/status.ts";
import { formatUpsId, parseUpsId, type UpsId } from "../../nut/ups-id.ts";
import type { NutOpener, UpstreamUps } from "../openers.ts";
import {
  type Driver,
  type DriverContext,
  DriverError,
  type DriverSettings,
  type Identity,
  type InstcmdResult,
  type Reading,
  type Reported,
  type SetvarResult,
} from "../types.ts";

interface Login {
  readonly username: string;
  readonly password: string;
}

function loginOf(settings: DriverSettings): Login | undefined {
  const username = settings.get("repeater_username");
  const password = settings.get("repeater_password");
  return username && password ? { username, password } : undefined;
}

function targetOf(port: string): UpsId {
  const id = parseUpsId(port);
  if (id) return id;
  throw new DriverError(
    "configuration",
    `port '${port}' names no UPS: write upsname@hostname or upsname@hostname:port`,
  );
}

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

export class RepeaterDriver implements Driver {
  readonly #target: UpsId;
  readonly #login: Login | undefined;
  readonly #patient: boolean;
  readonly #opener: NutOpener;
  readonly #log: Log;
  #upstream: UpstreamUps | undefined;

  constructor({ settings, openers, log }: DriverContext) {
    this.#target = targetOf(settings.port);
    this.#login = loginOf(settings);
    this.#patient = settings.has("repeater_disable_strict_start");
    this.#opener = openers.nut;
    this.#log = log;
  }

  /** With `repeater_disable_strict_start` the server may be away: polls go on trying. */
  async open(): Promise<Identity> {
    try {
      await (await this.#connected()).read();
    } catch (error) {
      await this.close();
      if (!this.#patient) throw this.#fault(error, "absent");
      this.#log.warning(`${formatUpsId(this.#target)}: ${reasonOf(error)}; trying again with every poll`);
    }
    const published = new Map([["driver.parameter.mode", "repeater"]]);
    return { title: `repeats ${formatUpsId(this.#target)}`, published };
  }

  async poll(): Promise<Reading> {
    try {
      const upstream = await this.#connected();
      const vars = await upstream.read();
      return readingOf(vars, this.#login ? await upstream.commands() : [], this.#login !== undefined);
    } catch (error) {
      const stale = error instanceof DriverError && error.fault === "stale";
      if (!stale) await this.close();
      throw this.#fault(error, "stale");
    }
  }

  async setvar(name: string, value: string): Promise<SetvarResult> {
    return this.#forward(`SET ${name}`, (upstream) => upstream.setvar(name, value));
  }

  async instcmd(name: string, param?: string): Promise<InstcmdResult> {
    return this.#forward(`INSTCMD ${name}`, (upstream) => upstream.instcmd(name, param));
  }

  killpower(): Promise<InstcmdResult> {
    this.#log.error("shutdown not supported");
    return Promise.resolve("failed");
  }

  async close(): Promise<void> {
    const upstream = this.#upstream;
    this.#upstream = undefined;
    await upstream?.close();
  }

  async #connected(): Promise<UpstreamUps> {
    this.#upstream ??= await this.#opener.open(this.#target, this.#login);
    return this.#upstream;
  }

  async #forward(what: string, send: (upstream: UpstreamUps) => Promise<void>): Promise<"handled" | "failed"> {
    if (!this.#login) {
      this.#log.warning(`${what} not passed on: set repeater_username and repeater_password in ups.conf`);
      return "failed";
    }
    try {
      await send(await this.#connected());
      return "handled";
    } catch (error) {
      this.#log.warning(`${what} failed on ${formatUpsId(this.#target)}: ${reasonOf(error)}`);
      return "failed";
    }
  }

  #fault(error: unknown, fault: "absent" | "stale"): DriverError {
    if (error instanceof DriverError && error.fault !== "lost") return error;
    return new DriverError(fault, `${formatUpsId(this.#target)}: ${reasonOf(error)}`, { cause: error });
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
    status: parseStatus(vars.get("ups.status")?.value ?? ""),
    alarms: alarm === "" ? [] : [alarm],
    commands: commands.filter((name) => !name.startsWith("driver.")),
  };
}
