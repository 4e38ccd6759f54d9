/** Parts of an installed NUT of the C project: taken over one by one, and given back. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import {
  installService,
  layoutOf,
  prepareInstall,
  removeService,
  type ServiceWorld,
} from "../../../src/setup/service/install.ts";
import type { Layout } from "../../../src/setup/service/layout.ts";
import { machineFiles } from "../../../src/setup/service/plan/machine-files.ts";
import { planStore } from "../../../src/setup/service/plan/store.ts";
import { planService } from "../../../src/setup/service/plan-service.ts";
import { readSystemFacts } from "../../../src/setup/system/system-facts.ts";
import { type FakeFiles, fakeTree } from "../../sim/machine/fake-tree.ts";
import { ALPINE, DEBIAN, LAYOUT, RASPBERRYMATIC, siteOf } from "./site.ts";

const NUT: FakeFiles = {
  ...DEBIAN,
  "/sbin/upsd": "",
  "/sbin/upsmon": "",
  "/etc/passwd": "root:x:0:0::/:/bin/sh\nnut:x:1:1::/:/bin/false\n",
  "/etc/group": "root:x:0:\nnut:x:1:\n",
  "/etc/nut/ups.conf": "[eaton]\n driver = usbhid-ups\n port = auto\n[rack]\n driver = snmp-ups\n port = pdu\n",
};
/** What systemd runs of the C project. */
const RUNNING = ["nut-driver@eaton.service", "nut-driver@rack.service", "nut-server.service", "nut-monitor.service"];
const UNITS = "etc/systemd/system";

let root = "";
let ran: string[] = [];

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "parts-"));
  ran = [];
  mkdirSync(join(root, UNITS), { recursive: true });
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function worldOf(machine: FakeFiles = NUT): ServiceWorld {
  const [tree, files] = [fakeTree(machine), machineFiles(root)];
  const run = (program: string, args: readonly string[]) => {
    const line = [program, ...args].join(" ");
    if (!line.includes("list-unit")) ran.push(line);
    const stdout = line.includes("--state=active") ? RUNNING.map((unit) => `${unit} loaded active\n`).join("") : "";
    return Promise.resolve({ kind: "exited", status: 0, stdout, stderr: "" } as const);
  };
  return { facts: readSystemFacts(tree), tree, files, runner: { run }, store: planStore(files, "/var/lib/nutts") };
}

const units = (): readonly string[] => readdirSync(join(root, UNITS)).sort();
const layout = (world: ServiceWorld, ...only: readonly string[]): Layout =>
  layoutOf(world, "separate", LAYOUT.program, only);

async function takeOver(world: ServiceWorld, ...only: readonly string[]): Promise<void> {
  const prepared = await prepareInstall(world, layout(world, ...only));
  const watch = { interrupted: new AbortController().signal, tell: () => undefined };
  expect(await installService(prepared, world, watch)).toEqual({ kind: "done" });
}

describe("an installed NUT", () => {
  it("is taken over part by part, and given back whole", async () => {
    const world = worldOf();
    await takeOver(world, "driver:rack");
    expect(units()).toEqual(["nut-driver@rack.service"]);
    expect(ran.at(-1)).toBe("systemctl restart nut-driver@rack.service");
    await takeOver(world, "upsmon");
    expect(units()).toEqual(["nut-driver@rack.service", "nut-monitor.service"]);
    expect(readFileSync(join(root, UNITS, "nut-monitor.service"), "utf8")).toContain("upsmon -F");
    ran = [];
    expect(await removeService(world)).toEqual([]);
    expect(units()).toEqual([]);
    expect(ran).toEqual([
      "systemctl stop nut-driver@rack.service nut-monitor.service",
      "systemctl daemon-reload",
      `systemctl start ${RUNNING.join(" ")}`,
    ]);
  });

  it("is taken over whole behind a part, and given back whole as well", async () => {
    const world = worldOf();
    await takeOver(world, "driver:rack");
    await takeOver(world);
    expect(units()).toEqual(expect.arrayContaining(["nut-driver@.service", "nut-server.service", "nut.target"]));
    await removeService(world);
    expect(units()).toEqual([]);
    await expect(prepareInstall(world, layout(world, "upsd"))).resolves.toMatchObject({ inPlace: false });
  });

  it("has to be there, and is not parted again once it is taken over whole", async () => {
    const without = worldOf({
      ...NUT,
      "/sbin/upsd": { link: "/usr/lib/nutts/bin/nutts" },
      "/sbin/upsmon": { link: "/usr/lib/nutts/bin/nutts" },
      "/usr/lib/nutts/bin/nutts": "",
    });
    await expect(prepareInstall(without, layout(without, "upsd"))).rejects.toThrow(/there is none/);
    const world = worldOf();
    await takeOver(world);
    await expect(prepareInstall(world, layout(world, "upsd"))).rejects.toThrow(/all of NUT is taken over already/);
  });

  it("has no other parts than upsd, upsmon and its drivers", () => {
    const world = worldOf();
    expect(() => layout(world, "driver:attic")).toThrow(
      "--only driver:attic: write one of upsd, upsmon, driver:eaton, driver:rack",
    );
  });
});

describe("parts where the init has others", () => {
  it("are scripts with OpenRC, of which one has drivers and upsd", () => {
    const { steps } = planService(siteOf(ALPINE, { parts: ["upsmon"] }));
    const paths = steps.flatMap((step) => (step.kind === "file" && step.path.includes("init.d") ? [step.path] : []));
    expect(paths).toEqual(["/etc/init.d/nut-upsmon"]);
    expect(() => planService(siteOf(ALPINE, { parts: ["driver:eaton"] }))).toThrow(/--only upsd takes over both/);
  });

  it("are refused where one script starts all", () => {
    expect(() => planService(siteOf(RASPBERRYMATIC, { parts: ["upsd"] }))).toThrow(/one script starts all/);
    expect(() => planService(siteOf(RASPBERRYMATIC, { kind: "one" }))).toThrow(/--one is for systemd and OpenRC/);
  });
});
