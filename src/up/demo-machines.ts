/** The machines of `nutts up --demo`, and when each of them leaves. */
import type { ShutdownRule } from "../conf/tables/shutdown-rules.ts";
import { DEMO_STAGE, DEMO_STAGE_CHARGE, DEMO_UPS } from "./demo-folder.ts";
import { DEMO_WAKING } from "./demo-waking.ts";

export interface DemoMachine {
  readonly name: string;
  /** The UPS that it watches. */
  readonly ups: string;
  /** Its lines of SHUTDOWNON. */
  readonly rules: readonly ShutdownRule[];
  /** For people. */
  readonly leaves: string;
  /** Switched on by waking; else by itself, with the mains. */
  readonly woken: boolean;
}

const PI_CHARGE = 40;

export const DEMO_MACHINES: readonly DemoMachine[] = [
  {
    name: "nas",
    ups: DEMO_STAGE,
    rules: [],
    leaves: `on the stage ${DEMO_STAGE}, which it leaves with below ${DEMO_STAGE_CHARGE} %, and woken again at ${DEMO_WAKING.charge} %`,
    woken: true,
  },
  {
    name: "pi",
    ups: DEMO_UPS,
    rules: [{ ups: DEMO_UPS, conditions: [{ word: "charge", limit: PI_CHARGE }], hold: undefined }],
    leaves: `by a rule of its own, SHUTDOWNON ${DEMO_UPS} charge ${PI_CHARGE}`,
    woken: false,
  },
];
