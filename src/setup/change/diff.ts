/** The lines in which two texts differ. */

export interface DiffLine {
  readonly sign: "-" | "+";
  /** In the text that it comes from, from 1. */
  readonly line: number;
  readonly text: string;
}

const linesOf = (text: string): readonly string[] => {
  const lines = text.split("\n");
  return lines.at(-1) === "" ? lines.slice(0, -1) : lines;
};

/** Lengths of the longest common subsequences of all ends. */
function lengths(a: readonly string[], b: readonly string[]): readonly Uint32Array[] {
  const table = Array.from({ length: a.length + 1 }, () => new Uint32Array(b.length + 1));
  for (let i = a.length - 1; i >= 0; i--)
    for (let j = b.length - 1; j >= 0; j--) {
      const [row, below] = [table[i], table[i + 1]];
      if (!row || !below) continue;
      row[j] = a[i] === b[j] ? (below[j + 1] ?? 0) + 1 : Math.max(below[j] ?? 0, row[j + 1] ?? 0);
    }
  return table;
}

const commonStart = (a: readonly string[], b: readonly string[]): number => {
  const differs = a.findIndex((line, index) => line !== b[index]);
  return differs < 0 ? Math.min(a.length, b.length) : differs;
};

export function diffLines(before: string, after: string): readonly DiffLine[] {
  const [old, fresh] = [linesOf(before), linesOf(after)];
  const start = commonStart(old, fresh);
  const end = Math.min(
    commonStart([...old].reverse(), [...fresh].reverse()),
    Math.min(old.length, fresh.length) - start,
  );
  const [a, b] = [old.slice(start, old.length - end), fresh.slice(start, fresh.length - end)];
  const table = lengths(a, b);
  const found: DiffLine[] = [];
  for (let i = 0, j = 0; i < a.length || j < b.length; ) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      i++;
      j++;
    } else if (i < a.length && (j >= b.length || (table[i + 1]?.[j] ?? 0) >= (table[i]?.[j + 1] ?? 0)))
      found.push({ sign: "-", line: start + ++i, text: a[i - 1] ?? "" });
    else found.push({ sign: "+", line: start + ++j, text: b[j - 1] ?? "" });
  }
  return found;
}
