/** What the catalogue knows of one name. */
export interface CatalogueEntry {
  /** `number` where the value is one decimal number in `unit`. */
  readonly type: "string" | "number";
  /** Unit of a number; absent for counts, ratios and strings. */
  readonly unit?: Unit;
  readonly text: string;
}

export type Unit = "V" | "A" | "Hz" | "W" | "VA" | "Ah" | "Wh" | "%" | "s" | "min" | "h" | "degrees C" | "degrees";

/**
 * Name families whose last part is free: settings named by the user, raw answers, and `experimental.*`, where the
 * document of names lets drivers try new ones.
 */
export const FREE = {
  "driver.parameter.": "Driver setting",
  "driver.flag.": "Driver flag",
  "ups.debug.": "Raw answer of the device to query",
} as const satisfies Record<string, string>;

export const text = (description: string): CatalogueEntry => ({ type: "string", text: description });
export const count = (description: string): CatalogueEntry => ({ type: "number", text: description });
export const measure = (unit: Unit, description: string): CatalogueEntry => ({
  type: "number",
  unit,
  text: description,
});
