/** One line of the list of events. */
export interface HistoryEvent {
  /** Milliseconds since 1970. */
  readonly at: number;
  /** The id of the UPS. */
  readonly ups: string;
  readonly type: string;
  readonly text: string;
}

export const isHistoryEvent = (value: unknown): value is HistoryEvent =>
  typeof value === "object" &&
  value !== null &&
  "at" in value &&
  Number.isFinite(value.at) &&
  ["ups", "type", "text"].every((key) => typeof Reflect.get(value, key) === "string");
