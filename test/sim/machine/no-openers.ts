import type { Openers } from "../../../src/device/openers.ts";

/** A simulated device needs none: whatever is asked for is not there. */
export const NO_OPENERS = new Proxy({} as Openers, {
  get: (_target, name) => {
    throw new Error(`this test opens no ${String(name)}`);
  },
});
