/** failover: one UPS out of several, whichever is the best to be told of at the moment. */
import { formatStatus } from "../../nut/status.ts";
import { cannotTurnOff } from "../kit/read-only.ts";
import {
  DeviceError,
  type Driver,
  type DriverContext,
  type DriverDefinition,
  type Identity,
  type Outcome,
  type Reading,
  type Reported,
} from "../types.ts";
import { absence } from "./absence.ts";
import { type Election, elect, type Holds } from "./election.ts";
import { Member } from "./member.ts";
import { type FailoverRules, OPTIONS, rulesOf } from "./options.ts";

const ALARM = "No suitable primaries for failover";
const ORDERS = ["force.ignore", "force.primary"] as const;

type Told = Pick<Reading, "status" | "alarms" | "commands"> & { readonly vars: ReadonlyMap<string, string | Reported> };
const NOTHING: Told = { vars: new Map(), status: [], alarms: [], commands: [] };

class FailoverDriver implements Driver {
  readonly #context: DriverContext;
  readonly #rules: FailoverRules;
  #members: readonly Member[] = [];
  #primary: Member | undefined;
  #hadPrimary = false;
  /** Since when there has been no primary. */
  #since = 0;
  #last: Told = { ...NOTHING, status: ["WAIT"] };
  #saidAbsent = false;

  constructor(context: DriverContext) {
    this.#context = context;
    this.#rules = rulesOf(context.settings);
  }

  async open(wake: () => void): Promise<Identity> {
    await this.close();
    const { drivers } = this.#context.openers;
    const { sockets, deadMs, retries } = this.#rules;
    this.#members = sockets.map((socket) => new Member(socket, drivers.open(socket, deadMs, wake, retries)));
    this.#since = this.#now;
    return { title: `the best of ${sockets.join(", ")}` };
  }

  get #now(): number {
    return this.#context.clock.now();
  }

  poll(): Promise<Reading> {
    return Promise.resolve().then(() => {
      const election = elect(
        this.#members.map(({ candidate }) => candidate),
        this.#now,
        this.#rules,
      );
      const elected = election.elected === undefined ? undefined : this.#members[election.elected];
      const told = elected ? this.#followed(elected, election) : this.#alone();
      this.#last = told;
      const commands = [
        ...(told.commands ?? []),
        ...this.#members.flatMap(({ socket }) => ORDERS.map((order) => `${socket}.${order}`)),
      ];
      return { ...told, vars: new Map([...told.vars, ...this.#stats(election)]), commands };
    });
  }

  #followed(elected: Member, { priorities, elected: at = 0 }: Election): Told {
    const { log } = this.#context;
    if (this.#primary !== elected || this.#saidAbsent)
      log.notice(`${elected.socket} is primary: status ${formatStatus(elected.tokens)}, priority ${priorities[at]}`);
    this.#primary = elected;
    this.#hadPrimary = true;
    this.#saidAbsent = false;
    this.#since = this.#now;
    if (!elected.fresh) throw new DeviceError("stale", `${elected.socket} is the best there is, and has no fresh data`);
    return { vars: elected.vars, status: elected.tokens, alarms: elected.alarms, commands: elected.commands };
  }

  #alone(): Told {
    const now = absence(this.#since, this.#now, this.#hadPrimary, this.#rules);
    if (this.#rules.fsdMode > 0) this.#primary = undefined;
    switch (now) {
      case "starting":
        return { ...NOTHING, status: ["WAIT"] };
      case "keep":
        return this.#last;
      case "nothing":
        return NOTHING;
      case "alarm":
        this.#sayAbsent("an alarm, then stale data");
        return { ...NOTHING, alarms: [ALARM] };
      case "forced-shutdown":
        this.#sayAbsent("a forced shutdown");
        return { ...NOTHING, status: ["FSD"], alarms: [ALARM] };
      case "stale":
        this.#sayAbsent("stale data");
        throw new DeviceError("stale", `none of ${this.#rules.sockets.join(", ")} can be primary`);
    }
  }

  #sayAbsent(what: string): void {
    if (this.#saidAbsent) return;
    this.#saidAbsent = true;
    const { sockets, fsdMode } = this.#rules;
    this.#context.log.warning(`none of ${sockets.join(", ")} can be primary: ${what} (fsdmode ${fsdMode})`);
  }

  #stats({ priorities, elected }: Election): Map<string, string> {
    const { length: total } = this.#members;
    const stats = new Map([
      ["driver.stats.alive_drivers", this.#members.filter(({ alive }) => alive).length],
      ["driver.stats.online_drivers", this.#members.filter(({ online }) => online).length],
      ["driver.stats.primary_drivers", priorities.filter((priority) => priority !== undefined).length],
      ["driver.stats.total_drivers", total],
    ]);
    const vars = new Map([...stats].map(([name, count]) => [name, String(count)]));
    const primary = this.#primary;
    if (!primary) return vars;
    vars.set("driver.primary.socketname", primary.socket);
    vars.set("driver.primary.priority", String(elected === undefined ? -1 : (priorities[elected] ?? -1)));
    vars.set("driver.primary.stats.cmds", String(primary.driver.state.size.commands));
    vars.set("driver.primary.stats.vars", String(primary.driver.state.size.variables));
    return vars;
  }

  async setvar(name: string, value: string): Promise<Outcome> {
    if (!this.#primary) return "failed";
    const own = this.#primary.variable(name);
    return own === undefined ? "unknown" : this.#primary.driver.setvar(own, value);
  }

  async instcmd(name: string, param?: string): Promise<Outcome> {
    const order = this.#order(name);
    if (order) return this.#obey(order.member, order.word, param);
    if (!this.#primary) return "failed";
    const own = this.#primary.command(name);
    return own === undefined ? "unknown" : this.#primary.driver.instcmd(own, param);
  }

  #order(name: string): { readonly member: Member; readonly word: (typeof ORDERS)[number] } | undefined {
    for (const member of this.#members)
      for (const word of ORDERS)
        if (name.toLowerCase() === `${member.socket}.${word}`.toLowerCase()) return { member, word };
    return undefined;
  }

  /** Seconds; below 0 for ever, 0 or nothing takes it back. */
  #obey(member: Member, word: (typeof ORDERS)[number], param = "0"): Outcome {
    if (!/^\s*-?\d{1,9}\s*$/.test(param)) return "conversion-failed";
    const seconds = Number(param);
    const until: Holds = seconds < 0 ? "always" : seconds === 0 ? undefined : this.#now + 1000 * seconds;
    if (word === "force.primary") member.forcedUntil = until;
    else member.ignoredUntil = until;
    this.#context.log.notice(`${word} of ${member.socket}: ${seconds < 0 ? "for ever" : `${seconds} s`}`);
    return "handled";
  }

  killpower(): Promise<Outcome> {
    return cannotTurnOff(this.#context.log, "the drivers behind this one turn their UPSes off");
  }

  close(): Promise<void> {
    for (const { driver } of this.#members) driver.close();
    this.#members = [];
    this.#primary = undefined;
    return Promise.resolve();
  }

  giveUp(): void {
    void this.close();
  }
}

export const FAILOVER: DriverDefinition = {
  name: "failover",
  title: "The best of several UPSes, as one",
  version: "0.02",
  options: OPTIONS,
  asTold: true,
  create: (context) => new FailoverDriver(context),
};
