/** USB bridges with a UPS behind them: every chip, the first one pulled and hung, and what the scanner says. */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Profile } from "../../sim/devices/answer-table.ts";
import { expectedCommands, expectedVars } from "../../sim/devices/usb-capture.ts";
import { VirtualBridge } from "../virtual-ups/bridge.ts";
import { CHIPS } from "../virtual-ups/chips.ts";
import { Cable } from "../virtual-ups/usbip.ts";
import { reading } from "./bench.ts";
import { differences, type Scenario, same } from "./judge.ts";
import { look, type Seen, value } from "./nut-client.ts";
import { C_QX, RUN, type Section, until, World } from "./world.ts";

type ChipName = keyof typeof CHIPS;
/** A chip with a UPS of ours behind it, or a recorded device. */
type BridgeName = Exclude<ChipName, "newArmac"> | "voltronic-qgs" | "digitech" | "powersa" | "vultech";

/** What the C driver 2.8.5 shows of each. */
const EXPECTED = fileURLToPath(new URL("../../fixtures/qx-bridges/", import.meta.url));

const Q1 = "(228.0 227.4 228.0 028 50.1 13.6 25.0 00001001\r";
const MEGATEC: Profile = {
  exchanges: [
    { send: "Q1\r", recv: Q1 },
    { send: "F\r", recv: "#220.0 003 12.00 50.0\r" },
    { send: "I\r", recv: "#MegaTec         BRIDGE     V1.00     \r" },
    { send: "BL\r", recv: "BL097\r" },
    { match: "^(Q|T|TL|CT|C|T\\d\\d|S[.\\d]\\d(R\\d{4})?)\r$", recv: "" },
  ],
};
const GTEC: Profile = {
  exchanges: [
    { send: "Q4\r", recv: "(236.7 243.2 212.1 220.1 230.4 002 001 50.0 371 372 026.3 22.9 IM\r" },
    { send: "F\r", recv: "#220.0 000 024.0 50.0\r" },
    { send: "I\r", recv: "#-------------   ------     VT12046Q  \r" },
  ],
};

interface Made {
  readonly chip: ChipName;
  readonly ids: readonly [vendorId: number, productId: number];
  readonly strings?: readonly (string | undefined)[];
  /** What ups.conf needs besides the ids. */
  readonly section: Section;
  readonly profile?: Profile;
}

const IPPON_650 = {
  protocol: "q1",
  "override.battery.voltage.nominal": "12.00",
  "default.battery.voltage.high": "13.60",
  "default.battery.voltage.low": "10.40",
} as const;

const megatec: Section = { protocol: "megatec" };

/** What was recorded of it: stale bytes of an earlier packet behind the carriage return. */
const VOLTRONIC_QGS: Profile = {
  unknown: "(NAK\r",
  exchanges: [
    { send: "QGS\r", recv: "(220.4 59.9 218.7 59.9 002.8 007 361.8 361.8 273.2 ---.- 022.9 100000000010\r 273" },
    { send: "QPI\r", recv: "(PI00\r" },
  ],
};
const DIGITECH: Profile = {
  exchanges: [{ send: "Q1\r", recv: "(000.0 000.0 230.0 000 00.0 12.8 29.0 10001000\r" }],
};
/** The carriage returns are missing. */
const POWERSA: Profile = {
  exchanges: [
    { send: "Q1\r", recv: "(227.0 120.0 000.0 000 49.9 2.28 25.0 00000001" },
    { send: "F\r", recv: "#220.0 013 72.00 50.0" },
  ],
};
/** Now and then it says NUL where numbers belong. */
const VULTECH_Q1 = "(231.0 000.0 231.0 003 49.0 13.7 30.8 00001000\r";
const VULTECH: Profile = {
  exchanges: [
    { send: "Q1\r", recv: [`(\0\0\0${VULTECH_Q1.slice(4)}`, VULTECH_Q1] },
    { send: "ID\r", recv: "#                           V6.00     \r" },
  ],
};

/**
 * Ids as devices have them, where they tell the chip; else a number of our own and `subdriver`. The last four are what
 * owners recorded.
 */
const BRIDGES: Readonly<Record<BridgeName, Made>> = {
  cypress: { chip: "cypress", ids: [0x0665, 0x5161], section: IPPON_650 },
  krauler: { chip: "krauler", ids: [0x1cb0, 0x0035], section: { ...megatec, langid_fix: "0x409" } },
  phoenix: { chip: "phoenix", ids: [0x06da, 0x0601], section: megatec },
  ippon: { chip: "ippon", ids: [0x06da, 0x0003], section: megatec },
  phoenixtec: {
    chip: "phoenixtec",
    ids: [0x06da, 0x0002],
    strings: ["Phoenixtec Power", "USB Cable (V2.00)"],
    section: megatec,
  },
  sgs: { chip: "sgs", ids: [0x0483, 0x0035], section: megatec },
  armac: { chip: "armac", ids: [0x0925, 0x1234], section: megatec },
  ablerex: { chip: "ablerex", ids: [0xffff, 0x0000], section: megatec },
  fuji: { chip: "fuji", ids: [0x0001, 0x0000], strings: ["ATCL FOR UPS", "ATCL FOR UPS", "fuji"], section: megatec },
  fabula: { chip: "fabula", ids: [0x0001, 0x0000], strings: ["MEC", "MEC0003", "fabula"], section: megatec },
  hunnox: {
    chip: "hunnox",
    ids: [0x0001, 0x0000],
    strings: [undefined, "MEC0003", "hunnox"],
    section: { protocol: "hunnox", novendor: true },
  },
  snr: { chip: "snr", ids: [0x0001, 0x0001], section: { ...megatec, subdriver: "snr", langid_fix: "0x409" } },
  gtec: { chip: "gtec", ids: [0x0665, 0x5162], section: { protocol: "gtec", subdriver: "gtec" }, profile: GTEC },
  "voltronic-qgs": {
    chip: "cypress",
    ids: [0x0665, 0x5161],
    section: { protocol: "voltronic" },
    profile: VOLTRONIC_QGS,
  },
  digitech: {
    chip: "hunnox",
    ids: [0x0001, 0x0000],
    strings: [undefined, "MEC0003"],
    section: { protocol: "q1" },
    profile: DIGITECH,
  },
  powersa: {
    chip: "krauler",
    ids: [0xffff, 0x0000],
    strings: [undefined, "010937"],
    section: { ...megatec, novendor: true, subdriver: "krauler" },
    profile: POWERSA,
  },
  vultech: {
    chip: "newArmac",
    ids: [0x0925, 0x1234],
    section: { protocol: "q1", subdriver: "armac" },
    profile: VULTECH,
  },
};

const NAMES = Object.keys(BRIDGES) as readonly BridgeName[];

const hex = (id: number): string => id.toString(16).padStart(4, "0");

function sectionOf(name: BridgeName): Section {
  const { ids, strings, section } = BRIDGES[name];
  const serial = strings?.[2];
  return {
    driver: "nutdrv_qx",
    port: "auto",
    vendorid: hex(ids[0]),
    productid: hex(ids[1]),
    ...(serial === undefined ? {} : { serial }),
    ...section,
  };
}

interface Plugged {
  readonly bridge: VirtualBridge;
  readonly cable: Cable;
}

async function plug(name: BridgeName): Promise<Plugged> {
  const { chip, ids, strings = [], profile = MEGATEC } = BRIDGES[name];
  const identity = { vendorId: ids[0], productId: ids[1], strings };
  const bridge = new VirtualBridge(CHIPS[chip], identity, profile);
  const cable = new Cable(bridge);
  await cable.plug();
  const place = `1-${cable.port + 1}`;
  await until(`${name} in its socket`, 60_000, () => existsSync(`/sys/bus/usb/devices/${place}/${place}:1.0`));
  return { bridge, cable };
}

/** One after the other, for each looks for a free socket. */
async function plugAll(names: readonly BridgeName[]): Promise<readonly Plugged[]> {
  const plugged: Plugged[] = [];
  for (const name of names) plugged.push(await plug(name));
  return plugged;
}

/** Of the programs, not of the device. */
const own = (name: string): boolean => !/^driver\.|^shutdown\.default$/.test(name);
const linesOf = (vars: ReadonlyMap<string, string>): readonly string[] =>
  [...vars].filter(([name]) => own(name)).map(([name, text]) => `${name}: ${text}`);

/**
 * C 2.8.5 cuts the classical answer to `I`, of 38 characters, at the columns of the newer one: what it makes of BRIDGE, and
 * what the device says. Ours reads both (test/drivers/qx/values.test.ts).
 */
const CUT_BY_C: ReadonlyMap<string, string | undefined> = new Map([
  ["battery.runtime: E", undefined],
  ["device.model: BRIDG", "device.model: BRIDGE"],
  ["device.serial:         ", undefined],
  ["ups.serial:         ", undefined],
]);

const uncut = (lines: readonly string[]): readonly string[] =>
  lines.flatMap((line) => (CUT_BY_C.has(line) ? (CUT_BY_C.get(line) ?? []) : [line]));

/** What drivers make of all chips, a few at a time: a hub has eight sockets. */
async function readAll(start: (world: World, names: readonly BridgeName[]) => void): Promise<Map<BridgeName, Seen>> {
  const seen = new Map<BridgeName, Seen>();
  for (const names of [NAMES.slice(0, 7), NAMES.slice(7, 13), NAMES.slice(13)]) {
    const plugged = await plugAll(names);
    const world = new World(Object.fromEntries(names.map((name) => [name, sectionOf(name)])));
    try {
      await world.upsd();
      start(world, names);
      for (const name of names) await world.awaitStatus(name, /O[LB]/, 400_000);
      for (const name of names) seen.set(name, await look(world.port, name));
    } finally {
      await world.end();
      for (const { cable } of plugged) cable.unplug();
    }
  }
  return seen;
}

const ours = (): Promise<Map<BridgeName, Seen>> => readAll((world) => void world.host());

function judgeAll(all: ReadonlyMap<BridgeName, Seen>, wanted: (name: BridgeName) => Seen): string {
  const problems = [...all].flatMap(([name, seen]) => {
    const { vars, commands } = wanted(name);
    const different = [
      differences(uncut(linesOf(vars)), linesOf(seen.vars)),
      differences(commands.filter(own), seen.commands.filter(own)),
    ].filter(Boolean);
    return different.length === 0 ? [] : [`${name}:`, ...different];
  });
  if (problems.length > 0) throw new Error(problems.join("\n"));
  return `${all.size} chips`;
}

const kept = (name: BridgeName): Seen => ({
  vars: expectedVars(EXPECTED, name),
  commands: expectedCommands(EXPECTED, name),
  writables: new Map(),
});

/** Leaves what the C driver shows where `run.sh` finds it, in the words of upsc and upscmd. */
function keep(all: ReadonlyMap<BridgeName, Seen>): void {
  mkdirSync("/ctl/out/qx-bridges", { recursive: true });
  for (const [name, { vars, commands }] of all) {
    const put = (kind: string, lines: readonly string[]): void =>
      writeFileSync(`/ctl/out/qx-bridges/${name}.${kind}`, lines.map((line) => `${line}\n`).join(""));
    put("vars", linesOf(vars));
    put(
      "cmds",
      commands.filter(own).map((one) => `${one} - (description)`),
    );
  }
}

/** Where ours is another value on purpose. */
const OWN_VALUES: Readonly<Partial<Record<BridgeName, readonly [name: string, value: string]>>> = {
  // With the decimals that the owner states the nominal voltage with; C shows 13.6.
  cypress: ["battery.voltage", "13.60"],
  // 32 cells of 2.28 V make the 72 V: C finds that number and leaves it out.
  powersa: ["battery.charge", "100"],
};

function asOurs(name: BridgeName, { vars, ...seen }: Seen): Seen {
  const own = OWN_VALUES[name];
  return { ...seen, vars: own ? new Map(vars).set(...own) : vars };
}

async function besideC(command: string): Promise<string> {
  const theirs = await readAll((world, names) => {
    for (const name of names) world.cDriver(command, name);
  });
  keep(theirs);
  return judgeAll(await ours(), (name) => asOurs(name, theirs.get(name) ?? kept(name)));
}

/** The example of the owner of an Ippon Back Basic 650S Euro. */
const WORKED_EXAMPLE = [
  "battery.charge: 100",
  "battery.voltage: 13.60",
  "ups.load: 28",
  "input.voltage.fault: 227.4",
  "ups.temperature: 25.0",
  "ups.beeper.status: enabled",
  "ups.delay.shutdown: 30",
  "ups.delay.start: 180",
  "ups.type: offline / line interactive",
  "ups.status: OL",
];

const ALONE: Section = { driver: "nutdrv_qx", port: "auto", ...IPPON_650 };

const withCypress = async <T>(run: (world: World, plugged: Plugged) => Promise<T>): Promise<T> =>
  reading(await plug("cypress"), ALONE, 90_000, run);

const stale = /^(ERR DATA-STALE|ERR DRIVER)/;

const healing = (): Promise<string> =>
  withCypress(async (world, { bridge, cable }) => {
    const { vars } = await look(world.port, "u1");
    const shown = linesOf(vars);
    same(
      "the worked example",
      WORKED_EXAMPLE,
      WORKED_EXAMPLE.filter((line) => shown.includes(line)),
    );
    cable.unplug();
    await world.awaitStatus("u1", stale, 60_000);
    bridge.table.set("Q1\r", Q1.replace("028", "077"));
    await cable.plug(5);
    await world.awaitStatus("u1", /^OL/, 90_000);
    await until("the load shows", 90_000, async () => (await value(world.port, "u1", "ups.load")) === "77");
    bridge.hung.add("interrupts");
    await world.awaitStatus("u1", stale, 120_000);
    bridge.hung.clear();
    await world.awaitStatus("u1", /^OL/, 120_000);
    return "the worked example; pulled, plugged into another socket, hung and awake again";
  });

async function scanned(): Promise<string> {
  const plugged = await plugAll(["cypress", "krauler"]);
  try {
    const { stdout, stderr } = spawnSync(process.execPath, [RUN, "scanner", "-U", "-P"], { encoding: "utf8" });
    const found = stdout.split("\n").filter((line) => line.startsWith("USB:"));
    for (const ids of ['vendorid="0665",productid="5161"', 'vendorid="1CB0",productid="0035"'])
      if (!found.some((line) => line.includes('driver="nutdrv_qx"') && line.includes(ids)))
        throw new Error(`no nutdrv_qx for ${ids} in\n${stdout}${stderr}`);
    return `${found.length} found`;
  } finally {
    for (const { cable } of plugged) cable.unplug();
  }
}

const beside: readonly Scenario[] =
  C_QX === undefined ? [] : [{ name: "bridges: every chip, beside the C driver", run: () => besideC(C_QX ?? "") }];

export const BRIDGE_SCENARIOS: readonly Scenario[] = [
  { name: "bridges: the scanner names nutdrv_qx", run: scanned },
  { name: "bridges: a cypress with the worked example, pulled and hung", run: healing },
  {
    name: "bridges: every chip, as the C driver reads it",
    run: async () => judgeAll(await ours(), (name) => asOurs(name, kept(name))),
  },
  ...beside,
];
