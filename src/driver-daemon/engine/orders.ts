/**
 * What may be asked of a running driver over its socket: its own commands and variables first (main_instcmd and
 * main_setvar in drivers/main.c of 2.8.5), then those of the device.
 */
import type { Driver, Outcome } from "../../drivers/types.ts";
import type { DriverActions } from "../../sockproto/driver-peer.ts";
import type { PublishedState } from "../../sockproto/published-state.ts";
import type { Clock } from "../../system/clock.ts";
import type { Log } from "../../system/log/log.ts";
import type { DeviceRunner } from "./device-runner.ts";
import { DEFAULT_SHUTDOWN, killPower } from "./kill-power.ts";
import { ALLOW_KILLPOWER, DEBUG } from "./own-variables.ts";
import { Repetition } from "./repetition.ts";

/** Results as numbers: drivers/upshandler.h of 2.8.5. */
const RESULT: Readonly<Record<Outcome, number>> = {
  handled: 0,
  unknown: 1,
  invalid: 2,
  failed: 3,
  "conversion-failed": 4,
};

export type ReloadKind = "reload" | "reload-or-error" | "reload-or-exit";

export interface OrdersOptions {
  readonly runner: DeviceRunner;
  readonly published: PublishedState;
  readonly log: Log;
  readonly clock: Clock;
  /** `sdcommands` as they are now. */
  readonly sdcommands: () => readonly string[] | undefined;
  /** Sets the debug level; undefined goes back to what command line and configuration ask for. */
  readonly debug: (level: number | undefined) => void;
  /** Reads the configuration again; false when something changed that needs a restart. */
  readonly reload: (kind: ReloadKind) => Promise<boolean>;
  readonly exit: () => void;
  /** The UPS goes off and on again by itself, so many seconds from now; undefined: it does not any more. */
  readonly goesOff: (seconds: number | undefined) => void;
}

type Own = (options: OrdersOptions) => Promise<Outcome> | Outcome;

const reloading =
  (kind: ReloadKind): Own =>
  ({ reload }) => {
    void reload(kind);
    return "handled";
  };

const OWN: ReadonlyMap<string, Own> = new Map<string, Own>([
  [
    "driver.exit",
    ({ exit }) => {
      exit();
      return "handled";
    },
  ],
  ["driver.reload", reloading("reload")],
  ["driver.reload-or-exit", reloading("reload-or-exit")],
  ["driver.reload-or-error", async ({ reload }) => ((await reload("reload-or-error")) ? "handled" : "invalid")],
  ["driver.killpower", kill],
  [DEFAULT_SHUTDOWN, (options) => onDevice(options, (driver) => driver.killpower())],
]);

async function kill({ runner, published, log, sdcommands }: OrdersOptions): Promise<Outcome> {
  if (published.state.value(ALLOW_KILLPOWER) !== "1") {
    log.error(`asked to turn the load off, but ${ALLOW_KILLPOWER} is not 1: refused (allow_killpower in ups.conf)`);
    return "invalid";
  }
  log.notice("turning the load off, as asked for over the driver's socket");
  published.set("driver.state", "fsd.killpower");
  const done = await runner.command(
    (driver) => killPower(driver, sdcommands(), log),
    () => false,
  );
  published.set("driver.state", "quiet");
  return done === undefined ? "failed" : "handled";
}

/** A device that is not open refuses everything. */
const onDevice = async ({ runner }: OrdersOptions, run: (driver: Driver) => Promise<Outcome>): Promise<Outcome> =>
  (await runner.command(run, (result) => result === "handled")) ?? "failed";

function setDebug({ debug }: OrdersOptions, value: string): Outcome {
  if (!/^\s*[+-]?\d{1,9}\s*$/.test(value)) return "invalid";
  debug(Number(value) < 0 ? undefined : Number(value));
  return "handled";
}

const SWITCHED_ON = /^(enable|true$|yes$|on$|\s*\+?0*[1-9]\d*\s*$)/;

function setAllowKillpower({ published, log }: OrdersOptions, value: string): Outcome {
  const on = SWITCHED_ON.test(value) ? "1" : "0";
  log.notice(`${ALLOW_KILLPOWER} is now ${on}, as asked for over the driver's socket`);
  published.set(ALLOW_KILLPOWER, on);
  return "handled";
}

const RETURN = "shutdown.return";
const STOP = "shutdown.stop";
const DELAY = "ups.delay.shutdown";

/** What the UPS has taken. Without a delay that is known, and with one in the order itself, nobody knows when it goes off. */
function note({ published, goesOff }: OrdersOptions, cmd: string, param: string | undefined): void {
  const name = cmd.toLowerCase();
  const seconds = Number(published.state.value(DELAY));
  if (name === STOP) goesOff(undefined);
  else if (name === RETURN && param === undefined && seconds > 0) goesOff(seconds);
}

async function commandDevice(
  options: OrdersOptions,
  repetition: Repetition,
  cmd: string,
  param: string | undefined,
): Promise<Outcome> {
  const outcome = await onDevice(options, (driver) => repetition.instcmd(driver, cmd, param));
  if (outcome === "handled") note(options, cmd, param);
  return outcome;
}

export function driverActions(options: OrdersOptions): DriverActions {
  const repetition = new Repetition(options.clock, options.log);
  return {
    instcmd: async (cmd, param) => {
      const own = OWN.get(cmd);
      return RESULT[await (own ? own(options) : commandDevice(options, repetition, cmd, param))];
    },
    setvar: async (name, value) => {
      if (name === DEBUG) return RESULT[setDebug(options, value)];
      if (name === ALLOW_KILLPOWER) return RESULT[setAllowKillpower(options, value)];
      return RESULT[await onDevice(options, (driver) => driver.setvar(name, value))];
    },
  };
}
