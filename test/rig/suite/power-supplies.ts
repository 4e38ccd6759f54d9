/** Power supplies behind the kernel's own IPMI: nut-ipmipsu beside the C driver, outages, who may ask, and by which program. */
import { chmodSync, existsSync, mkdtempSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type FruFacts, fruData } from "../../sim/bmc/fru-data.ts";
import { fruLocator, measure, POWER_SUPPLY, states, TYPE } from "../../sim/bmc/sdr-data.ts";
import { FRU, NUMBERS, PRESENCE, SUPPLY, server } from "../../sim/bmc/server.ts";
import { connect, DEVICE } from "../bmc/tty.ts";
import { type Scenario, same } from "./judge.ts";
import { look, value } from "./nut-client.ts";
import { C_IPMI, KERNEL, Program, sleep, until, World } from "./world.ts";

/** Debian's `nobody`. */
const NOBODY = 65534;
const SECTION = { driver: "nut-ipmipsu", port: "id2", pollinterval: "5" };

/** Words that are packed in other ways (BCD is nothing that FreeIPMI reads), numbers at their limits, and direct current. */
const PACKED: FruFacts = {
  maker: { type: 2, bytes: [0x29, 0xdc, 0xa6] },
  product: "SUPPLY TWO",
  serial: "PS2-1",
  part: { type: 0, bytes: [0xde, 0xad, 0x01] },
  made: 1,
  supply: { capacity: 0xfff, range: [0x1_0000 - 7200, 0x1_0000 - 3650], frequency: [0, 255], voltage: 3 },
};

/** A second one of number 10, whose sensors say less. */
function machine() {
  const bmc = server();
  const bay = { id: POWER_SUPPLY, instance: 2 };
  bmc.frus.set(10, fruData(PACKED));
  bmc.add(fruLocator(10, bay, "PS2 FRU"));
  bmc.add(states({ number: 40, entity: bay, name: "PS2 Presence" }, TYPE.presence, 3));
  bmc.add(
    measure({ number: 41, entity: bay, name: "PS2 Temp" }, "temperature", { m: 2, b: -30, rExp: -1, signed: true }),
  );
  bmc.sensors.set(40, { states: PRESENCE.present });
  bmc.sensors.set(41, { reading: 0xf0 });
  return bmc;
}

/** Looks now and then: who asks all the time takes the machine from whom it waits for. */
async function becomes(world: World, ups: string, wanted: RegExp): Promise<number> {
  let seen = "";
  try {
    return await until(`${ups} is ${String(wanted)}`, 30_000, async () => {
      await sleep(500);
      seen = await world.status(ups);
      return wanted.test(seen);
    });
  } catch (error) {
    throw new Error(`${String(error)}; it was "${seen}"\n${world.said}`, { cause: error });
  }
}

async function modules(names: readonly string[]): Promise<void> {
  const loading = new Program("modprobe", "modprobe", ["-d", KERNEL, "-a", ...names], {});
  await until("the kernel has its controller", 20_000, () => existsSync(DEVICE));
  await loading.stop();
}

/** Runs with a controller behind the kernel; clears up what was started. */
async function withMachine<T>(
  worlds: readonly World[],
  run: (bmc: ReturnType<typeof machine>) => Promise<T>,
): Promise<T> {
  const bmc = machine();
  await connect(bmc, modules);
  try {
    return await run(bmc);
  } finally {
    await Promise.all(worlds.map((world) => world.end()));
  }
}

const own = (name: string): boolean => !/^driver\.|^ups\.mode|^shutdown\.default$/.test(name);
const told = async ({ port }: World, ups: string): Promise<readonly string[]> =>
  [...(await look(port, ups)).vars].filter(([name]) => own(name)).map(([name, text]) => `${name}: ${text}`);

type Step = (status: RegExp, what: string) => Promise<void>;

/** Both become this, and tell the same then. */
const both =
  (ours: World, theirs: World): Step =>
  async (status, what) => {
    for (const ups of SUPPLIES)
      for (const world of [ours, theirs]) await becomes(world, ups, ups === "u1" ? status : /^OL$/);
    for (const ups of SUPPLIES)
      same(`${what}: variables of the C driver and ours`, await told(theirs, ups), await told(ours, ups));
  };

const SUPPLIES = ["u1", "u2"] as const;
const SECTIONS = { u1: SECTION, u2: { ...SECTION, port: "id10" } };

async function beside(): Promise<string> {
  const command = C_IPMI;
  if (command === undefined) return "there is no nut-ipmipsu of the C project: not compared";
  const [ours, theirs] = [new World(SECTIONS), new World(SECTIONS)];
  return withMachine([ours, theirs], async (bmc) => {
    ours.host();
    await Promise.all([ours.upsd(), theirs.upsd()]);
    // They share a cache of records, and the second must not find half of it.
    for (const ups of SUPPLIES) {
      theirs.cDriver(command, ups);
      await becomes(theirs, ups, /^OL$/);
    }
    const alike = both(ours, theirs);
    await alike(/^OL$/, "with power");
    const [first, second] = [(await told(ours, "u1")).length, (await told(ours, "u2")).length];
    if (first < 15 || second < 12) throw new Error(`too few variables: ${first}, ${second}`);
    bmc.sensors.set(NUMBERS.supply, { states: SUPPLY.present | SUPPLY.inputLost });
    bmc.sensors.set(NUMBERS.voltage, { reading: 0 });
    await alike(/^OFF$/, "without input");
    bmc.sensors.set(NUMBERS.presence, { states: PRESENCE.absent });
    for (const world of [ours, theirs]) await becomes(world, "u1", /DATA-STALE/);
    bmc.frus.set(2, fruData({ ...FRU, serial: "AP750-000999" }));
    bmc.sensors.set(NUMBERS.presence, { states: PRESENCE.present });
    bmc.sensors.set(NUMBERS.supply, { states: SUPPLY.present });
    await becomes(ours, "u1", /^OL$/);
    const serial = await value(ours.port, "u1", "device.serial");
    if (serial !== "AP750-000999") throw new Error(`the new power supply has the serial number ${serial}`);
    return `${first} and ${second} variables as the C driver in the same run, with power, without, and pulled`;
  });
}

const found = (program: string): string | undefined =>
  (process.env.PATH ?? "")
    .split(":")
    .map((folder) => join(folder, program))
    .find((path) => existsSync(path));

/** A PATH without ipmitool; undefined where there is no FreeIPMI. */
function freeIpmiAlone(): string | undefined {
  const programs = ["ipmi-raw", "getent", "id"].map((name) => [name, found(name)] as const);
  if (programs.some(([, path]) => path === undefined)) return undefined;
  const folder = mkdtempSync(join(tmpdir(), "nutts-path-"));
  chmodSync(folder, 0o755);
  for (const [name, path = ""] of programs) symlinkSync(path, join(folder, name));
  return folder;
}

async function unprivileged(): Promise<string> {
  const freeIpmi = freeIpmiAlone();
  const world = new World({ u1: SECTION, ...(freeIpmi ? { u2: SECTION, u3: SECTION } : {}) }, NOBODY);
  return withMachine([world], async () => {
    chmodSync(DEVICE, 0o600);
    await world.upsd();
    const refused = (driver: Program, words: string): Promise<number> =>
      until(`the driver says "${words}"`, 30_000, () => driver.output.includes(words));
    const driver = world.driver("u1", { uid: NOBODY });
    if (freeIpmi) world.driver("u2", { path: freeIpmi });
    await refused(driver, 'KERNEL=="ipmi*"');
    chmodSync(DEVICE, 0o666);
    if (freeIpmi) await refused(world.driver("u3", { uid: NOBODY, path: freeIpmi }), "ipmi-raw serves root alone");
    for (const ups of freeIpmi ? ["u1", "u2"] : ["u1"]) await becomes(world, ups, /^OL$/);
    const also = freeIpmi ? "; by ipmi-raw as root alone" : "; there is no ipmi-raw: not tried";
    return `refused with the rule to write, and reading with it${also}`;
  });
}

export const POWER_SUPPLIES: readonly Scenario[] = [
  { name: "power supplies of a server, beside the C driver", run: beside },
  { name: "power supplies of a server: an unprivileged user without the right and with it", run: unprivileged },
];
