import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import type { DriverUps } from "../../../src/driver-daemon/host/driver-conf.ts";
import { DriverHost } from "../../../src/driver-daemon/host/driver-host.ts";
import { NutError } from "../../../src/nut/errors.ts";
import { queryFacts, queryInstcmd } from "../../../src/sockproto/driver-query.ts";
import { createLog } from "../../../src/system/log/log.ts";
import { broken, locked, type SimDevice, simDevice, times } from "../../sim/devices/device.ts";
import { NO_OPENERS } from "../../sim/machine/no-openers.ts";
import { VirtualClock } from "../../sim/machine/virtual-clock.ts";
import { config } from "../engine/rig.ts";

let folder = "";
const clock = new VirtualClock();
let host: DriverHost;
let lines: string[] = [];
let titles: string[] = [];
/** ups.conf: names with the device behind each. */
let devices: Map<string, SimDevice>;
let section: Record<string, string> = {};

const find = (upsname: string): DriverUps | undefined =>
  devices.has(upsname)
    ? {
        upsname,
        driver: `sim-${upsname}`,
        config: config(section, {}, upsname),
        socketPath: join(folder, `sim-${upsname}-${upsname}`),
        pidFile: join(folder, "none.pid"),
      }
    : undefined;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "nutts-"));
  lines = [];
  titles = [];
  section = {};
  devices = new Map(["a", "b", "c"].map((name) => [name, simDevice({ "ups.id": name }, { name: `sim-${name}` })]));
  host = new DriverHost({
    openers: NO_OPENERS,
    clock,
    log: createLog((level, line) => lines.push(`${level}: ${line}`)),
    statePath: folder,
    find,
    load: (driver) => {
      const device = devices.get(driver.slice(4));
      if (!device) throw new NutError("configuration", `there is no driver called ${driver}`);
      return Promise.resolve(device.definition);
    },
    takeOver: () => Promise.resolve(),
    changed: () => titles.push([...host.devices].map(({ driver, upsname }) => `${driver}/${upsname}`).join(" ")),
  });
});

afterEach(async () => {
  const stopped = host.stopAll();
  await clock.advance(60_000);
  await stopped;
  rmSync(folder, { recursive: true });
});

/** Lets virtual time go on until a promise has settled. */
async function meanwhile<T>(promise: Promise<T>): Promise<T> {
  let settled = false;
  const done = promise.finally(() => {
    settled = true;
  });
  while (!settled) await clock.advance(50);
  return done;
}

const talk = (upsname: string) => ({ path: join(folder, `sim-${upsname}-${upsname}`), clock, timeoutMs: 5000 });
const status = async (upsname: string): Promise<unknown> => {
  const answer = await meanwhile(queryFacts(talk(upsname)));
  return answer.kind === "answer" ? answer.value.status : answer.kind;
};

describe("a driver host", () => {
  it("serves every device on a socket of its own", async () => {
    for (const name of ["a", "b"])
      expect(await meanwhile((await host.start(name)).settled)).toMatchObject({ outcome: "up" });
    expect([await status("a"), await status("b"), await status("c")]).toEqual(["OL", "OL", "absent"]);
    expect(titles).toEqual(["sim-a/a", "sim-a/a sim-b/b"]);
    expect(lines).toContain("info: [b] found Sim 1");
  });

  it("spreads the polls of devices that start together over the interval, and keeps them spread", async () => {
    const names = Array.from({ length: 20 }, (_, at) => `d${at}`);
    const polled = new Map<string, number[]>();
    for (const name of names) {
      const device = simDevice({}, { name: `sim-${name}` });
      device.put((call, next) => {
        if (call === "full") polled.set(name, [...(polled.get(name) ?? []), clock.now()]);
        return next();
      });
      devices.set(name, device);
    }
    section = { pollinterval: "10" };
    const started = clock.now();
    await meanwhile(Promise.all(names.map((name) => host.start(name))));
    await clock.advance(35_000);
    const phases = [...polled.values()].map((times) =>
      times.slice(1).map((time) => Math.round(time - started) % 10_000),
    );
    const slots = new Set(phases.flatMap(([first = Number.NaN]) => Math.floor(first / 1000)));
    expect(slots.size).toBe(10);
    expect(phases.every((times) => times.every((time) => time === times[0]))).toBe(true);
    expect([...polled.values()].every(([one = 0, two = 0]) => two - one <= 10_000)).toBe(true);
  });

  it("takes in a device while the others go on, and starts one again that runs already", async () => {
    await meanwhile(host.start("a"));
    await meanwhile(host.start("b"));
    const before = devices.get("a")?.calls.length;
    expect(await meanwhile((await meanwhile(host.start("b"))).settled)).toMatchObject({ outcome: "up" });
    expect(devices.get("b")?.created).toBe(2);
    expect(devices.get("a")?.created).toBe(1);
    expect(devices.get("a")?.calls.length).toBeGreaterThanOrEqual(before ?? 0);
    expect(host.upsnames).toEqual(["a", "b"]);
  });

  it("loses one device to driver.exit, and ends with the last", async () => {
    await meanwhile(host.start("a"));
    await meanwhile(host.start("b"));
    let empty = false;
    void host.empty.then(() => {
      empty = true;
    });
    expect(await meanwhile(queryInstcmd(talk("a"), "driver.exit"))).toEqual({ kind: "answer", value: 0 });
    await clock.advance(1000);
    expect([await status("a"), await status("b"), empty]).toEqual(["absent", "OL", false]);
    await meanwhile(queryInstcmd(talk("b"), "driver.exit"));
    await clock.advance(1000);
    expect(empty).toBe(true);
  });

  it("starts a device again for reload-or-exit, as a service manager would, and stays", async () => {
    await meanwhile(host.start("a"));
    let empty = false;
    void host.empty.then(() => {
      empty = true;
    });
    section = { pollinterval: "7" };
    expect(await meanwhile(queryInstcmd(talk("a"), "driver.reload-or-exit"))).toMatchObject({ value: 0 });
    await clock.advance(1000);
    expect(devices.get("a")?.created).toBe(1);
    section = { pollinterval: "7", nolock: "" };
    await meanwhile(queryInstcmd(talk("a"), "driver.reload-or-exit"));
    await clock.advance(1000);
    expect(devices.get("a")?.created).toBe(2);
    expect([host.upsnames, await status("a"), empty]).toEqual([["a"], "OL", false]);
  });

  it("keeps the fault of one driver from the others", async () => {
    devices.get("b")?.put(times(3, "full", broken("full")));
    for (const name of ["a", "b"]) await meanwhile(host.start(name));
    await clock.advance(60_000);
    expect([await status("a"), await status("b")]).toEqual(["OL", "OL"]);
    expect(devices.get("a")?.created).toBe(1);
    expect(devices.get("b")?.created).toBe(4);
    expect(lines.filter((line) => line.startsWith("error"))).toHaveLength(3);
  });

  it("says which device cannot be started and why, and serves the rest", async () => {
    devices.get("b")?.put(locked("configuration", "needs a port"));
    expect(await meanwhile((await meanwhile(host.start("b"))).settled)).toMatchObject({
      outcome: "unusable",
      text: "needs a port",
    });
    expect(await meanwhile((await meanwhile(host.start("nope"))).settled)).toMatchObject({ outcome: "unusable" });
    await meanwhile(host.start("a"));
    expect(lines).toContain("error: [b] needs a port");
    expect(lines).toContain("error: [nope] is not in ups.conf, or has no driver or port there");
    await clock.advance(1000);
    expect(host.upsnames).toEqual(["a"]);
  });

  it("reloads every device", async () => {
    for (const name of ["a", "b"]) await meanwhile(host.start(name));
    section = { pollinterval: "9" };
    await meanwhile(host.reload("reload"));
    expect(lines.filter((line) => line.endsWith("configuration read again"))).toHaveLength(2);
  });
});
