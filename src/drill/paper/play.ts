/** Plays one power failure on a clock of its own. Nothing of this machine is touched: there is only the world of `../world`. */
import { durationText } from "../../nut/duration-text.ts";
import { World } from "../world/world.ts";
import type { Case } from "./cases.ts";
import { Machine } from "./machine.ts";
import {
  blipVerdict,
  decidedVerdict,
  type Happening,
  lossVerdict,
  type MachineFate,
  type Outcome,
  type Verdict,
} from "./outcome.ts";
import { type Battery, drainOf, type Plan, type PlanStage, shownBy } from "./plan.ts";
import { SimStage } from "./stage.ts";
import { needOf, Supplies } from "./supplies.ts";

/** The mains fails just after a poll; by then everybody has seen it. */
const LOST_MS = 61_000;
/** A machine that goes down takes its server with it. */
const SERVER_ENDS_MS = 2000;
const AFTERWARDS_MS = 900_000;

function verdictFor(mainsBack: Case["mainsBack"], machines: readonly MachineFate[], cycled: () => boolean): Verdict {
  if (mainsBack === "before the decision") return blipVerdict(machines);
  return mainsBack === undefined ? lossVerdict(machines) : decidedVerdict(machines, cycled());
}

class Rehearsal {
  readonly world = new World();
  readonly happenings: Happening[] = [];
  readonly #supplies: Supplies;
  readonly #batteries: readonly Battery[];
  readonly #machines: readonly Machine[];
  readonly #case: Case;
  #back = false;
  #backAt = Number.POSITIVE_INFINITY;

  constructor({ machines, batteries, stages }: Plan, played: Case) {
    const { world } = this;
    this.#case = played;
    this.#batteries = batteries;
    this.#supplies = new Supplies(new Map(batteries.map((each) => [each.system, played.drain(each)])), stages);
    for (const battery of batteries) this.#show(battery);
    for (const stage of stages) this.#begin(stage);
    for (const { monitors } of machines.map(({ conf }) => conf)) for (const { system } of monitors) world.ups(system);
    this.#machines = machines.map(
      (spec) =>
        new Machine(spec, {
          world,
          say: (who, text) => this.#say(text, ...who),
          off: (machine) => this.#off(machine),
        }),
    );
  }

  run(mainsBackAt: number | undefined): Outcome {
    this.#at(0, () => this.#lose());
    if (mainsBackAt !== undefined) this.#at(mainsBackAt, () => this.#comeBack());
    if (this.#case.serverDies === true) this.#at(this.#supplies.firstLow / 2, () => this.#serverDies());
    for (const machine of this.#machines) this.#follow(machine);
    this.world.run((LOST_MS + this.#supplies.lastEmpty * 1000 + AFTERWARDS_MS) / 1000);
    return this.#outcome();
  }

  #begin(stage: PlanStage): void {
    new SimStage(this.world, stage, {
      alive: () => !this.#supplies.dead.has(stage.system),
      say: (text) => this.#say(text),
      cut: () => {
        this.#say(`the outlet of ${stage.system} goes off`);
        this.#endSupply(stage.system, true);
      },
    });
  }

  #show(battery: Battery): void {
    const { system } = battery;
    const drain = this.#supplies.drains.get(system) ?? drainOf(battery);
    this.world.ups(system).measure = (name, now) => shownBy(battery, drain, (now - LOST_MS) / 1000)[name];
  }

  #at(second: number, run: () => void): void {
    this.world.after(LOST_MS + second * 1000 - this.world.now, run);
  }

  #say(text: string, ...who: readonly string[]): void {
    const at = (this.world.now - LOST_MS) / 1000;
    if (at < 0) return;
    const last = this.happenings.at(-1);
    const same = last?.text === text && at - last.at < 1 && last.who.length > 0;
    if (same && last) this.happenings[this.happenings.length - 1] = { ...last, who: [...last.who, ...who] };
    else this.happenings.push({ at, who, text });
  }

  #lose(): void {
    this.#say("the mains fails");
    for (const { system } of this.#batteries) {
      const { low, empty } = this.#supplies.drains.get(system) ?? { low: 0, empty: 0 };
      this.world.ups(system).status = "OB DISCHRG";
      this.#at(low, () => this.#low(system));
      this.#at(empty, () => this.#empty(system));
    }
  }

  #low(system: string): void {
    if (this.#back || this.#supplies.dead.has(system)) return;
    this.#say(`battery of ${system} is low`);
    this.world.ups(system).status = "OB DISCHRG LB";
  }

  #empty(system: string): void {
    if (this.#back || this.#supplies.dead.has(system)) return;
    this.#say(`battery of ${system} is empty`);
    this.#endSupply(system, false);
  }

  #comeBack(): void {
    if (this.#back) return;
    this.#back = true;
    this.#backAt = this.world.now;
    this.#say("the mains is back");
    for (const { system } of this.#batteries) this.world.ups(system).status = "OL CHRG";
  }

  #serverDies(): void {
    const [first] = this.#batteries;
    if (!first) return;
    this.#say(`the server of ${first.system} dies`);
    this.#endServer([first.system]);
  }

  /** What a machine's decision does to the world. */
  #follow(machine: Machine): void {
    const { host, spec } = machine;
    const { decided, commanded } = host;
    host.decided = () => {
      decided();
      const own = machine === this.#machines[0];
      if (own && this.#case.mainsBack === "after the decision") this.world.after(1000, () => this.#comeBack());
    };
    host.commanded = () => {
      commanded();
      this.#switchOffArmed(machine);
      this.world.after(SERVER_ENDS_MS, () => this.#endServer(spec.serves));
    };
  }

  /** UPSes that upsmon has told to go off, through their driver. */
  #switchOffArmed({ spec: { conf } }: Machine): void {
    for (const { system, role } of conf.monitors) {
      const delay = role === "primary" ? this.world.ups(system).goesOffAfter : undefined;
      if (delay !== undefined) this.world.after(delay * 1000, () => this.#switchOff(system, "SHUTDOWNRETURN"));
    }
  }

  #endServer(systems: readonly string[]): void {
    for (const system of this.#supplies.allOn(systems)) this.world.ups(system).mood = "refuse";
  }

  #off(machine: Machine): void {
    const { names, conf } = machine.spec;
    const left = this.#supplies.endFor(conf) - (this.world.now - LOST_MS) / 1000;
    const rest = Number.isFinite(left) && !this.#back ? `, ${durationText(left)} of battery left` : "";
    this.#say(`off${rest}`, ...names);
    this.#endServer(machine.spec.serves);
    if (conf.powerdownflag === undefined) return;
    for (const { system, role } of conf.monitors) {
      const battery = this.#batteries.find((each) => each.system === system);
      if (battery && role === "primary")
        this.world.after(battery.offDelay * 1000, () => this.#switchOff(system, "POWERDOWNFLAG"));
    }
  }

  #switchOff(system: string, why: string): void {
    if (this.#supplies.dead.has(system)) return;
    this.#say(`${system} is switched off (${why})${this.#back ? ", and on again, as the mains is there" : ""}`);
    this.#endSupply(system, true);
  }

  #endSupply(system: string, switchedOff: boolean): void {
    for (const each of this.#supplies.allOn([system])) this.#supplies.dead.add(each);
    for (const machine of this.#machines) if (!this.#supplies.suffice(machine.spec.conf)) machine.cut(switchedOff);
    for (const machine of this.#machines) if (machine.gone) this.#endServer(machine.spec.serves);
  }

  #outcome(): Outcome {
    const { id, title, mainsBack } = this.#case;
    const fed = this.#machines.filter((machine) => needOf(machine.spec.conf) > 0 && !this.#leftBefore(machine));
    const machines = fed.flatMap((machine): MachineFate[] => {
      const { names, conf, shutdownTime } = machine.spec;
      const fate = machine.fate(LOST_MS, LOST_MS + this.#supplies.endFor(conf) * 1000);
      return names.map((name) => ({ name, shutdownTime, fate }));
    });
    const decided = this.#machines[0]?.decidedAt;
    const { ok, text } = verdictFor(mainsBack, machines, () => this.#cycled);
    return {
      ...{ id, title, happenings: this.happenings, machines, ok },
      decidedAt: decided === undefined ? undefined : (decided - LOST_MS) / 1000,
      verdict: text,
    };
  }

  /** Whoever leaves before the mains is back has been told to: the end of another machine's decision is in question. */
  #leftBefore({ decidedAt = Number.POSITIVE_INFINITY }: Machine): boolean {
    return this.#case.mainsBack === "before the decision" && decidedAt < this.#backAt;
  }

  /** Every UPS goes off and on, which starts the machines again. */
  get #cycled(): boolean {
    return this.#batteries.every(({ system }) => this.#supplies.dead.has(system));
  }
}

/** `mainsBackAt`: seconds after its loss. */
export const play = (plan: Plan, played: Case, mainsBackAt?: number): Outcome =>
  new Rehearsal(plan, played).run(mainsBackAt);
