/** The C driver reads strings into 20 bytes, end mark included. */
const USUAL = 19;

export class DeviceStrings {
  readonly #known = new Map<number, string>();
  readonly #missing = new Set<number>();

  get missing(): readonly number[] {
    return [...this.#missing];
  }

  file(index: number, text: string): void {
    this.#known.set(index, text);
    this.#missing.delete(index);
  }

  /** "" for index 0, which is no string; undefined for one that is not known yet or cannot be. */
  text(index: number, longest = USUAL): string | undefined {
    if (index === 0) return "";
    if (index < 0 || index > 255) return undefined;
    const text = this.#known.get(index);
    if (text === undefined) this.#missing.add(index);
    return text?.slice(0, longest).replace(/\n+$/, "");
  }
}
