/** Coefficients that fit best; undefined where the rows do not determine them. */
export interface Row {
  readonly terms: readonly number[];
  readonly value: number;
}

function normalEquations(rows: readonly Row[], ridges: readonly number[]): number[][] {
  const size = ridges.length;
  const matrix = Array.from({ length: size }, (_, i) =>
    Array.from({ length: size + 1 }, (_unused, j) => (i === j ? (ridges[i] ?? 0) * rows.length : 0)),
  );
  for (const { terms, value } of rows) {
    matrix.forEach((line, i) => {
      const term = terms[i] ?? 0;
      for (let j = 0; j < size; j++) line[j] = (line[j] ?? 0) + term * (terms[j] ?? 0);
      line[size] = (line[size] ?? 0) + term * value;
    });
  }
  return matrix;
}

function eliminate(matrix: number[][], column: number): boolean {
  const rest = matrix.slice(column);
  const pivot = rest.reduce((best, line) => (Math.abs(line[column] ?? 0) > Math.abs(best[column] ?? 0) ? line : best));
  const at = matrix.indexOf(pivot);
  const head = pivot[column] ?? 0;
  if (Math.abs(head) < 1e-12) return false;
  [matrix[at], matrix[column]] = [matrix[column] ?? [], pivot];
  matrix.forEach((line, i) => {
    if (i === column) return;
    const factor = (line[column] ?? 0) / head;
    pivot.forEach((value, j) => {
      line[j] = (line[j] ?? 0) - factor * value;
    });
  });
  return true;
}

/** `ridges`, one for each term: the larger, the nearer to 0 a term stays that the rows say little of. */
export function leastSquares(rows: readonly Row[], ridges: readonly number[]): readonly number[] | undefined {
  const size = ridges.length;
  if (rows.length < size) return undefined;
  const matrix = normalEquations(rows, ridges);
  for (let column = 0; column < size; column++) if (!eliminate(matrix, column)) return undefined;
  return matrix.map((line, i) => (line[size] ?? 0) / (line[i] ?? 1));
}
