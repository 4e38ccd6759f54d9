/** A driver that is opened for one purpose and closed again: `-d` prints what it reads, `-k` turns the load off. */
import type { Openers } from "../../drivers/openers.ts";
import { type Driver, type DriverDefinition, DriverError } from "../../drivers/types.ts";
import { type Clock, sleep } from "../../host/clock.ts";
import type { Log } from "../../host/log.ts";
import { reasonOf } from "../../host/system-error.ts";
import { NutError } from "../../nut/errors.ts";
import { PublishedState } from "../../sockproto/published-state.ts";
import { closeDriver } from "./driver-calls.ts";
import type { DriverConfig } from "./driver-config.ts";
import { killPower } from "./kill-power.ts";
import { openersOf } from "./openers.ts";
import { publisherFor, publishOwn } from "./own-variables.ts";
import type { ReadingPublisher } from "./reading-publisher.ts";

export interface OneShot {
  readonly definition: DriverDefinition;
  readonly config: DriverConfig;
  readonly openers: Openers;
  readonly clock: Clock;
  readonly log: Log;
}

/** Tries as often as `maxretry` says. Throws NutError `connect-failed` with the last reason. */
async function open(driver: Driver, { config, clock, log }: OneShot): Promise<ReadonlyMap<string, string>> {
  const { maxretry, retrydelay } = config.common;
  for (let tries = 1; ; tries++) {
    try {
      return (await driver.open(() => undefined)).published ?? new Map();
    } catch (error) {
      const hopeless = error instanceof DriverError && error.fault === "configuration";
      if (tries >= maxretry || hopeless) throw new NutError("connect-failed", reasonOf(error), { cause: error });
      log.warning(`${reasonOf(error)}; trying again in ${retrydelay} s`);
      await sleep(clock, retrydelay * 1000);
    }
  }
}

async function withDriver<T>(
  shot: OneShot,
  run: (driver: Driver, published: ReadonlyMap<string, string>) => Promise<T>,
): Promise<T> {
  const { definition, config, clock, log } = shot;
  const openers = openersOf(shot.openers, config.common);
  const driver = definition.create({ settings: config.settings, openers, clock, log });
  try {
    return await run(driver, await open(driver, shot));
  } finally {
    await closeDriver(driver, shot);
  }
}

/** All variables after so many updates, as `upsc` prints them. Throws NutError when the device gives nothing. */
export function dumpDriver(shot: OneShot, updates: number): Promise<string> {
  const { definition, config, log } = shot;
  const published = new PublishedState();
  publishOwn(published, definition, config, log.debugLevel);
  const publisher = publisherFor(published, definition, config, log);
  return withDriver(shot, async (driver, identity) => {
    for (const [name, value] of identity) published.set(name, value);
    for (let update = 0; update <= updates; update++) await readOnce(driver, publisher, log, update === updates);
    published.set("driver.state", "dumping");
    return published.state
      .variables()
      .map(({ name, value }) => `${name}: ${value}\n`)
      .join("");
  });
}

/** A reading that fails is passed over, unless it is the last one. */
async function readOnce(driver: Driver, publisher: ReadingPublisher, log: Log, last: boolean): Promise<void> {
  try {
    const missing = publisher.publish(await driver.poll("full"), "full");
    if (last && missing) log.warning(missing.text);
  } catch (error) {
    if (last) throw new NutError("data-stale", reasonOf(error), { cause: error });
    log.warning(reasonOf(error));
  }
}

/** Turns the load off; true when the device took a command for it. */
export function killPowerOnce(shot: OneShot): Promise<boolean> {
  const { config, log } = shot;
  return withDriver(shot, async (driver) => {
    // Some drivers choose the command by what the device says now; without an answer they do what they can.
    await driver.poll("full").catch((error: unknown) => log.warning(reasonOf(error)));
    return (await killPower(driver, config.common.sdcommands, log)) !== undefined;
  });
}
