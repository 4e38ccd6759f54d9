/**
 * What an APC UPS answers besides its table: `-` moves the variable that was asked for last to its next value, or takes
 * its new text; `@` waits for digits; what takes the power twice wants to be sent twice.
 */
import { AnswerTable, type Profile } from "./answer-table.ts";

export interface ApcProfile extends Profile {
  readonly cycle?: {
    readonly key: string;
    readonly answer: string;
    readonly refuse?: string;
    /** Values of each question, one after the other. */
    readonly values: Readonly<Record<string, readonly string[]>>;
    /** Characters of each text. */
    readonly strings?: Readonly<Record<string, number>>;
  };
  /** How many digits stand behind `@`. */
  readonly digits?: number;
}

interface Typing {
  readonly left: number;
  readonly text: string;
  readonly done: (text: string) => string;
}

const OK = "OK\r\n";

export class ApcAnswers extends AnswerTable {
  /** Orders with all that belongs to them: `@012`. */
  readonly orders: string[] = [];
  readonly #profile: ApcProfile;
  readonly #places = new Map<string, number>();
  #last = "";
  #typing: Typing | undefined;

  constructor(profile: ApcProfile) {
    super(profile);
    this.#profile = profile;
  }

  override answer(command: string): { readonly text: string; readonly delayMs: number } {
    if (this.#typing) return { text: this.#type(this.#typing, command), delayMs: 0 };
    if (command === "@")
      return { text: this.#await(this.#profile.digits ?? 3, (text) => this.#order(text)), delayMs: 0 };
    if (command === this.#profile.cycle?.key) return { text: this.#edit(), delayMs: 0 };
    this.#last = command;
    return super.answer(command);
  }

  #await(left: number, done: (text: string) => string): string {
    this.#typing = { left, text: "", done };
    return "";
  }

  #type({ left, text, done }: Typing, command: string): string {
    const typed = text + command;
    this.#typing = left > 1 ? { left: left - 1, text: typed, done } : undefined;
    return left > 1 ? "" : done(typed);
  }

  #order(digits: string): string {
    this.orders.push(`@${digits}`);
    return /^\d+$/.test(digits) ? OK : "NO\r\n";
  }

  #edit(): string {
    const { answer = OK, refuse = "NO\r\n", values = {}, strings = {} } = this.#profile.cycle ?? {};
    const question = this.#last;
    const length = strings[question];
    if (length !== undefined) {
      return this.#await(length, (text) => {
        this.set(question, `${text.replace(/\r.*$/s, "")}\r\n`);
        return answer;
      });
    }
    const list = values[question];
    if (!list) return refuse;
    const now = super.answer(question).text.replace(/\r\n$/, "");
    const next = ((this.#places.get(question) ?? list.indexOf(now)) + 1) % list.length;
    this.#places.set(question, next);
    this.set(question, `${list[next]}\r\n`);
    return answer;
  }
}
