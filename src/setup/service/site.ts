import type { SystemFacts } from "../system/system-facts.ts";
import type { Layout, Standing } from "./layout.ts";

/** Everything on which what is installed depends. */
export interface Site {
  readonly facts: SystemFacts;
  readonly layout: Layout;
  readonly standing: Standing;
}
