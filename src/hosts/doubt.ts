/** What a section says that works, and that hardly anybody means. */

export interface Doubt {
  /** The line that it is about; the section where it is not written. */
  readonly setting: string;
  readonly text: string;
  readonly advice: string;
}

/** A section as its kind sees it: values with fallbacks, and which of them are written. */
export interface Written {
  readonly settings: { get(name: string): string };
  readonly timeoutS: number;
  has(name: string): boolean;
}
