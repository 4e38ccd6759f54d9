/** Instant commands: the character by which the command set lists them, and how they are carried out. */
import type { CmdName } from "../../../../nut/catalogue/names.ts";

/** `calibrate` looks at the status first; `ask` expects OK; the rest is in off.ts. */
export type Deed =
  | "ask"
  | "switch-on"
  | "start-calibration"
  | "stop-calibration"
  | "hibernate"
  | "hibernate-hard"
  | "power-off"
  | "power-off-at-once";

export interface ApcCommand {
  readonly cmd: CmdName;
  readonly key: string;
  readonly deed: Deed;
  /** What a parameter may be; without it there is none. */
  readonly param?: RegExp;
  /** Takes the load's power: a client has to send it twice. */
  readonly repeated?: true;
}

export const COMMANDS: readonly ApcCommand[] = [
  { cmd: "shutdown.return", key: "@", deed: "hibernate-hard", param: /^at:[0-9]{1,3}$/i, repeated: true },
  { cmd: "shutdown.return", key: "S", deed: "hibernate", param: /^(cs|)$/i, repeated: true },
  { cmd: "shutdown.stayoff", key: "K", deed: "power-off", repeated: true },
  { cmd: "load.off", key: "Z", deed: "power-off-at-once", repeated: true },
  { cmd: "load.on", key: "\x0e", deed: "switch-on" },
  { cmd: "calibrate.start", key: "D", deed: "start-calibration" },
  { cmd: "calibrate.stop", key: "D", deed: "stop-calibration" },
  { cmd: "test.panel.start", key: "A", deed: "ask" },
  { cmd: "test.failure.start", key: "U", deed: "ask" },
  { cmd: "test.battery.start", key: "W", deed: "ask" },
  { cmd: "test.battery.stop", key: "W", deed: "ask" },
  { cmd: "bypass.start", key: "^", deed: "ask" },
  { cmd: "bypass.stop", key: "^", deed: "ask" },
];

/** What the older driver has besides. */
export const OLDER_COMMANDS: readonly ApcCommand[] = [
  ...COMMANDS,
  { cmd: "shutdown.return.grace", key: "@", deed: "hibernate-hard", repeated: true },
];
