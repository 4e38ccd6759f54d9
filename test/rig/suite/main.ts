/** The rig's scenarios: `main.ts [PATTERN] [REPORT]`, inside the guest. */
import { ASEM_SCENARIOS } from "./boards/asem.ts";
import { GPIO_SCENARIOS } from "./boards/gpio.ts";
import { PIJUICE_SCENARIOS } from "./boards/pijuice.ts";
import { BRIDGE_SCENARIOS } from "./bridges.ts";
import { CAPTURES } from "./captures.ts";
import { CHANGES } from "./changes.ts";
import { FAMILIES } from "./families.ts";
import { FINDING } from "./finding.ts";
import { FIRST_STEPS } from "./first-steps.ts";
import { HEALING } from "./healing.ts";
import { judge, report } from "./judge.ts";
import { MANY } from "./many.ts";
import { ORDERS } from "./orders.ts";
import { POWER_SUPPLIES } from "./power-supplies.ts";
import { RIGHTS } from "./rights.ts";

const [pattern = "", path] = process.argv.slice(2);
const score = await judge(
  [
    ...CAPTURES,
    ...CHANGES,
    ...FIRST_STEPS,
    ...FINDING,
    ...HEALING,
    ...RIGHTS,
    ...MANY,
    ...ORDERS,
    ...POWER_SUPPLIES,
    ...BRIDGE_SCENARIOS,
    ...PIJUICE_SCENARIOS,
    ...ASEM_SCENARIOS,
    ...GPIO_SCENARIOS,
    ...FAMILIES,
  ],
  new RegExp(pattern),
);
if (path) report(score, path);
console.log(`${score.passed} passed, ${score.failed} failed`);
process.exit(score.failed === 0 ? 0 : 1);
