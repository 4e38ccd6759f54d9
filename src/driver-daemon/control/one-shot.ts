/** A driver that is opened for one purpose and closed again: `-d` prints what it reads, `-k` turns the load off. */
import type { Openers } from "../../device/openers.ts";
import { DeviceError, type Driver, type DriverDefinition } from "../../drivers/types.ts";
import { NutError } from "../../nut/errors.ts";
import { PublishedState } from "../../sockproto/published-state.ts";
import { type Clock, sleep } from "../../system/clock.ts";
import type { Log } from "../../system/log/log.ts";
import { reasonOf } from "../../system/system-error.ts";
import { closeDriver } from "../engine/driver-calls.ts";
import type { DriverConfig } from "../engine/driver-config.ts";
import { killPower } from "../engine/kill-power.ts";
import { openersOf } from "../engine/openers.ts";
import { publisherFor, publishOwn } from "../engine/own-variables.ts";
import type { ReadingPublisher } from "../engine/reading-publisher.ts";

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
      const hopeless = error instanceof DeviceError && error.fault === "configuration";
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
  const publisher = publisherFor(published, definition, config, log, shot.clock);
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
