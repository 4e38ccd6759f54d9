import { type CommonOptions, commonOptions, driverSettings, type UpsSettings } from "../../conf/driver-settings.ts";
import type { Setting } from "../../conf/sections.ts";
import type { DriverDefinition } from "../../drivers/types.ts";
import type { PollTimes } from "./poll-types.ts";

export interface DriverConfig {
  readonly settings: UpsSettings;
  readonly common: CommonOptions;
}

export interface ConfigSource {
  readonly upsname: string;
  readonly globals: readonly Setting[];
  readonly section: readonly Setting[];
  /** What `-x` and `-i` say. */
  readonly overrides?: readonly Setting[];
}

export const driverConfig = ({ upsname, globals, section, overrides = [] }: ConfigSource): DriverConfig => ({
  settings: driverSettings({ upsname, section, overrides }),
  common: commonOptions(globals, [...section, ...overrides]),
});

/** As with the C drivers, which count whole seconds, more than `pollfreq` of them go by between two full polls. */
const MORE_MS = 500;

const GOLDEN = (Math.sqrt(5) - 1) / 2;

/** So that the polls of many devices which start together do not stay together: shares that are spread, however many. */
export const firstShareOf = (turn: number): number => 1 - ((turn * GOLDEN) % 1);

export const pollTimes = ({ common }: DriverConfig, { quick }: Pick<DriverDefinition, "quick">): PollTimes => ({
  pollIntervalMs: common.pollinterval * 1000,
  fullEveryMs: quick ? common.pollfreq * 1000 + MORE_MS : undefined,
  startTries: common.maxretry,
  retryDelayMs: common.retrydelay * 1000,
  mostTries: common.reconnectMaxTries,
  reportEvery: Math.max(0, common.reconnectReportFreq),
});
