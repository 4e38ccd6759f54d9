/**
 * What has changed of one UPS, in numbered steps. Whoever says at which step it stopped gets the newest state of what has
 * changed since: however slow it is, nobody keeps a backlog for it.
 */
import { isDrillVariable } from "../../../nut/drill.ts";
import type { Variable } from "../../../nut/ups-state.ts";
import { RESPONSES } from "../../responses.ts";
import { err } from "../answer.ts";
import type { ServedUps } from "../served.ts";
import { variableRow } from "../verbs/get.ts";

/** Variables that have gone and are remembered; beyond that whoever is behind reads all anew. */
const MOST_GONE = 1024;
const STATUS = "ups.status";

export type Weight = "nothing" | "ordinary" | "urgent";

interface Seen {
  readonly state: ServedUps["state"];
  readonly revision: number;
  readonly fsd: boolean;
  readonly fault: ServedUps["fault"];
}

const seenOf = ({ state, fsd, fault }: ServedUps): Seen => ({ state, revision: state.revision, fsd, fault });

const same = (a: Seen, b: Seen): boolean =>
  a.state === b.state && a.revision === b.revision && a.fsd === b.fsd && a.fault === b.fault;

const variablesOf = ({ state }: ServedUps): ReadonlyMap<string, Variable> =>
  new Map(
    state
      .variables()
      .filter(({ name }) => !isDrillVariable(name))
      .map((variable) => [variable.name.toLowerCase(), variable]),
  );

const takes = ({ rw, type, maxLength, enums, ranges }: Variable): string =>
  rw ? JSON.stringify([type, maxLength, enums, ranges]) : "";

const takesOf = (variable: Variable | undefined): string => (variable ? takes(variable) : "");

export class UpsNews {
  readonly ups: ServedUps;
  #step = 0;
  /** Who stopped before this one has missed something that is not remembered. */
  #floor = 0;
  #seen: Seen;
  #variables: ReadonlyMap<string, Variable>;
  #commands: readonly string[];
  readonly #at = { fault: 0, commands: 0, writable: 0 };
  readonly #changed = new Map<string, number>();
  readonly #gone = new Map<string, { readonly name: string; readonly step: number }>();
  /** What has been put in words since the last step: the same for all who stopped at the same one. */
  readonly #texts = new Map<string, string>();

  constructor(ups: ServedUps) {
    this.ups = ups;
    this.#seen = seenOf(ups);
    this.#variables = variablesOf(ups);
    this.#commands = ups.state.commands();
  }

  get step(): number {
    return this.#step;
  }

  /** Takes in what is different now. Nothing is, while a driver is still telling what it has. */
  look(): Weight {
    const { ups } = this;
    const [before, now] = [this.#seen, seenOf(ups)];
    if (ups.filling || same(before, now)) return "nothing";
    this.#seen = now;
    const next = this.#step + 1;
    if (now.fault !== before.fault) this.#at.fault = next;
    if (now.fault === undefined) this.#compare(next, now.fsd !== before.fsd);
    if (!this.#hasStep(next)) return "nothing";
    this.#step = next;
    this.#texts.clear();
    this.#forget();
    return this.#at.fault === next || this.#changed.get(STATUS) === next ? "urgent" : "ordinary";
  }

  /** The lines for one who stopped at `step` and calls the UPS `upsname`, each with its end. */
  since(step: number, upsname: string): string {
    if (step >= this.#step) return "";
    const key = `${step} ${upsname}`;
    const known = this.#texts.get(key);
    if (known !== undefined) return known;
    const text = step < this.#floor ? [RESPONSES.newsAll.format({ ups: upsname })] : [...this.#lines(step, upsname)];
    const lines = text.map((line) => `${line}\n`).join("");
    this.#texts.set(key, lines);
    return lines;
  }

  *#lines(step: number, upsname: string): Generator<string> {
    const { fault } = this.#seen;
    if (this.#at.fault > step)
      yield RESPONSES.newsData.format({ ups: upsname, state: fault ? err(fault).slice(4) : "OK" });
    for (const key of [STATUS, ...[...this.#changed.keys()].filter((each) => each !== STATUS)]) {
      const variable = (this.#changed.get(key) ?? 0) > step ? this.#variables.get(key) : undefined;
      if (variable) yield `NEWS ${variableRow(upsname, variable.name, variable, this.ups)}`;
    }
    for (const { name, step: at } of this.#gone.values())
      if (at > step) yield RESPONSES.newsGone.format({ ups: upsname, var: name });
    if (this.#at.commands > step) yield RESPONSES.newsCmd.format({ ups: upsname });
    if (this.#at.writable > step) yield RESPONSES.newsRw.format({ ups: upsname });
  }

  #compare(step: number, fsdChanged: boolean): void {
    const [before, now] = [this.#variables, variablesOf(this.ups)];
    this.#variables = now;
    for (const [key, variable] of now) {
      const old = before.get(key);
      if (old === variable && !(fsdChanged && key === STATUS)) continue;
      if (old?.value !== variable.value || (fsdChanged && key === STATUS)) this.#set(key, step);
      if (takesOf(old) !== takes(variable)) this.#at.writable = step;
    }
    for (const [key, old] of before) if (!now.has(key)) this.#lose(key, old, step);
    const commands = this.ups.state.commands();
    if (commands.join(" ") !== this.#commands.join(" ")) this.#at.commands = step;
    this.#commands = commands;
  }

  #set(key: string, step: number): void {
    this.#gone.delete(key);
    this.#changed.set(key, step);
  }

  #lose(key: string, old: Variable, step: number): void {
    this.#changed.delete(key);
    this.#gone.set(key, { name: old.name, step });
    if (old.rw) this.#at.writable = step;
  }

  #hasStep(step: number): boolean {
    const { fault, commands, writable } = this.#at;
    if ([fault, commands, writable].includes(step)) return true;
    for (const at of this.#changed.values()) if (at === step) return true;
    for (const { step: at } of this.#gone.values()) if (at === step) return true;
    return false;
  }

  #forget(): void {
    if (this.#gone.size <= MOST_GONE) return;
    this.#gone.clear();
    this.#floor = this.#step;
  }
}
