/**
 * A driver that is a table: rows that say what the device has and where, and a link that reads a place and carries out
 * an order. Opening, polling at its depths, new values, commands and the end of a shutdown follow from them.
 */
import type { CmdName } from "../../nut/catalogue/names.ts";
import { DeviceError, type Driver, type DriverContext, type Identity, type Outcome, type Reading } from "../types.ts";
import { DeviceState } from "./device-state.ts";
import type { Answer } from "./line/ask-line.ts";
import { type CommandRow, type Depth, isDue, type ReadRow, type View } from "./row.ts";

interface Closable {
  close(): Promise<void>;
}

/** One open device. All calls throw DeviceError `lost` when the link is gone. */
export interface Link<Where extends object, Raw, Order> extends Closable {
  /** One line for a person: maker, model, where it is. */
  readonly title: string;
  /** What the device said of itself while it was opened. */
  readonly facts: readonly (readonly [name: string, value: string])[];
  /** What it said that has no NUT name, for rows to look at. */
  readonly notes?: ReadonlyMap<string, string>;
  /** Throws DeviceError `stale` where no poll makes sense without this answer. */
  read(where: Where): Promise<Answer<Raw>>;
  /** A new value at a place that is read as well; false where the device does not take it. */
  write?(where: Where, raw: Raw): Promise<boolean>;
  order?(order: Order): Promise<boolean>;
  /** The end of a shutdown, where it is no command of the table. */
  killpower?(): Promise<boolean>;
  /** After a poll that made data stale. */
  wake?(): Promise<void>;
}

/** A command takes its orders one after the other, each only if the one before was taken. */
type Orders<Order> = CommandRow<Order | readonly Order[]>;

export type TableRow<Where extends object, Raw, Token extends string, Order> =
  | ReadRow<Where, Raw, View<Token>, Token>
  | Orders<Order>;

export interface Family<Where extends object, Raw, Token extends string, Order> {
  readonly rows: readonly TableRow<Where, Raw, Token, Order>[];
  /** Rows of one place share its answer: it is read once in a poll. */
  readonly placeOf: (where: Where) => string;
  /** Places to be read before the others, in this order; else each is read where its first row stands. */
  readonly places?: readonly string[];
  /** Finds, opens and identifies the device. `opened` is told at once what to close when nobody waits any more. */
  readonly open: (context: DriverContext, opened: (port: Closable) => void) => Promise<Link<Where, Raw, Order>>;
  /** The command that ends a shutdown. */
  readonly killpower?: CmdName;
  /** After so many silent places in a row the rest of a poll is spared. */
  readonly silentLimit?: number;
}

type Rows<Where extends object, Raw, Token extends string> = readonly ReadRow<Where, Raw, View<Token>, Token>[];

interface Open<Where extends object, Raw, Token extends string, Order> {
  readonly link: Link<Where, Raw, Order>;
  readonly state: DeviceState<Raw, Token>;
  /** Those that the device answered when it was opened, and those of every poll. */
  readonly rows: Rows<Where, Raw, Token>;
}

export class TableDriver<Where extends object, Raw, Token extends string, Order> implements Driver {
  readonly #family: Family<Where, Raw, Token, Order>;
  readonly #context: DriverContext;
  readonly #commands: readonly Orders<Order>[];
  readonly #readable: Rows<Where, Raw, Token>;
  #open: Open<Where, Raw, Token, Order> | undefined;
  #port: Closable | undefined;
  /** The opening has read everything: the poll that follows it asks for the status alone. */
  #justRead = false;
  #changed = false;

  constructor(family: Family<Where, Raw, Token, Order>, context: DriverContext) {
    this.#family = family;
    this.#context = context;
    this.#commands = family.rows.flatMap((row) => ("cmd" in row ? [row] : []));
    this.#readable = family.rows.flatMap((row) => ("cmd" in row ? [] : [row]));
  }

  async open(): Promise<Identity> {
    await this.close();
    const ports: Closable[] = [];
    try {
      const link = await this.#family.open(this.#context, (port) => {
        ports.push(port);
        this.#port = port;
      });
      this.#open = await this.#survey(link);
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

  /** Asks for everything once; what is not answered is not asked again. */
  async #survey(link: Link<Where, Raw, Order>): Promise<Open<Where, Raw, Token, Order>> {
    const state = new DeviceState<Raw, Token>(this.#context.settings, link.notes);
    for (const [name, value] of link.facts) state.keep(name, { value });
    const once = this.#readable.filter(({ poll }) => poll !== "quick");
    await this.#read(link, state, once);
    this.#justRead = true;
    return { link, state, rows: this.#readable.filter((row) => row.poll === "quick" || isKnown(row, state)) };
  }

  async poll(depth: "full" | "quick"): Promise<Reading> {
    const { link, state, rows } = this.#opened();
    const due: Depth = this.#changed ? "changed" : this.#justRead ? "quick" : depth;
    this.#justRead = false;
    try {
      await this.#read(
        link,
        state,
        rows.filter((row) => isDue(row, due)),
      );
      this.#changed = false;
    } catch (error) {
      if (error instanceof DeviceError && error.fault === "stale") await link.wake?.();
      throw error;
    }
    const commands = this.#commands.map(({ cmd }) => cmd);
    return { vars: state.vars, status: state.tokens(rows), alarms: state.alarms, commands };
  }

  /** Each place once; then each row makes of its answer what it can. */
  async #read(
    link: Link<Where, Raw, Order>,
    state: DeviceState<Raw, Token>,
    rows: Rows<Where, Raw, Token>,
  ): Promise<void> {
    const { placeOf, places = [], silentLimit = Number.POSITIVE_INFINITY } = this.#family;
    const answers = new Map<string, Answer<Raw>>();
    let silent = 0;
    const rank = (row: Where): number => (places.includes(placeOf(row)) ? places.indexOf(placeOf(row)) : places.length);
    for (const row of rows.toSorted((one, other) => rank(one) - rank(other))) {
      if (answers.has(placeOf(row)) || silent >= silentLimit) continue;
      const answer = await link.read(row);
      answers.set(placeOf(row), answer);
      silent = answer.kind === "silent" ? silent + 1 : 0;
    }
    for (const row of rows) {
      const answer = answers.get(placeOf(row));
      state.take(row, answer?.kind === "data" ? answer.raw : undefined);
    }
  }

  async setvar(name: string, value: string): Promise<Outcome> {
    const { link, state, rows } = this.#opened();
    const row = rows.find((one) => "rw" in one && one.var === name.toLowerCase());
    if (!row || !("rw" in row) || !link.write) return "unknown";
    const raw = row.as.write(value, state);
    if (raw === undefined) return "invalid";
    return this.#done(await link.write(row, raw));
  }

  needsRepeating(name: string): boolean {
    return this.#command(name)?.repeated === true;
  }

  #command(name: string): Orders<Order> | undefined {
    return this.#commands.find(({ cmd }) => cmd === name.toLowerCase());
  }

  async instcmd(name: string): Promise<Outcome> {
    const { link } = this.#opened();
    const row = this.#command(name);
    if (!row) return "unknown";
    const orders: readonly Order[] = isList(row.send) ? row.send : [row.send];
    for (const order of orders) if (!(await link.order?.(order))) return "failed";
    return "handled";
  }

  #done(taken: boolean): Outcome {
    this.#changed ||= taken;
    return taken ? "handled" : "failed";
  }

  async killpower(): Promise<Outcome> {
    const { link } = this.#opened();
    if (link.killpower) return (await link.killpower()) ? "handled" : "failed";
    return this.#family.killpower ? this.instcmd(this.#family.killpower) : "unknown";
  }

  async close(): Promise<void> {
    const open = this.#open;
    this.#open = undefined;
    await open?.link.close();
  }

  #opened(): Open<Where, Raw, Token, Order> {
    if (!this.#open) throw new DeviceError("lost", "the device is not open");
    return this.#open;
  }
}

const isKnown = (row: object, state: { has(name: string): boolean }): boolean =>
  !("var" in row) || typeof row.var !== "string" || state.has(row.var);

const isList = <Order>(send: Order | readonly Order[]): send is readonly Order[] => Array.isArray(send);
