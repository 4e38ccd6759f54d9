/** One of the UPSes that a failover chooses from. */
import type { OtherDriver } from "../../device/other-driver.ts";
import { parseStatus } from "../../nut/status.ts";
import { varTypeOf } from "../../nut/var-type.ts";
import type { Reported } from "../types.ts";
import type { Candidate, Holds } from "./election.ts";

export const UPSTREAM = "upstream.";

/** The driver's own, under another name: `driver.*` is what the failover says of itself. */
const outside = (name: string): string => (/^driver\./i.test(name) ? `${UPSTREAM}${name}` : name);
const inside = (name: string): string => (name.startsWith(UPSTREAM) ? name.slice(UPSTREAM.length) : name);

const wholeIn = (text: string | undefined): number | undefined =>
  text !== undefined && /^\s*\d+\s*$/.test(text) ? Number(text) : undefined;

export class Member {
  readonly socket: string;
  readonly driver: OtherDriver;
  forcedUntil: Holds;
  ignoredUntil: Holds;

  constructor(socket: string, driver: OtherDriver) {
    this.socket = socket;
    this.driver = driver;
  }

  get fresh(): boolean {
    return this.driver.link === "ok";
  }

  get alive(): boolean {
    return this.driver.link !== "gone" && this.driver.link !== "silent";
  }

  get online(): boolean {
    return this.alive && this.tokens.includes("OL");
  }

  get tokens(): readonly string[] {
    return parseStatus(this.driver.state.value("ups.status") ?? "");
  }

  get candidate(): Candidate {
    const { link, state } = this.driver;
    return {
      complete: link === "ok" || link === "stale",
      fresh: this.fresh,
      tokens: this.tokens,
      runtime: wholeIn(state.value("battery.runtime")),
      runtimeLow: wholeIn(state.value("battery.runtime.low")),
      forcedUntil: this.forcedUntil,
      ignoredUntil: this.ignoredUntil,
    };
  }

  get vars(): Map<string, Reported> {
    const told = this.driver.state.variables().filter(({ name }) => !/^ups\.(status|alarm)$/i.test(name));
    return new Map(
      told.map(({ name, value, rw, ...facts }) => {
        const type = varTypeOf(facts);
        return [outside(name), { value, rw, ...(type && { type }) }] as const;
      }),
    );
  }

  get alarms(): readonly string[] {
    const alarm = this.driver.state.value("ups.alarm") ?? "";
    return alarm === "" ? [] : [alarm];
  }

  get commands(): readonly string[] {
    return this.driver.state.commands().map((name) => `${UPSTREAM}${name}`);
  }

  /** The names under which the driver knows them; undefined where it does not. */
  variable(name: string): string | undefined {
    const own = inside(name);
    return this.driver.state.get(own) === undefined ? undefined : own;
  }

  command(name: string): string | undefined {
    const own = inside(name.toLowerCase());
    return name.toLowerCase().startsWith(UPSTREAM) && this.driver.state.hasCommand(own) ? own : undefined;
  }
}
