/** Curves as CSV (RFC 4180): a line for each point, means only; an empty field is a gap. */
import type { CurveAnswer } from "./curves.ts";

const EOL = "\r\n";

export function curvesCsv({ times, series }: CurveAnswer): string {
  const columns = Object.entries(series);
  const lines = times.map((time, i) =>
    [new Date(time * 1000).toISOString(), ...columns.map(([, { mean }]) => mean[i] ?? "")].join(","),
  );
  return [["time", ...columns.map(([name]) => name)].join(","), ...lines, ""].join(EOL);
}
