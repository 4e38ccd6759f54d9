/** Every rule. What stands first is told first among what is equally grave, and only that where several speak of one place. */
import type { Rule } from "../rule.ts";
import { BATTERY_TEST_RULES } from "./battery-tests.ts";
import { COMMAND_RULES } from "./commands.ts";
import { DRIVER_RULES } from "./drivers.ts";
import { EARLY_RULES } from "./early.ts";
import { FILE_RULES } from "./files.ts";
import { HARDLY_MEANT_RULES } from "./hardly-meant.ts";
import { HOST_NAME_RULES } from "./host-names.ts";
import { HOST_RULES } from "./hosts.ts";
import { HOSTS_TOGETHER_RULES } from "./hosts-together.ts";
import { LASTING_RULES } from "./lasting.ts";
import { LOGIN_RULES } from "./login.ts";
import { NETWORK_RULES } from "./network.ts";
import { OFF_AND_ON_RULES } from "./off-and-on.ts";
import { POWER_OFF_RULES } from "./power-off.ts";
import { READER_RULES } from "./readers.ts";
import { STAGE_LIMIT_RULES } from "./stage-limits.ts";
import { STAGE_RULES } from "./stages.ts";
import { TIMER_RULES } from "./timers.ts";
import { TIME_RULES } from "./times.ts";
import { UPS_VALUE_RULES } from "./ups-values.ts";
import { WEB_RULES } from "./web.ts";

export const RULES: readonly Rule[] = [
  ...LOGIN_RULES,
  ...FILE_RULES,
  ...COMMAND_RULES,
  ...HARDLY_MEANT_RULES,
  ...NETWORK_RULES,
  ...TIMER_RULES,
  ...HOST_RULES,
  ...HOST_NAME_RULES,
  ...HOSTS_TOGETHER_RULES,
  ...LASTING_RULES,
  ...POWER_OFF_RULES,
  ...OFF_AND_ON_RULES,
  ...DRIVER_RULES,
  ...UPS_VALUE_RULES,
  ...STAGE_RULES,
  ...STAGE_LIMIT_RULES,
  ...EARLY_RULES,
  ...BATTERY_TEST_RULES,
  ...TIME_RULES,
  ...WEB_RULES,
  ...READER_RULES,
];

/** What these say of a line says all that the readers' own complaints do. */
export const SPEAKS_FOR_READERS: ReadonlySet<string> = new Set(["wrong-file", "driver-unknown", "driver-option"]);
export const READERS: ReadonlySet<string> = new Set(READER_RULES.map(({ name }) => name));
