export interface Releasable {
  releaseInterface(number: number): Promise<void>;
  attachKernelDriver(number: number): Promise<void>;
  close(): Promise<void>;
}

/** The kernel's driver looks at the device when it comes back: one that hangs is not waited for. */
const HAND_BACK_MS = 1000;

/** Closing alone leaves the interface claimed, by us, until somebody collects the garbage. */
export async function release(native: Releasable, number: number, handBack = false): Promise<void> {
  await native.releaseInterface(number).catch(() => undefined);
  if (handBack) await inTime(native.attachKernelDriver(number).catch(() => undefined));
  await native.close().catch(() => undefined);
}

function inTime(attached: Promise<void>): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, HAND_BACK_MS);
    void attached.then(() => {
      clearTimeout(timer);
      resolve();
    });
  });
}
