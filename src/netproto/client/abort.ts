/** Waiting that can be called off. */

/** The reason of an aborted signal as an error. */
export const abortReason = (signal: AbortSignal): Error =>
  signal.reason instanceof Error ? signal.reason : new Error("aborted", { cause: signal.reason });

/** The promise, or the signal's reason if that comes first. The promise itself goes on; its result is dropped. */
export function abortable<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return promise;
  return new Promise((resolve, reject) => {
    const onAbort = (): void => reject(abortReason(signal));
    const settled = (): void => signal.removeEventListener("abort", onAbort);
    promise.then(resolve, reject).finally(settled);
    if (signal.aborted) onAbort();
    else signal.addEventListener("abort", onAbort, { once: true });
  });
}
