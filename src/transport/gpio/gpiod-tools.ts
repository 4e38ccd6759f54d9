/**
 * GPIO lines by the programs of libgpiod, whose first and second version are called differently:
 *
 *     gpioget --version                              gpioget (libgpiod) v1.6.3, and gpioget v2.3 (libgpiod v…) since 2.3
 *     gpioget -- gpiochip0 0 1 6                     1 0 0          version 1
 *     gpioget --numeric --chip=gpiochip0 0 1 6       1 0 0          version 2
 */
import { DeviceError } from "../../device/device-error.ts";
import type { GpioLines, GpioOpener } from "../../device/gpio.ts";
import type { ProgramOpener } from "../../device/programs.ts";

const USE = { package: "gpiod", timeoutMs: 3000, maxOutput: 1024 };
const CHIP = /^(\/dev\/)?[A-Za-z\d][\w.:-]*$/;
const MOST_LINES = 64;

/** The number in front of a version's first point; undefined for other text. */
export function majorIn(text: string): number | undefined {
  const [, major] = /^gpioget (?:\(libgpiod\) )?v(\d{1,3})\./.exec(text) ?? [];
  return major === undefined ? undefined : Number(major);
}

/** So many levels as gpioget prints them; undefined for other text. */
export function levelsIn(text: string, count: number): readonly boolean[] | undefined {
  const words = text.trim().split(/ +/);
  return words.length === count && words.every((word) => word === "0" || word === "1")
    ? words.map((word) => word === "1")
    : undefined;
}

function argsFor(major: number, chip: string, lines: readonly number[]): readonly string[] {
  const offsets = lines.map(String);
  return major === 1 ? ["--", chip, ...offsets] : ["--numeric", `--chip=${chip}`, ...offsets];
}

async function versionOf(programs: ProgramOpener): Promise<number> {
  const text = await programs.run("gpioget", ["--version"], USE);
  const major = majorIn(text);
  if (major !== undefined && major > 0) return major;
  throw new DeviceError("absent", `gpioget --version printed "${text.trim().slice(0, 80)}": install the package gpiod`);
}

export const gpioOpener = (programs: ProgramOpener): GpioOpener => ({
  open: async (chip, lines): Promise<GpioLines> => {
    if (!CHIP.test(chip))
      throw new DeviceError("configuration", `port = "${chip}" is no chip such as gpiochip0: gpiodetect lists them`);
    if (lines.length > MOST_LINES)
      throw new DeviceError("configuration", `${lines.length} lines of ${chip} are more than ${MOST_LINES}`);
    const args = argsFor(await versionOf(programs), chip, lines);
    return {
      read: async () => {
        const text = await programs.run("gpioget", args, USE);
        const levels = levelsIn(text, lines.length);
        if (levels) return levels;
        throw new DeviceError("stale", `gpioget printed no ${lines.length} levels: "${text.trim().slice(0, 80)}"`);
      },
    };
  },
});
