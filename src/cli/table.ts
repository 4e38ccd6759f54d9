/** Tables for people: only on a terminal, so only there is the package loaded. */

/** Narrower than this the last column is not folded: nothing would be left of it. */
const MIN_LAST_COLUMN = 20;
const PADDING = 2;

const BORDERLESS = {
  top: "",
  "top-mid": "",
  "top-left": "",
  "top-right": "",
  bottom: "",
  "bottom-mid": "",
  "bottom-left": "",
  "bottom-right": "",
  left: "",
  "left-mid": "",
  mid: "",
  "mid-mid": "",
  right: "",
  "right-mid": "",
  middle: "",
};

const widthOf = (cells: readonly string[]): number => Math.max(0, ...cells.map((cell) => cell.length));

/** Rows as columns without lines; the last column is folded at the width of the terminal. */
export async function peopleTable(rows: readonly (readonly [string, string])[], columns: number): Promise<string> {
  const { default: Table } = await import("cli-table3");
  const first = widthOf(rows.map(([name]) => name)) + PADDING;
  const last = Math.max(MIN_LAST_COLUMN, Math.min(columns - first, widthOf(rows.map(([, text]) => text)) + PADDING));
  const table = new Table({
    chars: BORDERLESS,
    style: { head: [], border: [], "padding-left": 0, "padding-right": PADDING },
    colWidths: [first, last],
    wordWrap: true,
  });
  table.push(...rows.map((row) => [...row]));
  const lines = table.toString().split("\n");
  return lines.map((line) => `${line.trimEnd()}\n`).join("");
}
