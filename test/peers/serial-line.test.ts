/** nutdrv_qx over pseudo-terminals and the real package, on lines that fail in every way. */
import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, unlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "@jest/globals";
import { driverConfig } from "../../src/driver-daemon/engine/driver-config.ts";
import { systemOpeners } from "../../src/driver-daemon/engine/openers.ts";
import { type DriverHandle, startDriver } from "../../src/driver-daemon/engine/start-driver.ts";
import { NUTDRV_QX } from "../../src/drivers/qx/definition.ts";
import { SYSTEM_CLOCK } from "../../src/system/clock.ts";
import { createLog } from "../../src/system/log/log.ts";
import { freePort, Machine, SAME_USER } from "../process/daemon.ts";
import { type LineMode, SerialUps } from "../rig/serial-ups/serial-ups.ts";
import type { Profile } from "../sim/devices/answer-table.ts";
import { until } from "../sim/machine/started.ts";
import { describePeers } from "./peer.ts";

const MEGATEC: Profile = {
  exchanges: [
    { send: "Q1\r", recv: "(228.0 227.4 228.0 028 50.1 13.6 25.0 00001001\r" },
    { send: "F\r", recv: "#220.0 000 024.0 50.0\r" },
    { send: "I\r", recv: "#Acme            Office 800 V1.0      \r" },
  ],
};

let folder: string;
let said: string[];
let drivers: DriverHandle[];
let devices: SerialUps[];
let holder: ChildProcess | undefined;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "nutts-line-"));
  said = [];
  drivers = [];
  devices = [];
});

afterEach(async () => {
  await Promise.all(drivers.map((driver) => driver.stop()));
  await Promise.all(devices.map((device) => device.stop()));
  holder?.kill();
  holder = undefined;
  rmSync(folder, { recursive: true, force: true });
});

async function newDevice(): Promise<SerialUps> {
  const device = await SerialUps.start(MEGATEC);
  devices.push(device);
  return device;
}

/** A driver with `protocol = megatec` that asks every second. */
async function newDriver(upsname: string, port: string, flags: readonly string[] = []): Promise<DriverHandle> {
  const log = createLog((level, line) => said.push(`${level}: ${line}`));
  const options = { port, protocol: "megatec", pollinterval: "1", retrydelay: "1" };
  const section = [
    ...Object.entries(options).map(([name, value]) => ({ name, value })),
    ...flags.map((name) => ({ name, value: undefined })),
  ];
  const driver = await startDriver(NUTDRV_QX, driverConfig({ upsname, globals: [], section }), {
    openers: systemOpeners(SYSTEM_CLOCK, log),
    clock: SYSTEM_CLOCK,
    log,
    statePath: folder,
  });
  drivers.push(driver);
  return driver;
}

const voltage = ({ published }: DriverHandle): string | undefined => published.state.value("input.voltage");
const fresh = (driver: DriverHandle): Promise<boolean> =>
  until("fresh data", () => !driver.published.stale && voltage(driver) !== undefined);
const stale = (driver: DriverHandle): Promise<boolean> => until("stale data", () => driver.published.stale);

const FAULTS: readonly (readonly [name: string, mode: Partial<LineMode>])[] = [
  ["silence", { silent: true }],
  ["garbage", { garbage: true }],
  ["half", { half: 20 }],
  ["echo", { silent: true, echo: true }],
];

/** Another program locks the port, until its input ends. */
async function hold(path: string): Promise<ChildProcess> {
  const child = spawn("flock", ["-n", "-o", path, "sh", "-c", "echo held; read -r line"], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  holder = child;
  let held = "";
  child.stdout.on("data", (chunk: Buffer) => {
    held += chunk.toString();
  });
  await until("the lock", () => held.includes("held"));
  return child;
}

/** Ten answers more. */
async function tenMore(device: SerialUps): Promise<void> {
  const before = device.talk.length;
  await until("ten more questions", () => device.talk.length >= before + 10);
}

async function failAndHeal(name: string, mode: Partial<LineMode>): Promise<string> {
  const device = await newDevice();
  const driver = await newDriver(name, device.path);
  await fresh(driver);
  const healthy = { ...device.mode };
  Object.assign(device.mode, mode);
  await stale(driver);
  Object.assign(device.mode, healthy);
  await fresh(driver);
  return `${name}: ${voltage(driver)}`;
}

describePeers("nutdrv_qx on a pseudo-terminal", ["socat", "flock"], () => {
  it("shows stale data for silence, garbage, half answers and an echo, and good ones when that ends", async () => {
    const ended = await Promise.all(FAULTS.map(([name, mode]) => failAndHeal(name, mode)));
    expect(ended).toEqual(["silence: 228.0", "garbage: 228.0", "half: 228.0", "echo: 228.0"]);
  });

  it("waits for slow answers, and drops bytes that nobody asked for", async () => {
    const [slow, chatty] = [await newDevice(), await newDevice()];
    const [one, other] = await Promise.all([newDriver("slow", slow.path), newDriver("chatty", chatty.path)]);
    await Promise.all([fresh(one), fresh(other)]);
    slow.mode.delayMs = 300;
    const seen = new Set<string | undefined>();
    other.published.listen(() => seen.add(other.published.state.value("input.voltage")));
    const talking = setInterval(() => chatty.say("(999.9 999.9 999.9 099 99.9 99.9 99.9 00001001\r"), 1500);
    await Promise.all([tenMore(slow), tenMore(chatty)]);
    clearInterval(talking);
    expect([voltage(one), voltage(other)]).toEqual(["228.0", "228.0"]);
    expect([one.published.stale, other.published.stale]).toEqual([false, false]);
  });

  it("finds its port again after the adapter was pulled and put back", async () => {
    const port = join(folder, "tty");
    const before = await newDevice();
    symlinkSync(before.path, port);
    const driver = await newDriver("pulled", port);
    await fresh(driver);
    unlinkSync(port);
    await before.stop();
    devices = [];
    await stale(driver);
    const after = await newDevice();
    after.table.set("Q1\r", "(231.0 227.4 228.0 028 50.1 13.6 25.0 00001001\r");
    symlinkSync(after.path, port);
    await until("the new device's data", () => !driver.published.stale && voltage(driver) === "231.0");
  });

  it("names who holds the port, and takes it when it is free", async () => {
    const device = await newDevice();
    const held = await hold(device.path);
    const driver = await newDriver("held", device.path);
    const line = await until("a word about it", () => said.find((text) => text.includes("is in use by")));
    expect(line).toContain(`${device.path} is in use by process ${held.pid} (flock)`);
    held.stdin?.end();
    await fresh(driver);
  });

  it("does not care who holds the port with nolock", async () => {
    const device = await newDevice();
    await hold(device.path);
    await fresh(await newDriver("shared", device.path, ["nolock"]));
  });
});

const COUNT = 50;
const MOST_MIB = 120;

const residentMiB = (pid: number): number =>
  Number(/^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]) / 1024;

describePeers("fifty UPSes on pseudo-terminals", ["socat"], () => {
  it(`are driven by one process in less than ${MOST_MIB} MiB`, async () => {
    for (let made = 0; made < COUNT; made++) await newDevice();
    const machine = new Machine(await freePort());
    const section = ({ path }: SerialUps, at: number): string =>
      `[u${at}]\ndriver = nutdrv_qx\nport = ${path}\nprotocol = megatec\npollinterval = 2\n`;
    machine.write("ups.conf", devices.map(section).join(""));
    try {
      const host = machine.start("driver", "-F", ...SAME_USER, "start");
      await until("all sockets", () => devices.every((_, at) => existsSync(join(machine.run, `nutdrv_qx-u${at}`))));
      await until("some polls of each", () => devices.every(({ talk }) => talk.length >= 8));
      const mib = residentMiB(host.pid);
      process.stdout.write(`fifty serial UPSes in one driver host: ${mib.toFixed(1)} MiB resident\n`);
      expect(mib).toBeLessThan(MOST_MIB);
      host.child.kill("SIGTERM");
      await host.ended;
    } finally {
      await machine.clear();
    }
  });
});
