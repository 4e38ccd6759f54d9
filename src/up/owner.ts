/** Whose work runs: an error that nobody caught is laid to the part that began what threw it. */
import { AsyncLocalStorage } from "node:async_hooks";

/** Ends and begins again what the error is laid to; `process`: only a new process will do. */
export type Fault = ((why: string) => void) | "process";

const OWNERS = new AsyncLocalStorage<Fault>();

/** What `run` begins, timers and connections too, is the work of this owner; connections that others open to it are nobody's. */
export const ownedBy = <T>(fault: Fault, run: () => T): T => OWNERS.run(fault, run);

/** Of what runs now, or has just thrown. */
export const ownerNow = (): Fault | undefined => OWNERS.getStore();
