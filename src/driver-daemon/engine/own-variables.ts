/** What every driver publishes of itself, whatever its device: names, versions, settings, its own commands. */
import type { DriverDefinition } from "../../drivers/types.ts";
import { VERSION } from "../../nut/version.ts";
import type { PublishedState } from "../../sockproto/published-state.ts";
import type { Clock } from "../../system/clock.ts";
import type { Log } from "../../system/log/log.ts";
import type { DriverConfig } from "./driver-config.ts";
import { parameterVariables } from "./parameters.ts";
import { ReadingPublisher } from "./reading-publisher.ts";

/** Instant commands that the core answers for every driver. `driver.exit` works too; C drivers do not list it. */
const OWN_COMMANDS = [
  "driver.killpower",
  "driver.reload",
  "driver.reload-or-error",
  "driver.reload-or-exit",
  "shutdown.default",
] as const;

export const ALLOW_KILLPOWER = "driver.flag.allow_killpower";
export const DEBUG = "driver.debug";

const writableNumber = (published: PublishedState, name: string, value: string): void => {
  published.set(name, value);
  published.apply({ kind: "flags", name, rw: true, type: "number" });
};

/** `override.*` or `default.*` without the prefix. */
const prefixed = ({ settings }: DriverConfig, prefix: "override." | "default."): ReadonlyMap<string, string> =>
  new Map(
    settings
      .entries()
      .filter(([name]) => name.toLowerCase().startsWith(prefix))
      .map(([name, value]) => [name.slice(prefix.length), value]),
  );

/** What is published whatever the device says, from now on. */
export function publishOverrides(published: PublishedState, config: DriverConfig): void {
  for (const [name, value] of prefixed(config, "override.")) published.fix(name, value);
}

/** What is published where the device says nothing. */
export const defaultVariables = (config: DriverConfig): ReadonlyMap<string, string> =>
  new Map([["device.type", "ups"], ...prefixed(config, "default.")]);

export function publishOwn(
  published: PublishedState,
  definition: DriverDefinition,
  config: DriverConfig,
  debugLevel: number,
): void {
  publishOverrides(published, config);
  published.set("driver.state", "init.starting");
  published.set("driver.name", definition.name);
  published.set("driver.version", VERSION);
  published.set("driver.version.internal", definition.version);
  writableNumber(published, DEBUG, String(debugLevel));
  writableNumber(published, ALLOW_KILLPOWER, config.common.allowKillpower ? "1" : "0");
  for (const [name, value] of parameterVariables(definition, config)) published.set(name, value);
  for (const name of OWN_COMMANDS) published.apply({ kind: "add-cmd", name });
}

export const publisherFor = (
  published: PublishedState,
  { asTold }: Pick<DriverDefinition, "asTold">,
  config: DriverConfig,
  log: Log,
  clock: Pick<Clock, "now">,
): ReadingPublisher =>
  new ReadingPublisher({
    published,
    asTold,
    defaults: defaultVariables(config),
    ignoreLb: config.common.ignorelb,
    debounce: config.common.debounce,
    now: () => clock.now(),
    warn: (text) => log.warning(text),
  });
