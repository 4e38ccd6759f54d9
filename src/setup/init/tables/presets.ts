/** Clients and servers that have names and passwords built in, or that need a user of their own. */
import { randomBytes } from "node:crypto";

export const PRESET_NAMES = ["synology", "qnap", "home-assistant", "unifi"] as const;
export type PresetName = (typeof PRESET_NAMES)[number];

export interface Preset {
  readonly name: PresetName;
  readonly title: string;
  /** The one name by which it knows a UPS. */
  readonly upsname?: string;
  readonly username: string;
  /** Undefined where a person types it in there: then one is generated. */
  readonly password?: string;
  /** Whether it logs in as a secondary, and is waited for at a shutdown. */
  readonly secondary: boolean;
  /** What it may command besides. */
  readonly instcmds: readonly string[];
  /** Where its owner enters what is not built in. */
  readonly enter: string;
}

const HARMLESS = ["beeper.disable", "beeper.enable", "test.battery.start.quick"];

export const PRESETS: readonly Preset[] = [
  {
    name: "synology",
    title: "Synology DSM",
    upsname: "ups",
    username: "monuser",
    password: "secret",
    secondary: true,
    instcmds: [],
    enter: "Control Panel, Hardware & Power, UPS: Synology UPS server, and the address of this machine",
  },
  {
    name: "qnap",
    title: "QNAP QTS",
    upsname: "qnapups",
    username: "admin",
    password: "123456",
    secondary: true,
    instcmds: [],
    enter: "Control Panel, External Device, UPS: Network UPS slave, and the address of this machine",
  },
  {
    name: "home-assistant",
    title: "Home Assistant",
    username: "homeassistant",
    secondary: false,
    instcmds: HARMLESS,
    enter: "Settings, Devices & services, Add integration: Network UPS Tools (NUT)",
  },
  {
    name: "unifi",
    title: "UniFi OS",
    username: "unifi",
    secondary: true,
    instcmds: [],
    enter: "the settings of its NUT client: address of this machine, name of the UPS, user and password",
  },
];

export const findPreset = (name: string): Preset | undefined => PRESETS.find((preset) => preset.name === name);

const PASSWORD_BYTES = 18;

/** 144 bits in characters that no file of NUT quotes. */
export const newPassword = (): string => randomBytes(PASSWORD_BYTES).toString("base64url");
