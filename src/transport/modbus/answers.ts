/** What is in the package's answers, which are looked at as if they were foreign. */

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null;

function bodyOf(result: unknown): Record<string, unknown> {
  const response = isRecord(result) && isRecord(result.response) ? result.response : {};
  return isRecord(response.body) ? response.body : {};
}

/** Undefined where there are less than `count`. */
export function valuesIn(result: unknown, count: number): readonly number[] | undefined {
  const values = bodyOf(result).valuesAsArray;
  if (!Array.isArray(values) && !(values instanceof Uint16Array)) return undefined;
  const numbers = Array.from(values, Number).slice(0, count);
  return numbers.length === count && numbers.every(Number.isInteger) ? numbers : undefined;
}

/** Objects of a device identification, and the first of those that did not fit. */
export interface Objects {
  readonly objects: readonly (readonly [number: number, value: Uint8Array])[];
  readonly next: number | undefined;
}

const MORE_FOLLOWS = 0xff;

export function objectsIn(result: unknown): Objects | undefined {
  const { objects, moreFollows, nextObjectId } = bodyOf(result);
  if (!Array.isArray(objects)) return undefined;
  const told = objects.flatMap((one: unknown) =>
    isRecord(one) && typeof one.id === "number" && one.value instanceof Uint8Array
      ? [[one.id, one.value] as const]
      : [],
  );
  const next = moreFollows === MORE_FOLLOWS && typeof nextObjectId === "number" ? nextObjectId : undefined;
  return { objects: told, next };
}
