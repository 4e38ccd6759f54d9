import type { ScannedDevice } from "./found.ts";

/** `names`: what the folder holds. */
export const simulationScan = (names: readonly string[]): readonly ScannedDevice[] =>
  names
    .filter((name) => /\.(dev|seq)$/.test(name))
    .sort()
    .map((port) => ({ kind: "NUT_SIMULATION", driver: "dummy-ups", port, options: [] }));
