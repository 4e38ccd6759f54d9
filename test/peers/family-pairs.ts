/** The C drivers of serial families beside ours, on the same device of behaviours on a pseudo-terminal. */
import { connect } from "node:net";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { PlayedUps } from "../rig/serial-ups/played-ups.ts";
import type { FamilyCase, Values } from "../sim/bench/family-bench.ts";
import { FAMILIES } from "../sim/families/index.ts";
import { until } from "../sim/machine/started.ts";
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
  // What is told while a driver starts comes again with the dump.
  return [...new Set(comparable(text, [...FOREIGN, ...differs]).map(plain))];
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

/** What the C driver writes to the device for a command. */
async function theirOrder(program: string, family: FamilyCase, command: string, wanted: string): Promise<void> {
  const ups = await unitOf(family);
  folder.write(
    "ups.conf",
    `[u]\ndriver = ${family.driver}\nport = ${ups.path}\npollinterval = 1\n${optionLines(family)}\n`,
  );
  await folder.cDriver(program, "u");
  const path = join(folder.run, `${family.driver}-u`);
  await settledDump(path, family.peer.needed);
  const socket = connect({ path }, () => socket.write(`INSTCMD ${command}\n`));
  await until(`${wanted} on the line`, () => ups.heard.includes(wanted));
  socket.destroy();
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

  const { orders = [] } = family.peer;
  for (const command of orders)
    it(`send the same for ${command}`, async () => {
      const { sent = "", theirs = sent } =
        family.orders?.find(({ cmd, param }) => [cmd, param].join(" ").trim() === command) ?? {};
      expect(theirs).not.toBe("");
      await theirOrder(program, family, command, theirs);
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
