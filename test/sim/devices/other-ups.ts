/** Drivers whose sockets another driver reads, in memory. */
import type { OtherDriver, OtherDriverOpener, OtherLink, OtherOutcome } from "../../../src/device/other-driver.ts";
import { UpsState } from "../../../src/nut/ups-state.ts";

export class OtherUps implements OtherDriver {
  readonly state = new UpsState();
  /** Commands and settings that came in. */
  readonly heard: string[] = [];
  outcome: OtherOutcome = "handled";
  #link: OtherLink = "gone";
  #changed: () => void = () => undefined;

  get link(): OtherLink {
    return this.#link;
  }

  listen(changed: () => void): void {
    this.#changed = changed;
  }

  is(link: OtherLink): void {
    this.#link = link;
    if (link === "gone") this.state.clear();
    this.#changed();
  }

  /** Tells variables; undefined withdraws one. */
  tell(vars: Readonly<Record<string, string | undefined>>): void {
    for (const [name, value] of Object.entries(vars))
      this.state.apply(value === undefined ? { kind: "delete", name } : { kind: "set", name, value });
    this.is("ok");
  }

  setvar(name: string, value: string): Promise<OtherOutcome> {
    this.heard.push(`SET ${name} ${value}`);
    return Promise.resolve(this.outcome);
  }

  instcmd(name: string, param?: string): Promise<OtherOutcome> {
    this.heard.push(`INSTCMD ${name}${param === undefined ? "" : ` ${param}`}`);
    return Promise.resolve(this.outcome);
  }

  close(): void {
    this.#changed = () => undefined;
  }
}

export class OtherDrivers implements OtherDriverOpener {
  readonly #upses: ReadonlyMap<string, OtherUps>;

  constructor(upses: Readonly<Record<string, OtherUps>>) {
    this.#upses = new Map(Object.entries(upses));
  }

  open(socket: string, _maxAgeMs: number, changed: () => void): OtherUps {
    const ups = this.#upses.get(socket) ?? new OtherUps();
    ups.listen(changed);
    return ups;
  }
}
