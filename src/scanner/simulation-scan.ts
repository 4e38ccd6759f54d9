import type { Found } from "./found.ts";

/** `names`: what the folder holds. */
export const simulationScan = (names: readonly string[]): readonly Found[] =>
  names
    .filter((name) => /\.(dev|seq)$/.test(name))
    .sort()
    .map((port) => ({ kind: "NUT_SIMULATION", driver: "dummy-ups", port, options: [] }));
