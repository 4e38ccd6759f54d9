/**
 * A driver that is a table: rows that say what the device has and where, and a link that reads a place and carries out
 * an order. Opening, polling at its depths, new values, commands and the end of a shutdown follow from them.
 */
import type { CmdName } from "../../nut/catalogue/names.ts";
import {
  DeviceError,
  type Driver,
  type DriverContext,
  type Identity,
  type Outcome,
  type Reading,
  type Reported,
} from "../types.ts";
import { carryOut, type Orders, refuse, renamed, takesSetting } from "./commands.ts";
import { type Closable, type Link, type Places, readPlaces } from "./link.ts";
import { settable } from "./reported.ts";
import { type Depth, isDue } from "./row.ts";
import { type OpenDevice, rawOf, survey } from "./survey.ts";
import type { TableCommand, TableRow } from "./table-row.ts";
import { nextUnheard } from "./unheard.ts";

export interface Family<Where extends object, Raw, Token extends string, Order> extends Places<Where> {
  readonly rows: readonly TableRow<Where, Raw, Token, Order>[];
  /**
   * Finds, opens and identifies the device. `opened` is told at once what to close when nobody waits any more, `wake`
   * that the device spoke first.
   */
  readonly open: (
    context: DriverContext,
    opened: (port: Closable) => void,
    wake: () => void,
  ) => Promise<Link<Where, Raw, Order, Token>>;
  /** Many places cost one request: the status is read at the opening, and nothing by the poll that follows it. */
  readonly opensWithStatus?: boolean;
  /** The command that ends a shutdown; of several the first that is taken. */
  readonly killpower?: CmdName | readonly CmdName[];
}

/** An order, or a value for a place. */
type Own<Where, Raw, Order> =
  | { readonly kind: "write"; readonly order: Order }
  | { readonly kind: "write"; readonly where: Where; readonly raw: Raw };

export class TableDriver<Where extends object, Raw, Token extends string, Order> implements Driver {
  readonly #family: Family<Where, Raw, Token, Order>;
  readonly #context: DriverContext;
  #open: OpenDevice<Where, Raw, Token, Order> | undefined;
  #port: Closable | undefined;
  /** The opening has read everything: the poll that follows it asks for the status at most. */
  #justRead = false;
  #changed = false;
  #fullPolls = 0;

  constructor(family: Family<Where, Raw, Token, Order>, context: DriverContext) {
    this.#family = family;
    this.#context = context;
  }

  async open(wake: () => void = () => undefined): Promise<Identity> {
    await this.close();
    const ports: Closable[] = [];
    const opened = (port: Closable): void => {
      ports.push(port);
      this.#port = port;
    };
    try {
      const link = await this.#family.open(this.#context, opened, wake);
      this.#open = await survey(link, this.#family, this.#context.settings);
      this.#justRead = true;
      return { title: link.title };
    } catch (error) {
      for (const port of ports) await port.close();
      throw error;
    }
  }

  /** A silent device is asked several times over, with long time-outs. */
  giveUp(): void {
    void this.#port?.close();
  }

  async poll(depth: "full" | "quick"): Promise<Reading> {
    const known = this.#justRead && !this.#changed && this.#family.opensWithStatus;
    const due = this.#depth(depth);
    this.#justRead = false;
    const { link } = this.#opened();
    if (known) return this.#reading();
    try {
      await this.#read(due);
      if (due !== "quick") await this.#readUnheard();
      this.#changed = false;
    } catch (error) {
      if (error instanceof DeviceError && error.fault === "stale") await link.wake?.();
      throw error;
    }
    return this.#reading();
  }

  #reading(): Reading {
    const { link, state, rows, commands } = this.#opened();
    return {
      vars: link.passed ? new Map<string, string | Reported>([...link.passed, ...state.vars]) : state.vars,
      status: state.tokens(rows),
      alarms: state.alarms,
      buzzwords: state.buzzwords,
      commands: [...new Set(commands.map(({ cmd }) => cmd))],
      ...(link.noSupply ? { noSupply: true } : {}),
    };
  }

  #depth(asked: "full" | "quick"): Depth {
    if (this.#changed) return "changed";
    if (this.#justRead || asked === "quick") return "quick";
    const { seldomEvery = Number.POSITIVE_INFINITY } = this.#opened().link;
    return ++this.#fullPolls % seldomEvery === 0 ? "changed" : "full";
  }

  /** Each place once; then each row makes of its answer what it can. */
  async #read(depth: Depth): Promise<void> {
    const { link, state, rows } = this.#opened();
    const due = rows.filter((row) => isDue(row, depth));
    const answers = await readPlaces(link, due, this.#family);
    for (const row of due) state.take(row, rawOf(answers.get(this.#family.placeOf(row))));
  }

  async #readUnheard(): Promise<void> {
    const open = this.#opened();
    const { placeOf } = this.#family;
    const next = nextUnheard(open.unheard, placeOf);
    if (!next) return;
    this.#open = { ...open, unheard: next.rest };
    const raw = rawOf((await readPlaces(open.link, [next.where], this.#family)).get(placeOf(next.where)));
    if (raw === undefined) return;
    const { state } = open;
    const told = next.now.rows.filter((row) => "var" in row && !state.vars.has(row.var) && state.take(row, raw));
    const commands = [...open.commands, ...next.now.commands];
    this.#open = { ...open, rows: [...open.rows, ...told], commands, unheard: next.rest };
  }

  async setvar(name: string, value: string): Promise<Outcome> {
    const outcome = await this.#carryOut(this.#valueOrders(name.toLowerCase(), value));
    this.#changed ||= outcome === "handled";
    return outcome;
  }

  #valueOrders(name: string, value: string): Orders<Own<Where, Raw, Order>> {
    const { link, state, rows, settings } = this.#opened();
    const row = rows.find((one) => "rw" in one && one.var.toLowerCase() === name);
    if (row && "rw" in row && link.write) {
      const raw = row.as.write(value, state);
      return raw === undefined ? refuse("invalid") : { kind: "steps", steps: [{ kind: "write", where: row, raw }] };
    }
    const setting = settings.find((one) => one.var === name);
    if (!setting) return refuse("unknown");
    if (!takesSetting(setting, value)) return refuse("invalid");
    return { kind: "steps", steps: [{ kind: "set", name, value }] };
  }

  needsRepeating(name: string): boolean {
    return this.#command(name)?.repeated === true;
  }

  #command(name: string): TableCommand<Where, Raw, Token, Order> | undefined {
    const find = (wanted: string | undefined): TableCommand<Where, Raw, Token, Order> | undefined =>
      this.#open?.commands.find(({ cmd }) => cmd === wanted);
    return find(name.toLowerCase()) ?? find(renamed(name));
  }

  async instcmd(name: string, param?: string): Promise<Outcome> {
    return this.#carryOut(this.#commandOrders(name, param));
  }

  #commandOrders(name: string, param: string | undefined): Orders<Own<Where, Raw, Order>> {
    const { state } = this.#opened();
    const row = this.#command(name);
    if (!row) return refuse("unknown");
    const send = "make" in row ? row.make(param, state) : row.send;
    if (send === undefined) return refuse("invalid");
    const orders: readonly Order[] = isList(send) ? send : [send];
    return { kind: "steps", steps: orders.map((order) => ({ kind: "write", order })) };
  }

  #carryOut(orders: Orders<Own<Where, Raw, Order>>): Promise<Outcome> {
    const { link, state, settings } = this.#opened();
    return carryOut(orders, {
      set: (name, value) => {
        state.keep(name, settable(value, settings.find((one) => one.var === name)?.rw));
        return "handled";
      },
      write: async (step) => {
        const taken = "order" in step ? await link.order?.(step.order) : await link.write?.(step.where, step.raw);
        return taken ? "handled" : "failed";
      },
    });
  }

  async killpower(): Promise<Outcome> {
    const { link, state } = this.#opened();
    if (link.killpower) return (await link.killpower((name) => state.known(name))) ? "handled" : "failed";
    const { killpower = [] } = this.#family;
    let outcome: Outcome = "unknown";
    for (const command of typeof killpower === "string" ? [killpower] : killpower) {
      outcome = await this.instcmd(command);
      if (outcome === "handled") break;
    }
    return outcome;
  }

  async close(): Promise<void> {
    const open = this.#open;
    this.#open = undefined;
    await open?.link.close();
  }

  #opened(): OpenDevice<Where, Raw, Token, Order> {
    if (!this.#open) throw new DeviceError("lost", "the device is not open");
    return this.#open;
  }
}

const isList = <Order>(send: Order | readonly Order[]): send is readonly Order[] => Array.isArray(send);
