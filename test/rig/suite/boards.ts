/** Drivers of small boards beside those of C: registers of i2c-stub, which is a bus of the kernel without wires. */
import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { differences, type Scenario } from "./judge.ts";
import { look, talk } from "./nut-client.ts";
import { type Section, until, World } from "./world.ts";

/** Debian's, of nut-i2c. */
const C_FOLDER = process.env.RIG_C_BOARDS ?? "/lib/nut";
const KERNEL = process.env.RIG_KERNEL ?? "/";

const run = (program: string, ...args: readonly string[]): string => execFileSync(program, args, { encoding: "utf8" });

/** By the modules of the guest's kernel, which lie in a folder of their own. */
export const load = (module: string, ...settings: readonly string[]): void =>
  void run("modprobe", "-d", KERNEL, module, ...settings);

const ADAPTERS = "/sys/bus/i2c/devices";
const isStub = (name: string): boolean =>
  /^i2c-\d+$/.test(name) && readFileSync(`${ADAPTERS}/${name}/name`, "utf8").startsWith("SMBus stub");

/** The number of the bus; its chips are made when it is first asked for. */
function stub(): string {
  const found = (): string | undefined =>
    existsSync(ADAPTERS) ? readdirSync(ADAPTERS).find(isStub)?.slice(4) : undefined;
  if (found() === undefined) {
    load("i2c-dev");
    load("i2c-stub", "chip_addr=0x14,0x09,0x0b", "functionality=0x7fffffff");
  }
  return found() ?? "";
}

type Words = Readonly<Record<number, number>>;
const hex = (value: number): string => `0x${value.toString(16)}`;

function put(bus: string, chip: number, words: Words): void {
  for (const [register, word] of Object.entries(words))
    run("i2cset", "-y", bus, hex(chip), hex(Number(register)), hex(word), "w");
}

/** Of the programs, not of the device. */
const own = (name: string): boolean => !/^driver\.|^shutdown\.default$|^ups\.mode/.test(name);
const linesOf = (vars: ReadonlyMap<string, string>): readonly string[] =>
  [...vars].filter(([name]) => own(name)).map(([name, text]) => `${name}: ${text}`);

export interface BoardScene {
  readonly name: string;
  readonly set: () => void;
  readonly status: RegExp;
  /** Lines of the C driver that ours has otherwise on purpose, and its own. */
  readonly instead?: ReadonlyMap<string, string | undefined>;
}

/** The C drivers read everything in every poll, and know no `pollfreq`. */
const [QUICK, THEIR_QUICK] = [{ pollinterval: "1", pollfreq: "1" }, { pollinterval: "1" }];

/** Both drivers on the same device, scene by scene; says how much was compared. */
export async function sideBySide(
  driver: string,
  section: Section,
  scenes: readonly BoardScene[],
  after: (world: World) => Promise<void> = () => Promise.resolve(),
  command = `${C_FOLDER}/${driver}`,
): Promise<string> {
  if (!existsSync(command)) throw new Error(`${command} is not there: install nut-i2c`);
  const world = new World({ ours: { driver, ...QUICK, ...section }, theirs: { driver, ...THEIR_QUICK, ...section } });
  let lines = 0;
  try {
    scenes[0]?.set();
    await world.upsd();
    world.cDriver(command, "theirs");
    world.driver("ours");
    for (const { name, set, status, instead = new Map() } of scenes) {
      set();
      await world.awaitStatus("theirs", status, 10_000);
      await world.awaitStatus("ours", status, 30_000);
      const wanted = async (): Promise<readonly string[]> =>
        linesOf((await look(world.port, "theirs")).vars).flatMap((line) =>
          instead.has(line) ? (instead.get(line) ?? []) : [line],
        );
      const compare = async (): Promise<string> =>
        differences(await wanted(), linesOf((await look(world.port, "ours")).vars));
      // What belongs together is not written and read in one moment.
      await until(`${driver}: ${name}`, 2000, async () => (await compare()) === "").catch(async (error: unknown) => {
        throw new Error(`${String(error)}\n${await compare()}`, { cause: error });
      });
      lines += (await wanted()).length;
    }
    await after(world);
    return `${scenes.length} states, ${lines} lines`;
  } finally {
    await world.end();
  }
}

const sumOf = (...bytes: readonly number[]): number => bytes.reduce((sum, byte) => sum ^ byte, 0xff);
const HAT = 0x14;

/** `count` bytes from a register on, with the byte behind them that proves them. */
function proven(bus: string, register: number, bytes: readonly number[]): void {
  const all = [...bytes, sumOf(...bytes)];
  put(bus, HAT, Object.fromEntries(all.map((byte, at) => [register + at, byte])));
}

/**
 * The registers of the stub overlap where the HAT has commands: the byte behind a word is the lower one of the next
 * word. Only the upper bytes can be chosen.
 */
function chained(bus: string, first: number, uppers: readonly number[]): void {
  let lower = first;
  for (const [at, upper] of uppers.entries()) {
    const register = 0x47 + 2 * at;
    put(bus, HAT, { [register]: lower | (upper << 8), [register + 1]: upper });
    lower = sumOf(lower, upper);
  }
  put(bus, HAT, { [0x47 + 2 * uppers.length]: lower });
}

const OFF = 0x62;

function hat(bus: string): void {
  const profile = [240, ...Array.from({ length: 13 }, () => 0)];
  proven(bus, 0x53, profile);
  proven(bus, 0x54, [0, ...Array.from({ length: 12 }, () => 0), sumOf(...profile), 0xff, 0, 0]);
  proven(bus, 0x7c, [HAT]);
  proven(bus, 0xb0, [0x56, 0x34, 0x12, 2, 0x30, 0x11, 0x26, 128, 0]);
  put(bus, HAT, { 253: 0x0014, 254: 0, 255: sumOf(0x14, 0) });
}

function now(bus: string, state: number, charge: number): void {
  const [low, high] = [charge & 0xff, charge >> 8];
  put(bus, HAT, { 66: charge, 67: high, 68: sumOf(low, high), 64: state, 65: sumOf(state) });
}

/** C says on battery what the charger did before. */
const DISCHARGING = new Map([["battery.charger.status: resting", "battery.charger.status: discharging"]]);

const pijuice = (bus: string): readonly BoardScene[] => [
  {
    name: "full, on the socket",
    set: () => {
      hat(bus);
      chained(bus, 31, [0x00, 0x0f, 0xff, 0x13, 0x01]);
      now(bus, 0x30, 973);
    },
    status: /^HB OL$/,
  },
  { name: "on battery", set: () => now(bus, 0x00, 600), status: /^OB DISCHRG$/, instead: DISCHARGING },
  { name: "nearly empty", set: () => now(bus, 0x00, 250), status: /^LB OB DISCHRG$/, instead: DISCHARGING },
  { name: "charging from the socket", set: () => now(bus, 0x34, 251), status: /^OL CHRG$/ },
  { name: "charging from the pins", set: () => now(bus, 0xc8, 400), status: /^OL CHRG$/ },
  {
    name: "both, and a cold battery",
    set: () => {
      chained(bus, 0xf6, [0xff, 0x0e, 0x01, 0x14, 0xff]);
      now(bus, 0xf4, 1000);
    },
    status: /^HB OL CHRG$/,
  },
];

/** Ours alone: the firmware takes no order without its proof, and the C driver sends none. */
async function orderedOff(bus: string, world: World): Promise<void> {
  const requests = ["USERNAME admin", "PASSWORD rig", "INSTCMD ours shutdown.stayoff"];
  const answers = await talk(world.port, requests);
  if (!answers.at(-1)?.[0]?.startsWith("OK")) throw new Error(`shutdown.stayoff: ${answers.at(-1)?.join()}`);
  const taken = (): boolean => run("i2cget", "-y", bus, hex(HAT), hex(OFF), "w").trim() === "0xe11e";
  await until("the order to go off is in its register", 2000, taken);
}

export const BOARDS: readonly Scenario[] = [
  {
    name: "boards: PiJuice, as the C driver reads it",
    run: () => {
      const bus = stub();
      return sideBySide("pijuice", { port: `/dev/i2c-${bus}` }, pijuice(bus), (world) => orderedOff(bus, world));
    },
  },
];
