/** The table of results: what was measured, C, ours, how they compare, remarks. */
import { round } from "./numbers.mjs";

const head = (c = "C") => ["measure", c, "nutts", "nutts : C", "remark"];

const cell = (value, unit) => (value === undefined ? "–" : `${round(value)} ${unit}`.trim());

/** `1.2 : 1`, `1 : 346`. */
function proportion(ours, c) {
  if (c === undefined || ours === undefined || c === 0 || ours === 0) return "–";
  return ours >= c ? `${round(ours / c)} : 1` : `1 : ${round(c / ours)}`;
}

function cells({ what, unit = "", c, ours, remark = "" }) {
  return [what, cell(c, unit), cell(ours, unit), proportion(ours, c), remark];
}

export function printMarkdown(rows, { c, machine, date }) {
  console.log(`Measured on ${date}: ${machine}.\n`);
  const line = (words) => `| ${words.join(" | ")} |`;
  console.log([line(head(c)), line(["---", "---:", "---:", "---:", "---"]), ...rows.map(cells).map(line)].join("\n"));
}

export function printPlain(rows, { c, machine, date }) {
  const all = [head(c), ...rows.map(cells)];
  const widths = all[0].map((_, i) => Math.max(...all.map((row) => row[i].length)));
  const pad = (word, i) => (i === 0 || i === all[0].length - 1 ? word.padEnd(widths[i]) : word.padStart(widths[i]));
  console.log(`${date}  ${machine}\n`);
  for (const row of all) console.log(row.map(pad).join("  ").trimEnd());
}
