/** "Did you mean …": the known name nearest to one that nobody knows. */

import { unnumbered, withNumbers } from "../nut/catalogue/numbers.ts";

/** Longer names are no typing errors; comparing them would only cost time. */
const LONGEST = 40;

/** Edits (insert, delete, replace, swap neighbours) that turn `a` into `b`. */
export function editDistance(a: string, b: string): number {
  let before: number[] = [];
  let above = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      const same = a[row - 1] === b[column - 1];
      let best = Math.min(
        (above[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
        (above[column - 1] ?? 0) + (same ? 0 : 1),
      );
      if (row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1]) {
        best = Math.min(best, (before[column - 2] ?? 0) + 1);
      }
      current.push(best);
    }
    before = above;
    above = current;
  }
  return above[b.length] ?? 0;
}

const allowance = (name: string): number => (name.length <= 3 ? 1 : name.length <= 7 ? 2 : 3);

/** The nearest of `known`, without regard to case, or undefined when none is near. */
export function suggest(name: string, known: Iterable<string>): string | undefined {
  if (name.length > LONGEST) return undefined;
  const wanted = name.toLowerCase();
  let best: string | undefined;
  let distance = allowance(name) + 1;
  for (const candidate of known) {
    if (Math.abs(candidate.length - name.length) >= distance) continue;
    const found = editDistance(wanted, candidate.toLowerCase());
    if (found < distance) [best, distance] = [candidate, found];
  }
  return best;
}

export function didYouMean(name: string, known: Iterable<string>): string | undefined {
  const found = suggest(name, known);
  return found === undefined ? undefined : `did you mean ${found}?`;
}

/** The same for names of the catalogue, which have `#` where this one has a number. */
export function didYouMeanNumbered(name: string, known: Iterable<string>): string | undefined {
  const bare = unnumbered(name);
  const advice = didYouMean(bare.name, known);
  return advice && withNumbers(advice, bare.numbers);
}
