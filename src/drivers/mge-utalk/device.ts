/** One open UPS: what it knows, what it said last. */
import type { Reported } from "../types.ts";
import { DriverError } from "../types.ts";
import { type MultiplierTable, sent, shown } from "./numbers.ts";
import { isWord, type Status, statusOf } from "./status.ts";
import { COMMANDS } from "./tables/commands.ts";
import { type UtalkRow, VARIABLES } from "./tables/variables.ts";
import type { Answer, UtalkLine } from "./utalk-line.ts";

/** Some old units answer nonsense now and then. */
const STATUS_TRIES = 3;
/** So many questions in a row without an answer: the rest of the poll is spared. */
const SILENT = 3;

export class UtalkDevice {
  readonly #line: UtalkLine;
  readonly #table: MultiplierTable;
  readonly #values = new Map<string, string>();
  /** Rows that the UPS answered at the start. */
  #rows: readonly UtalkRow[] = VARIABLES;

  constructor(line: UtalkLine, table: MultiplierTable) {
    this.#line = line;
    this.#table = table;
  }

  /** Asks everything once; what is not answered is not asked again. */
  async survey(): Promise<void> {
    await this.read();
    this.#rows = VARIABLES.filter((row) => this.#values.has(row.var));
  }

  /** Asks for all values, each question once. What is not answered keeps its value. Throws DriverError `lost`. */
  async read(): Promise<void> {
    const answers = new Map<string, Answer>();
    let silent = 0;
    for (const { ask } of this.#rows) {
      if (answers.has(ask) || silent >= SILENT) continue;
      const answer = await this.#line.ask(ask);
      answers.set(ask, answer);
      silent = answer.kind === "silent" ? silent + 1 : 0;
    }
    for (const row of this.#rows) this.#file(row, answers.get(row.ask));
  }

  #file(row: UtalkRow, answer: Answer | undefined): void {
    const text = answer?.kind === "text" ? shown(answer.text, row.as, this.#table) : undefined;
    if (text !== undefined) this.#values.set(row.var, text);
  }

  /** Throws DriverError `stale` where the UPS does not tell it. */
  async status(): Promise<Status> {
    const system = await this.#system();
    const word = async (question: string): Promise<string> => {
      const answer = await this.#line.ask(question);
      return answer.kind === "text" ? answer.text : "";
    };
    return statusOf({ system, battery: await word("Bs"), load: await word("Ls"), bypass: await word("Ps") });
  }

  async #system(): Promise<string> {
    for (let tries = 0; tries < STATUS_TRIES; tries++) {
      const answer = await this.#line.ask("Ss");
      if (answer.kind === "text" && isWord(answer.text)) return answer.text;
    }
    throw new DriverError("stale", "the UPS does not tell its status");
  }

  vars(): ReadonlyMap<string, string | Reported> {
    return new Map(
      this.#rows.flatMap(({ var: name, rw }) => {
        const value = this.#values.get(name);
        if (value === undefined) return [];
        return [[name, rw === undefined ? value : { value, rw: true, type: { kind: "string", max: rw } }]];
      }),
    );
  }

  async setvar(name: string, value: string): Promise<"handled" | "unknown" | "invalid" | "failed"> {
    const row = this.#rows.find((one) => one.rw !== undefined && one.var === name.toLowerCase());
    if (!row) return "unknown";
    const text = sent(value, row.as, this.#table);
    if (text === undefined) return "invalid";
    return (await this.#line.order(row.ask.replace("?", text))) ? "handled" : "failed";
  }

  async instcmd(name: string): Promise<"handled" | "unknown" | "failed"> {
    const command = COMMANDS.find(({ cmd }) => cmd === name.toLowerCase());
    if (!command) return "unknown";
    for (const order of command.orders) if (!(await this.#line.order(order))) return "failed";
    return "handled";
  }
}
