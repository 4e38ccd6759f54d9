/** Which device a section means: fields that no longer fit, nodes that are renumbered, and what the scanner writes. */
import { execFile } from "node:child_process";
import { readdirSync, readlinkSync } from "node:fs";
import { promisify } from "node:util";
import { captureNames, OWN_CAPTURES, SHARED_CAPTURES } from "../../sim/devices/usb-capture.ts";
import { loadProfile, type Profile } from "../virtual-ups/profile.ts";
import { CYBERPOWER, type Plugged, plug, profile, SECTION } from "./bench.ts";
import { type Scenario, same } from "./judge.ts";
import { value } from "./nut-client.ts";
import { RUN, type Section, until, World } from "./world.ts";

/** As somebody published it: it came back as bus 004 after a reboot, and was down until the file was edited. */
const PUBLISHED: Section = { ...SECTION, vendorid: "0764", productid: "0601", product: "CP1600EPFCLCD", bus: "003" };

const SERIALS = ["A000000001", "B000000002"] as const;
const alike = (): readonly Profile[] =>
  SERIALS.map((serial) => {
    const made = profile(CYBERPOWER);
    return { ...made, strings: made.strings.map((text, at) => (at === 3 ? serial : text)) };
  });

/** Runs with these devices plugged in, and pulls them afterwards. */
async function withPlugged<T>(profiles: readonly Profile[], run: (plugged: readonly Plugged[]) => Promise<T>) {
  const plugged: Plugged[] = [];
  try {
    for (const made of profiles) plugged.push(await plug(made));
    return await run(plugged);
  } finally {
    for (const { cable } of plugged) cable.unplug();
  }
}

/** Starts a driver for a section and waits until it says all of these. */
async function hears(section: Section, words: readonly string[], then: (world: World) => Promise<string>) {
  const world = new World({ u1: section });
  try {
    await world.upsd();
    const driver = world.driver("u1");
    await until(`the driver says ${words.join(" and ")}`, 60_000, () =>
      words.every((text) => driver.output.includes(text)),
    );
    return await then(world);
  } finally {
    await world.end();
  }
}

const reads = async (world: World): Promise<string> => {
  await world.awaitStatus("u1", /^OL/);
  return `serial ${await value(world.port, "u1", "ups.serial")}`;
};

/** Where `/dev/hidrawN` leads: the names of the nodes, by the socket of their device. */
const hidraws = (): readonly (readonly [socket: string, node: string])[] =>
  readdirSync("/sys/class/hidraw").map((node) => {
    const socket = /\/(\d+-[\d.]+)\/\1:/.exec(readlinkSync(`/sys/class/hidraw/${node}`))?.[1] ?? "";
    return [socket, `/dev/${node}`] as const;
  });

async function behindNode(): Promise<string> {
  return withPlugged(alike(), async (plugged) => {
    await until("both have a node", 60_000, () => hidraws().length >= plugged.length);
    const second = plugged[1]?.cable.port ?? 0;
    const node = hidraws().find(([socket]) => socket === `1-${second + 1}`)?.[1] ?? "";
    return hears({ ...SECTION, port: node }, ["Using subdriver"], async (world) => {
      const said = await reads(world);
      if (!said.includes(SERIALS[1])) throw new Error(`${node} led to ${said}, not to ${SERIALS[1]}`);
      return `${node}: ${said}`;
    });
  });
}

const withoutBlanks = (text: string | undefined): string => (text ?? "").trimEnd();

/** What a section must say of a device. */
const expectedLines = ({ vendorId, productId, strings, product, serial, manufacturer }: Profile): readonly string[] => {
  const hex = (id: number): string => id.toString(16).toUpperCase().padStart(4, "0");
  const told = [
    ["product", withoutBlanks(strings[product])],
    ["serial", withoutBlanks(strings[serial])],
    ["vendor", withoutBlanks(strings[manufacturer])],
  ] as const;
  return [
    'driver = "usbhid-ups"',
    `vendorid = "${hex(vendorId)}"`,
    `productid = "${hex(productId)}"`,
    ...told.filter(([, text]) => text !== "").map(([name, text]) => `${name} = "${text}"`),
  ];
};

const MATCHING = /^(driver|vendorid|productid|product|serial|vendor|bus|device|busport) = /;

/** The lines that match, of each section. The virtual UPSes must be able to answer meanwhile. */
async function scan(): Promise<readonly string[]> {
  const { stdout } = await promisify(execFile)(process.execPath, [RUN, "scanner", "-U", "-N", "-q"]);
  const sections = stdout.split(/^\[.*\]\n/m).slice(1);
  return sections.map((section) => matching(section.split("\n").map((line) => line.trim())));
}

const matching = (lines: readonly string[]): string => lines.filter((line) => MATCHING.test(line)).join("; ");

/** As many as a hub has sockets. */
const AT_ONCE = 8;

async function scanned(): Promise<string> {
  const profiles = [SHARED_CAPTURES, OWN_CAPTURES].flatMap((folder) =>
    captureNames(folder).map((name) => loadProfile(`${folder}${name}.json`)),
  );
  for (let at = 0; at < profiles.length; at += AT_ONCE) {
    const batch = profiles.slice(at, at + AT_ONCE);
    await withPlugged(batch, async () => {
      let sections: readonly string[] = [];
      await until(`the scanner finds ${batch.length} devices`, 60_000, async () => {
        sections = await scan();
        return sections.length === batch.length;
      });
      same(
        "the sections",
        batch.map((made) => matching(expectedLines(made))),
        sections,
      );
    });
  }
  return `${profiles.length} devices`;
}

/** Ids for everybody's experiments, which no table has. */
const UNCLAIMED: Partial<Profile> = { vendorId: 0x1209, productId: 0x0001 };

async function unclaimed(unlike: Partial<Profile> = {}): Promise<string> {
  const made = profile(CYBERPOWER, { ...UNCLAIMED, ...unlike });
  return withPlugged([made], async () => {
    let sections: readonly string[] = [];
    await until("the scanner finds it", 60_000, async () => {
      sections = await scan();
      return sections.length === 1;
    });
    same("the section", [matching(expectedLines(made))], sections);
    const section = { ...SECTION, vendorid: "1209", productid: "0001", product: "CP1600EPFCLCD" };
    return hears(section, ["no table of its own knows this device"], reads);
  });
}

export const FINDING: readonly Scenario[] = [
  {
    name: "a UPS that no table knows is found by the scanner, and read by the rules of its class",
    run: () => unclaimed(),
  },
  {
    name: "a UPS that no table knows, behind the keyboard that its first interface is",
    run: () => unclaimed({ keyboard: true }),
  },
  {
    name: "a bus that changed before the first start: the only UPS that fits otherwise is taken, and the line named",
    run: () => withPlugged([profile()], () => hears(PUBLISHED, ['"bus = 003" does not fit any more'], reads)),
  },
  {
    name: "a bus that changed, and two UPSes fit otherwise: both are named and none is taken",
    run: () =>
      withPlugged(alike(), () => hears(PUBLISHED, ["2 devices fit", ...SERIALS], (world) => world.status("u1"))),
  },
  {
    name: "a device number and a port that changed are advice too",
    run: () =>
      withPlugged([profile()], () =>
        hears({ ...SECTION, device: "099", busport: "077" }, ['"device = 099"', '"busport = 077"'], reads),
      ),
  },
  {
    name: "a hidraw node that is gone: the only UPS is taken, and the line named",
    run: () =>
      withPlugged([profile()], () =>
        hears({ ...SECTION, port: "/dev/hidraw77" }, ['"port = /dev/hidraw77" does not lead to it'], reads),
      ),
  },
  { name: "a hidraw node picks its device of two", run: behindNode },
  { name: "the scanner writes a section for every capture, without what does not last", run: scanned },
];
