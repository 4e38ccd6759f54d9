/** Medians and how to print them. */
export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  return sorted.length % 2 ? sorted[Math.floor(middle)] : (sorted[middle - 1] + sorted[middle]) / 2;
}

export const round = (value, digits = 2) =>
  value >= 1000 ? Math.round(value).toLocaleString("en") : String(Number(value.toPrecision(digits + 1)));
