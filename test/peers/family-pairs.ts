/** The C drivers of serial families beside ours, on the same device of behaviours on a pseudo-terminal. */
import { connect } from "node:net";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { PlayedUps } from "../rig/serial-ups/played-ups.ts";
import type { FamilyCase, Values } from "../sim/bench/family-bench.ts";
import { healthy, mute } from "../sim/devices/played-line.ts";
import { FAMILIES } from "../sim/families/index.ts";
import { until } from "../sim/machine/started.ts";
import { dump } from "../sim/servers/driver-socket.ts";
import { NutFolder } from "./c-upsd.ts";
import { comparable, DriverPair, settledDump } from "./driver-pair.ts";
import { describePeers, describeYoungDriver } from "./peer.ts";

let pair: DriverPair;
let folder: NutFolder;
const lines: PlayedUps[] = [];

async function unitOf(family: FamilyCase, scene = 0): Promise<PlayedUps> {
  const ups = await PlayedUps.start(family);
  lines.push(ups);
  family.scenes[scene]?.set?.(ups.unit);
  return ups;
}

/** Of the program and of the core. */
const FOREIGN = [
  /^\w+ (driver\.|device\.|shutdown\.default|ups\.type)/,
  /^(DATAOK|DATASTALE|DUMPDONE|SETAUX .*)$/,
  /^ADDENUM/,
  /^SETINFO (ups\.mode|experimental\.(?!ve-direct))/,
];

/** `ALARM` stands in front of a status since 2.8.1; blanks and zeros that only fill are left out by ours. */
const plain = (line: string): string =>
  line
    .replace(/^(SETINFO ups\.status ")ALARM ?/, "$1")
    .replace(/ +"$/, '"')
    .replace(/ " +/, ' "')
    .replace(/ " *0*(?=\d)/, ' "')
    .replace(/^(SETFLAGS \S+).*$/, "$1");

function shown(text: string, { peer: { differs = [] } }: FamilyCase): readonly string[] {
  return comparable(text, [...FOREIGN, ...differs]).map(plain);
}

/** What we tell, with values of theirs in the place of ours. */
function inTheirWords(lines: readonly string[], theirs: Values = {}): readonly string[] {
  const names = Object.keys(theirs);
  const same = lines.filter((line) => !names.some((name) => line.startsWith(`SETINFO ${name} `)));
  const told = Object.entries(theirs).flatMap(([name, value]) =>
    value === undefined ? [] : [`SETINFO ${name} "${value}"`],
  );
  return [...same, ...told].sort();
}

const optionLines = ({ options = {} }: FamilyCase): string =>
  Object.entries(options)
    .map(([name, value]) => (value === "" ? name : `${name} = "${value}"`))
    .join("\n");

/** The socket of the C driver on this device, when it has told what it knows. */
async function theirSocket(program: string, family: FamilyCase, ups: PlayedUps): Promise<string> {
  folder.write(
    "ups.conf",
    `[u]\ndriver = ${family.driver}\nport = ${ups.path}\npollinterval = 1\n${optionLines(family)}\n`,
  );
  await folder.cDriver(program, "u");
  const path = join(folder.run, `${family.driver}-u`);
  await settledDump(path, family.peer.needed);
  return path;
}

/** What the C driver writes to the device for `INSTCMD` or `SET`. */
async function theirOrder(program: string, family: FamilyCase, order: string, wanted: string): Promise<void> {
  const ups = await unitOf(family);
  const path = await theirSocket(program, family, ups);
  const socket = connect({ path }, () => socket.write(`${order}\n`));
  await until(`${wanted} on the line`, () => ups.heard.includes(wanted));
  socket.destroy();
}

const told = (path: string, line: string): Promise<unknown> =>
  until(`${line} on ${path}`, async () => (await dump(path).catch(() => "")).includes(`${line}\n`));

const FAILURES = { silence: mute, noise: () => Buffer.from("\r\n#!?\r\r\n=>") };

/** Each on a device of its own: through all scenes, into a failure of the line, and back. */
async function follow(program: string, family: FamilyCase, failure: keyof typeof FAILURES): Promise<void> {
  const devices = [await unitOf(family), await unitOf(family)] as const;
  const theirs = await theirSocket(program, family, devices[0]);
  const { driver, scenes, options = {} } = family;
  await pair.askOurs(driver, { ...options, port: devices[1].path }, async (ours) => {
    for (const { set, status, theirs: otherwise = {} } of scenes) {
      for (const { unit } of devices) set?.(unit);
      await told(theirs, `SETINFO ups.status "${otherwise["ups.status"] ?? status}"`);
      await told(ours, `SETINFO ups.status "${status}"`);
    }
    for (const [spoil, state] of [
      [FAILURES[failure], "DATASTALE"],
      [healthy, "DATAOK"],
    ] as const) {
      for (const device of devices) device.spoil = spoil;
      for (const path of [theirs, ours]) await told(path, state);
    }
  });
}

function compare(family: FamilyCase, program: string): void {
  it.each(family.scenes.map(({ name }, at) => [name, at] as const))("show the same of what is %s", async (_, at) => {
    const options = family.options ?? {};
    const port = (await unitOf(family, at)).path;
    const theirs = shown(await pair.theirs(program, family.driver, { ...options, port }, family.peer.needed), family);
    const ours = await pair.ours(family.driver, { ...options, port: (await unitOf(family, at)).path });
    expect(inTheirWords(shown(ours, family), family.scenes[at]?.theirs)).toEqual([...theirs].sort());
    expect(theirs.length).toBeGreaterThan(3);
  });

  const { orders = [], fails, sets } = family.peer;
  for (const { name, value, sent, outcome = "handled" } of family.changes ?? [])
    if (sets && outcome === "handled")
      it(`send the same to set ${name}`, () => theirOrder(program, family, `SET ${name} "${value}"`, sent));

  if (fails) it(`follow a device through all of that, into ${fails} and back`, () => follow(program, family, fails));

  for (const command of orders)
    it(`send the same for ${command}`, async () => {
      const { sent = "", theirs = sent } =
        family.orders?.find(({ cmd, param }) => [cmd, param].join(" ").trim() === command) ?? {};
      expect(theirs).not.toBe("");
      await theirOrder(program, family, `INSTCMD ${command}`, theirs);
    });
}

/** Every family whose turn it is: the C drivers take their time, and several files run beside each other. */
export function compareFamilies(share: number, of: number): void {
  beforeEach(() => {
    pair = new DriverPair();
    folder = new NutFolder();
  });

  afterEach(async () => {
    await pair.clear();
    await folder.clear();
    for (const line of lines.splice(0)) await line.stop();
  });

  for (const family of FAMILIES.filter((_, at) => at % of === share)) {
    const title = `${family.title ?? family.driver}: the C driver and ours`;
    const { why } = family.peer;
    if (why !== undefined) describe(title, () => it.skip(why, () => undefined));
    else if (family.peer.packaged)
      describePeers(title, [family.driver, "socat"], (paths) => compare(family, paths[family.driver] ?? ""));
    else describeYoungDriver(title, family.driver, ["socat"], (path) => compare(family, path));
  }
}
