/** What rows raise besides values: status tokens, alarms, buzzwords. */

/** Words that hold, each as long as what raised it says so. */
export class Words<Word extends string> {
  readonly #words: Map<object | Word, Word>;

  constructor(words: Iterable<readonly [object | Word, Word]> = []) {
    this.#words = new Map(words);
  }

  /** `by`: its row, or the word itself where one row may clear what another raised. Undefined leaves what was. */
  put(by: object | Word, word: Word, holds: boolean | undefined): void {
    if (holds === true) this.#words.set(by, word);
    if (holds === false) this.#words.delete(by);
  }

  by(row: object): Word | undefined {
    return this.#words.get(row);
  }

  has(word: Word): boolean {
    return [...this.#words.values()].includes(word);
  }

  get all(): readonly Word[] {
    return [...new Set(this.#words.values())];
  }

  copy(): Words<Word> {
    return new Words(this.#words);
  }

  clear(): void {
    this.#words.clear();
  }
}

export interface Raised<Token extends string> {
  readonly tokens: Words<Token>;
  readonly alarms: Words<string>;
  readonly buzzwords: Words<string>;
}

export const nothingRaised = <Token extends string>(): Raised<Token> => ({
  tokens: new Words(),
  alarms: new Words(),
  buzzwords: new Words(),
});

export const copyOf = <Token extends string>({ tokens, alarms, buzzwords }: Raised<Token>): Raised<Token> => ({
  tokens: tokens.copy(),
  alarms: alarms.copy(),
  buzzwords: buzzwords.copy(),
});
