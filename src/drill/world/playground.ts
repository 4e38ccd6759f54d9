import type { SimUps } from "./sim-ups.ts";

/** What a host sees of the world. Times in milliseconds. */
export interface Playground {
  readonly now: number;
  readonly upses: ReadonlyMap<string, SimUps>;
  ups(system: string): SimUps;
  after(ms: number, run: () => void): void;
}
