/** GPIO lines of a chip on a virtual USB cable: the kernel's gpiochip, gpioget, and ours as the C driver shows it. */
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { VirtualGpioChip } from "../../virtual-ups/gpio-chip.ts";
import { Cable } from "../../virtual-ups/usbip.ts";
import { type Scenario, same } from "../judge.ts";
import { until } from "../world.ts";
import { asShown, type Board, type BoardScene, type Shown, theirs } from "./beside.ts";
import { load } from "./stub.ts";

/** generic_gpio_libgpiod of the C project, 2.8.5, where there is one. */
const C_GPIO = process.env.RIG_C_GPIO;
/** From where the captures lie. */
const KEPT = fileURLToPath(new URL("../../fixtures/gpio/cybershield.json", import.meta.url));

const CHIPS = "/sys/bus/gpio/devices";
const chips = (): readonly string[] => (existsSync(CHIPS) ? readdirSync(CHIPS) : []);

async function withChip(run: (chip: VirtualGpioChip, name: string) => Promise<string>): Promise<string> {
  load("hid-cp2112");
  const before = chips();
  const chip = new VirtualGpioChip();
  const cable = new Cable(chip);
  await cable.plug();
  const found = (): string | undefined => chips().find((name) => !before.includes(name));
  try {
    await until("the kernel has made a gpiochip", 30_000, () => found() !== undefined);
    return await run(chip, found() ?? "");
  } finally {
    cable.unplug();
  }
}

/** The contacts of a CyberShield: open, and so high, are 0 on battery, 1 worn out, 3 low, 6 without a battery. */
const RULES = "OL=^0;OB=0;LB=3;HB=^3&^0;RB=1;DISCHRG=0&^6;CHRG=^0&3|^0&1;BYPASS=6;";

const STATES: readonly (readonly [name: string, levels: number, status: RegExp])[] = [
  ["on mains", 0b000_0000, /^OL HB$/],
  ["on battery", 0b000_0001, /^OB DISCHRG$/],
  ["nearly empty", 0b000_1001, /^OB LB DISCHRG$/],
  ["charging", 0b000_1000, /^OL LB CHRG$/],
  ["worn out", 0b000_0010, /^OL HB RB CHRG$/],
  ["without a battery", 0b100_0000, /^OL HB BYPASS$/],
];

const boardOf = (chip: VirtualGpioChip, name: string): Board => ({
  driver: "generic_gpio_libgpiod",
  section: {
    port: name,
    mfr: "CyberPower",
    model: "CSN27U12V",
    rules: RULES,
    "default.battery.charge.low": "20",
  },
  scenes: STATES.map(([state, levels, status]): BoardScene => ({ name: state, set: () => chip.put(levels), status })),
});

const kept = (): Shown => JSON.parse(readFileSync(KEPT, "utf8")) as Shown;
const flat = (shown: Shown): readonly string[] =>
  Object.entries(shown).flatMap(([name, lines]) => lines.map((line) => `${name}: ${line}`));

/** Leaves what the C driver shows where `run.sh` finds it. */
async function besideC(chip: VirtualGpioChip, name: string, command: string): Promise<string> {
  const shown = await theirs(boardOf(chip, name), command);
  writeFileSync("/ctl/out/cybershield.json", `${JSON.stringify(shown, null, 2)}\n`);
  same("what C shows and what is kept of it", flat(kept()), flat(shown));
  return asShown(boardOf(chip, name), shown);
}

export const GPIO_SCENARIOS: readonly Scenario[] = [
  C_GPIO === undefined
    ? {
        name: "boards: GPIO lines, as the C driver reads them",
        run: () => withChip((chip, name) => asShown(boardOf(chip, name), kept())),
      }
    : {
        name: "boards: GPIO lines, beside the C driver",
        run: () => withChip((chip, name) => besideC(chip, name, C_GPIO)),
      },
];
