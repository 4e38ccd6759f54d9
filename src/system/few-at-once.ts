/** Work for thousands that is begun for some of them at a time, so that the process hears everybody meanwhile. */

const AT_ONCE = 64;

/** Resolves when `work` has been done for each item, or when the signal says that it is enough. Rejects as `work` does. */
export async function fewAtOnce<T>(
  items: Iterable<T>,
  work: (item: T) => Promise<unknown>,
  stopping?: AbortSignal,
  atOnce = AT_ONCE,
): Promise<void> {
  const left = items[Symbol.iterator]();
  const next = async (): Promise<void> => {
    for (let each = left.next(); !each.done && !stopping?.aborted; each = left.next()) await work(each.value);
  };
  await Promise.all(Array.from({ length: atOnce }, next));
}
