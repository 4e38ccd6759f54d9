/** One machine in a rehearsal: upsmon and upssched of it, and what they bring it to. */

import { causeText } from "../../upsmon/core/decide.ts";
import { isPrimary } from "../../upsmon/core/state.ts";
import type { SimHost } from "../world/sim-host.ts";
import type { World } from "../world/world.ts";
import type { Fate } from "./outcome.ts";
import type { Deed, MachineSpec } from "./plan.ts";
import { SimUpssched } from "./sim-upssched.ts";

export const callsUpssched = (notifycmd = ""): boolean => /(?:^|[\s/'"])upssched(?:['"\s]|$)/.test(notifycmd);

export interface MachineWorld {
  readonly world: World;
  say(machines: readonly string[], text: string): void;
  /** It has no need of power any more. */
  off(machine: Machine): void;
}

export class Machine {
  readonly spec: MachineSpec;
  readonly host: SimHost;
  readonly #around: MachineWorld;
  readonly #upssched: SimUpssched | undefined;
  decidedAt: number | undefined;
  /** In milliseconds of the world. */
  #commandAt: number | undefined;
  #offAt: number | undefined;
  #cut: { readonly at: number; readonly switchedOff: boolean } | undefined;
  #ordered: string | undefined;

  constructor(spec: MachineSpec, around: MachineWorld) {
    const { world } = around;
    this.spec = spec;
    this.#around = around;
    this.#upssched = spec.schedule && new SimUpssched(world, spec.schedule, (name, deed) => this.#called(name, deed));
    this.host = world.host(spec.conf, spec.names[0]);
    this.host.hear = (message, type, ups) => this.#told(message, type, ups);
    this.host.decided = () => this.#decided();
    this.host.commanded = () => this.#command();
  }

  get gone(): boolean {
    return this.#cut !== undefined || this.#offAt !== undefined;
  }

  get goingDown(): boolean {
    return this.#commandAt !== undefined;
  }

  /** Its supply has ended. */
  cut(switchedOff: boolean): void {
    if (this.gone) return;
    this.#cut = { at: this.#around.world.now, switchedOff };
    this.#say(this.#commandAt === undefined ? "power lost while it runs" : "power lost before it is down");
    this.host.die();
  }

  /** `lost`: when the mains was lost; `supply`: when its power would have ended. In milliseconds. */
  fate(lost: number, supply: number): Fate {
    const after = (at: number): number => (at - lost) / 1000;
    const commandAt = this.#commandAt === undefined ? undefined : after(this.#commandAt);
    if (this.#cut) return { kind: "cut", at: after(this.#cut.at), commandAt, switchedOff: this.#cut.switchedOff };
    if (this.#offAt === undefined || commandAt === undefined) return { kind: "up" };
    return { kind: "off", commandAt, offAt: after(this.#offAt), left: (supply - this.#offAt) / 1000 };
  }

  #say(text: string): void {
    this.#around.say(this.spec.names, text);
  }

  #told(message: string, notifyType: string, upsname: string): void {
    const { notifycmd, notifyFlags, monitors } = this.spec.conf;
    const feeds = monitors.some(({ system, powerValue }) => system === upsname && powerValue > 0);
    const flags = notifyFlags.find(({ type }) => type === notifyType)?.flags ?? [];
    if (feeds && (notifyType === "ONBATT" || notifyType === "ONLINE" || notifyType === "COMMBAD"))
      this.#say(`told ${notifyType} of ${upsname}`);
    if (notifyType === "SHUTDOWN_HOSTSYNC") this.#say("waiting for its secondaries");
    if (flags.includes("EXEC") && !flags.includes("IGNORE") && callsUpssched(notifycmd))
      this.#upssched?.hear({ notifyType, upsname, message });
  }

  #called(name: string, deed: Deed): void {
    if (this.gone) return;
    switch (deed.kind) {
      case "fsd":
        this.#ordered = `upssched calls ${name}, which asks for a forced shutdown`;
        return this.host.send({ kind: "fsd", how: "upssched" });
      case "shutdown":
        this.#say(`upssched calls ${name}, which runs ${deed.command}: past upsmon, no other machine is told`);
        this.host.send({ kind: "stop", how: "the system" });
        return this.#goDown(undefined);
      case "action":
        return this.#say(`upssched calls ${name}: ${deed.text}`);
      case "other":
        return this.#say(`upssched calls ${name}`);
      case "none":
        return this.#say(`upssched calls ${name}, which CMDSCRIPT does not know: nothing happens`);
      case "unknown":
        return this.#say(`upssched calls ${name}; what CMDSCRIPT does then cannot be told from here`);
    }
  }

  #decided(): void {
    const { upses, ordered } = this.host.state;
    this.decidedAt ??= this.#around.world.now;
    const causes = upses.flatMap((ups) =>
      ups.condition.kind === "critical" ? [`${ups.monitor.system}: ${causeText(ups.condition.cause, ups)}`] : [],
    );
    const why = ordered ? (this.#ordered ?? "") : causes.join("; ");
    this.#say(`the decision to shut down (${why})`);
    if (upses.some(isPrimary)) this.#say("FSD set");
  }

  #command(): void {
    if (this.spec.conf.shutdowncmd === undefined) this.#say("no SHUTDOWNCMD, so it stays up");
    else this.#goDown("SHUTDOWNCMD");
  }

  #goDown(command: string | undefined): void {
    if (this.#commandAt !== undefined) return;
    const { world } = this.#around;
    this.decidedAt ??= world.now;
    this.#commandAt = world.now;
    if (command !== undefined) this.#say(`${command} runs`);
    world.after(this.spec.shutdownTime * 1000, () => {
      if (this.#cut) return;
      this.#offAt = world.now;
      this.host.die();
      this.#around.off(this);
    });
  }
}
