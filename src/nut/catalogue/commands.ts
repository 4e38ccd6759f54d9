/** Instant commands: what each makes the device or the driver do. */
import type { CmdName } from "./names.ts";
import { unnumbered, withNumbers } from "./numbers.ts";

export const DEVICE_COMMANDS = {
  "load.off": "Switch the load off at once",
  "load.on": "Switch the load on at once",
  "load.off.delay": "Switch the load off after a delay in seconds",
  "load.on.delay": "Switch the load on after a delay in seconds",
  "load.cycle": "Switch the load off and on again",
  "shutdown.default": "Do what this driver does at the end of a shutdown",
  "shutdown.return": "Switch the load off after a delay, and on again when line power is back",
  "shutdown.return.grace": "Switch the load off after a grace period, and on again when line power is back",
  "shutdown.stayoff": "Switch the load off after a delay and leave it off",
  "shutdown.stop": "Call off a shutdown that is under way",
  "shutdown.reboot": "Switch the load off and on again while the UPS restarts",
  "shutdown.reboot.graceful": "After a delay, switch the load off and on again while the UPS restarts",
  "test.panel.start": "Start a test of the front panel",
  "test.panel.stop": "Stop the test of the front panel",
  "test.failure.start": "Act as if the power had failed",
  "test.failure.stop": "Stop acting as if the power had failed",
  "test.battery.start": "Begin a battery test",
  "test.battery.start.quick": "Start a short battery test",
  "test.battery.start.low": "Start a battery test that lasts until the battery is low",
  "test.battery.start.deep": "Start a long battery test",
  "test.battery.start.delayed": "Start a battery test later",
  "test.battery.stop": "Break off the battery test",
  "test.system.start": "Start a test of the whole device",
  "test.grid": "Start a test of the line",
  "calibrate.start": "Start to calibrate the runtime on battery",
  "calibrate.stop": "Stop calibrating the runtime",
  "bypass.start": "Go to bypass",
  "bypass.stop": "Leave the bypass",
  "reset.input.minmax": "Forget the lowest and highest input voltage seen",
  "reset.watchdog": "Restart the watchdog timer, which else power-cycles the load",
  "clear.fault.record": "Forget the recorded faults",
  "beeper.enable": "Let the beeper sound",
  "beeper.disable": "Keep the beeper silent",
  "beeper.mute": "Silence the beeper until the next alarm",
  "beeper.toggle": "Change between beeper enabled and disabled",
  "beeper.on": "Let the beeper sound (old name of beeper.enable)",
  "beeper.off": "Keep the beeper silent (old name of beeper.disable or beeper.mute)",
} as const satisfies Record<string, string>;

/** Of one outlet, of a group, and of all outlets together. */
export const OUTLET_COMMANDS = {
  "load.off": "Switch it off at once",
  "load.on": "Switch it on at once",
  "load.cycle": "Switch it off and on again",
  "load.off.delay": "Switch it off after a delay in seconds",
  "load.on.delay": "Switch it on after a delay in seconds",
  "load.cycle.delay": "Switch it off and on again after a delay in seconds",
  "shutdown.return": "Switch it off after a delay, and on again when line power is back",
} as const satisfies Record<string, string>;

export const DRIVER_COMMANDS = {
  "driver.exit": "End the driver",
  "driver.killpower": "Let the driver switch the load off; allow_killpower has to be set",
  "driver.reload": "Read the driver's configuration again, as far as it can change while running",
  "driver.reload-or-error": "Read the driver's configuration again, and fail when a change needs a restart",
  "driver.reload-or-exit": "Read the driver's configuration again, and end the driver when a change needs a restart",
  "driver.reload-or-restart": "Read the driver's configuration again, and restart when a change needs it",
  "experimental.ecomode.start": "Go to high-efficiency (ECO) mode",
  "experimental.ecomode.stop": "Leave high-efficiency (ECO) mode",
  "experimental.bypass.ecomode.start": "Go to bypass, then to high-efficiency (ECO) mode",
  "experimental.bypass.ecomode.stop": "Leave bypass, then high-efficiency (ECO) mode",
  "experimental.essmode.start": "Go to energy-saver (ESS) mode",
  "experimental.essmode.stop": "Leave energy-saver (ESS) mode",
  "experimental.test.beeper.start": "Start a test of the beeper",
  "experimental.test.beeper.stop": "Stop the test of the beeper",
} as const satisfies Record<string, string>;

const OUTLET_SUBJECTS: Readonly<Record<string, string>> = {
  outlet: "All outlets",
  "outlet.#": "Outlet #",
  "outlet.group.#": "Outlet group #",
};

function build(): ReadonlyMap<string, string> {
  const outlets = Object.entries(OUTLET_SUBJECTS).flatMap(([prefix, subject]) =>
    Object.entries(OUTLET_COMMANDS).map(([name, text]) => [`${prefix}.${name}`, `${subject}: ${lower(text)}`] as const),
  );
  return new Map([...Object.entries(DEVICE_COMMANDS), ...outlets, ...Object.entries(DRIVER_COMMANDS)]);
}

const lower = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);

let table: ReadonlyMap<string, string> | undefined;

/**
 * What an instant command does, or undefined when the catalogue does not know it. Case counts for nothing; a leading
 * `upstream.` (drivers that pass on another driver's data) and `device.N.` (daisychains) are looked through.
 */
export function describeCommand(name: string): string | undefined {
  const key = name.toLowerCase().replace(/^upstream\./, "");
  const own = textOf(key);
  if (own !== undefined) return own;
  const [, index, rest] = /^device\.(\d+)\.(.+)$/.exec(key) ?? [];
  const text = rest === undefined ? undefined : textOf(rest);
  return text && `Device ${index}: ${lower(text)}`;
}

function textOf(key: string): string | undefined {
  table ??= build();
  const bare = unnumbered(key);
  const text = table.get(bare.name);
  return text && withNumbers(text, bare.numbers);
}

/** Whether the catalogue knows the command. */
export const isCommandName = (name: string): name is CmdName => describeCommand(name) !== undefined;

/** Every command of the catalogue, numbered ones with `#`: for tables of documents and tests. */
export const commandNames = (): readonly string[] => {
  table ??= build();
  return [...table.keys()];
};
