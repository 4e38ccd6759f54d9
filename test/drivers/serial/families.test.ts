/** Every serial family on its device in memory: what it shows, sends and bears. What the C drivers made is in the cases. */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "@jest/globals";
import { DeviceError } from "../../../src/drivers/types.ts";
import { familyBench, openBench, shownBy, varsOf } from "../../sim/bench/family-bench.ts";
import { BROKEN, changed, INPUTS, numbers } from "../../sim/bench/spoilt.ts";
import { half, healthy, mute, noise, type Spoil } from "../../sim/devices/played-line.ts";
import { FAMILIES } from "../../sim/families/index.ts";

/** Hexadecimal digits by which an order is known. */
const END = 10;

describe.each(FAMILIES.map((family) => [family.title ?? family.driver, family] as const))("%s", (_, family) => {
  const [first] = family.scenes;

  it.each(family.scenes.map((scene, at) => [scene.name, scene, at] as const))(
    "shows what is %s",
    async (_name, scene, at) => {
      const bench = await openBench(family, scene.set);
      const { status, alarm, vars } = shownBy(await bench.run(bench.driver.poll("full")));
      expect({ status, alarm, vars }).toEqual({ status: scene.status, alarm: scene.alarm, vars: varsOf(family, at) });
    },
  );

  it("follows a device from one state to the next", async () => {
    const bench = await openBench(family);
    for (const scene of family.scenes) {
      scene.set?.(bench.device.unit);
      await bench.run(bench.driver.poll("full")).catch(() => undefined);
      expect(shownBy(await bench.run(bench.driver.poll("full"))).status).toBe(scene.status);
    }
  });

  it("has these commands and settings", async () => {
    const bench = await openBench(family);
    const { commands = [], vars } = await bench.run(bench.driver.poll("full"));
    expect([...commands].sort()).toEqual([...family.commands].sort());
    const writable = [...vars].flatMap(([name, found]) => (typeof found === "object" && found.rw ? [name] : []));
    expect(writable.sort()).toEqual([...(family.writable ?? [])].sort());
  });

  for (const { cmd, param, set, sent, outcome = "handled" } of family.orders ?? [])
    it(`sends ${sent} for ${[cmd, param].join(" ")}`, async () => {
      const bench = await openBench(family, set);
      await bench.run(bench.driver.poll("full"));
      bench.sent();
      expect(await bench.run(bench.driver.instcmd(cmd, param))).toBe(outcome);
      expect(bench.sent()).toBe(sent);
    });

  for (const { cmd, param, set } of family.repeats ? [] : (family.orders ?? []))
    it(`sends ${[cmd, param].join(" ").trim()} as often where no answer comes`, async () => {
      const heard = async (spoil: Spoil): Promise<string> => {
        const bench = await openBench(family, set);
        await bench.run(bench.driver.poll("full"));
        bench.sent();
        bench.device.spoil = spoil;
        await bench.run(bench.driver.instcmd(cmd, param)).catch(() => undefined);
        return bench.sent();
      };
      const answered = await heard(healthy);
      const times = (sent: string): number => sent.split(answered.slice(-END)).length;
      expect(times(await heard(mute))).toBeLessThanOrEqual(times(answered));
    });

  for (const { name, value, set, sent, outcome = "handled" } of family.changes ?? [])
    it(`sends ${sent} to set ${name} to ${value}`, async () => {
      const bench = await openBench(family, set);
      await bench.run(bench.driver.poll("full"));
      bench.sent();
      expect(await bench.run(bench.driver.setvar(name, value))).toBe(outcome);
      expect(bench.sent()).toBe(sent);
    });

  it("knows no command and no setting that is not there", async () => {
    const bench = await openBench(family);
    bench.sent();
    expect(await bench.run(bench.driver.instcmd("test.grid"))).toBe("unknown");
    expect(await bench.run(bench.driver.setvar("ups.mfr", "x"))).toBe("unknown");
    expect(bench.sent()).toBe("");
  });

  it("ends a shutdown", async () => {
    const bench = await openBench(family);
    bench.sent();
    const outcome = await bench.run(bench.driver.killpower());
    expect([outcome, bench.sent()]).toEqual(
      family.killpower === undefined ? ["unknown", ""] : ["handled", family.killpower],
    );
  });

  it("says what to look at where nothing answers, and lets the port go", async () => {
    const bench = await familyBench(family);
    bench.device.spoil = mute;
    await expect(bench.run(bench.driver.open(() => undefined))).rejects.toMatchObject({
      fault: "absent",
      message: expect.stringMatching(/^\/dev\/ttyTEST: .*Check/),
    });
    expect(bench.device.line?.closed).toBe(true);
  });

  it.each([
    ["silence", mute],
    ["noise", noise],
    ["halves", half],
  ] as const)("makes data stale of %s, and goes on when it is over", async (_name, fault) => {
    const bench = await openBench(family);
    await bench.run(bench.driver.poll("full"));
    bench.device.spoil = fault;
    let stale: unknown;
    for (let polls = 0; polls <= (family.bears ?? 0); polls++)
      stale = await bench.run(bench.driver.poll("full")).catch((error: unknown) => error);
    expect(stale).toMatchObject({ fault: "stale" });
    bench.device.spoil = healthy;
    await bench.run(bench.driver.poll("full")).catch(() => undefined);
    expect(shownBy(await bench.run(bench.driver.poll("full"))).status).toBe(first?.status);
  });

  it("is lost when the line goes away, and can be closed then", async () => {
    const bench = await openBench(family);
    await bench.device.line?.close();
    await expect(bench.run(bench.driver.poll("full"))).rejects.toMatchObject({ fault: "lost" });
    await bench.run(bench.driver.close());
  });

  it("makes no other status of answers that are spoilt", async () => {
    const below = numbers(20_261_129);
    let inputs = 0;
    const spoil: Spoil = (bytes) => {
      inputs++;
      const kind = below(BROKEN.length + 3);
      if (kind === BROKEN.length && family.checked) return changed(bytes, below);
      return BROKEN[kind]?.(bytes, below) ?? bytes;
    };
    const bench = await openBench(family);
    const wanted = first?.status.replace(/^ALARM ?/, "");
    let spoilt = 0;
    for (let polls = 0; inputs < INPUTS && polls < INPUTS; polls++) {
      bench.device.spoil = polls % 10 === 9 ? healthy : spoil;
      const depth = polls % 3 === 0 ? "full" : "quick";
      const read = await bench.run(bench.driver.poll(depth)).catch((error: unknown) => error);
      if (read instanceof Error) {
        if (!(read instanceof DeviceError) || read.fault !== "stale") throw read;
        spoilt++;
        continue;
      }
      const { status = [] } = read as Awaited<ReturnType<typeof bench.driver.poll>>;
      const told = status.join(" ");
      // An expectation costs more than the poll before it.
      if (family.checked ? told !== wanted : ["OB", "LB"].every((token) => status.includes(token)))
        expect(told).toBe(wanted);
    }
    expect(spoilt).toBeGreaterThan(0);
  });

  it("opens on a line that brings anything, or says what is wrong", async () => {
    const below = numbers(7);
    for (let times = 0; times < Math.max(10, INPUTS / 100); times++) {
      const bench = await familyBench(family);
      bench.device.spoil = (bytes) => BROKEN[below(BROKEN.length + 4)]?.(bytes, below) ?? bytes;
      const error = await bench.run(bench.driver.open(() => undefined)).then(
        () => undefined,
        (why: unknown) => why,
      );
      if (error !== undefined) expect(error).toBeInstanceOf(DeviceError);
      await bench.run(bench.driver.close());
    }
  });
});

describe.each([...new Set(FAMILIES.map(({ driver }) => driver))])("the page of %s", (driver) => {
  it("has every option, and none that the driver does not know", async () => {
    const definition = await FAMILIES.find((family) => family.driver === driver)?.load();
    const page = readFileSync(new URL(`../../../man/${driver}.8.md`, import.meta.url), "utf8");
    const section = /## OPTIONS IN UPS\.CONF\n([\s\S]*?)\n## /.exec(page)?.[1] ?? "";
    const documented = [...section.matchAll(/^\*\*([A-Za-z0-9_.]+)\*\*( = \*[A-Z]+\*)?$/gm)].map(([, name, value]) => [
      name,
      value === undefined ? "flag" : "value",
    ]);
    expect(documented.sort()).toEqual((definition?.options ?? []).map(({ name, kind }) => [name, kind]).sort());
  });
});
