/** Voltronic Power devices that ask and answer in text: protocols P00 to P99. */
import { range } from "../../../../nut/var-type.ts";
import type { DriverOption } from "../../../types.ts";
import type { QxProtocol } from "../../protocol.ts";
import { delays } from "../../q1.ts";
import { claimByRows } from "../../three-phase.ts";
import { FAULT, WARNING_BITS } from "./alarms.ts";
import { CAPABILITIES, CAPABILITY_OPTIONS, CAPABILITY_PRESETS, CAPABILITY_SETTINGS } from "./capabilities.ts";
import { BASIC_COMMANDS } from "./commands.ts";
import { IDENTITY, PROTOCOL } from "./identity.ts";
import { BATTERY_AND_LOAD, LIMIT_PRESETS, LIMIT_SETTINGS, LIMITS } from "./limits.ts";
import { OUTLET_COMMANDS, OUTLET_REPLIES, OUTLET_SETTINGS } from "./outlets.ts";
import { PHASES } from "./phases.ts";
import { LINE_BY_MODE, MODE, STATUS } from "./status.ts";

const OPTIONS: readonly DriverOption[] = [
  { name: "reset_to_default", kind: "flag", help: "set capabilities and limits back to safe values (in standby only)" },
  ...CAPABILITY_OPTIONS.map(
    ([name, help]): DriverOption => ({ name, kind: "value", help: `${help}: enabled or disabled` }),
  ),
  { name: "max_bypass_volt", kind: "value", help: "highest voltage that bypass lets through" },
  { name: "min_bypass_volt", kind: "value", help: "lowest voltage that bypass lets through" },
  { name: "max_bypass_freq", kind: "value", help: "highest frequency that bypass lets through" },
  { name: "min_bypass_freq", kind: "value", help: "lowest frequency that bypass lets through" },
  { name: "work_range_type", kind: "value", help: "which mains a P31 device takes: Appliance or UPS" },
  { name: "output_phase_angle", kind: "value", help: "phase angle of the output: 000, 120, 180 or 240" },
  { name: "battery_number", kind: "value", help: "batteries in a pack, 1 to 9" },
  { name: "testing", kind: "flag", help: "without effect; kept for configurations of the C driver" },
];

export const VOLTRONIC: QxProtocol = {
  name: "voltronic",
  title: "Voltronic 0.14",
  claim: claimByRows("input.voltage", "ups.firmware.aux"),
  accepted: "(ACK",
  rejected: "(NAK",
  silence: "failed",
  options: OPTIONS,
  settings: [
    ...CAPABILITY_SETTINGS,
    ...OUTLET_SETTINGS,
    ...LIMIT_SETTINGS,
    ...delays(range(0, 599940), range(12, 5940)),
  ],
  presets: [...CAPABILITY_PRESETS, ...LIMIT_PRESETS],
  commands: [...BASIC_COMMANDS, ...OUTLET_COMMANDS],
  replies: [
    PROTOCOL,
    ...IDENTITY,
    STATUS,
    LINE_BY_MODE,
    MODE,
    FAULT,
    WARNING_BITS,
    ...BATTERY_AND_LOAD,
    ...PHASES,
    CAPABILITIES,
    ...OUTLET_REPLIES,
    ...LIMITS,
  ],
};
