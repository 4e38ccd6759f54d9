/** Options of ups.conf that change what is asked, what it means, or how the device is set. */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "@jest/globals";
import { OWN_RUNS } from "../../sim/bench/qx-runs.ts";
import type { Profile } from "../../sim/devices/question-device.ts";
import { dumpOf, type QxBench, qxBench } from "../../sim/devices/qx-device.ts";

const MEGATEC: Profile = {
  exchanges: [
    { send: "Q1\r", recv: "(226.0 195.0 226.0 014 49.0 27.5 30.0 00001010\r" },
    { send: "F\r", recv: "#220.0 000 024.0 50.0\r" },
    { send: "I\r", recv: "#MegaTecabcedfhi k130v12345 v3.400000 \r" },
  ],
};

const VOLTRONIC = JSON.parse(readFileSync(`${OWN_RUNS}voltronic-p01-outlets.json`, "utf8")) as Profile;

async function opened(profile: Profile, options: Readonly<Record<string, string>>): Promise<QxBench> {
  const bench = qxBench(profile, options);
  await bench.driver.open();
  return bench;
}

describe("options that leave something out", () => {
  const all = { protocol: "megatec" };

  it.each([
    [{}, ["Q1\r", "I\r", "F\r"]],
    [{ norating: "" }, ["Q1\r", "I\r"]],
    [{ novendor: "" }, ["Q1\r", "F\r"]],
    [{ norating: "", novendor: "" }, ["Q1\r"]],
  ])("%j: only these questions", async (options, questions) => {
    const { device } = await opened(MEGATEC, { ...all, ...options });
    expect([...new Set(device.asked)]).toEqual(questions);
  });

  it("ignoresab: the shutdown bit is no forced shutdown", async () => {
    const told = await opened(MEGATEC, all);
    expect(await told.driver.poll("full")).toMatchObject({ status: ["OL", "FSD"], alarms: ["Shutdown imminent!"] });
    const ignored = await opened(MEGATEC, { ...all, ignoresab: "" });
    expect(await ignored.driver.poll("full")).toMatchObject({ status: ["OL"], alarms: [] });
  });

  it("override: what the user insists on is not asked for", async () => {
    const overrides = {
      "override.input.voltage.nominal": "230",
      "override.input.current.nominal": "1",
      "override.battery.voltage.nominal": "24",
      "override.input.frequency.nominal": "50",
    };
    expect((await opened(MEGATEC, { ...all, ...overrides })).device.asked).not.toContain("F\r");
  });
});

describe("options that set the device", () => {
  const set = async (options: Readonly<Record<string, string>>): Promise<readonly [sent: string[], said: string[]]> => {
    const { device, said } = await opened(VOLTRONIC, { protocol: "voltronic", ...options });
    return [device.asked.filter((text) => /^(P[EDHLGSP]|BATN|PGR)/.test(text)), said];
  };

  it.each([
    [{ eco_mode: "disabled" }, "PDE\r"],
    [{ bypass_when_off: "Enabled" }, "PEO\r"],
    [{ max_bypass_volt: "250" }, "PHV250\r"],
    [{ min_bypass_volt: "175" }, "PLV175\r"],
    [{ max_bypass_freq: "52.5" }, "PGF52.5\r"],
    [{ min_bypass_freq: "45" }, "PSF45.0\r"],
    [{ battery_number: "3" }, "BATN3\r"],
    // C sends PPD001, the place of 120 in its list.
    [{ output_phase_angle: "120" }, "PPD120\r"],
  ])("%j sends %j, once, and says so", async (options, sent) => {
    const [[...asked], said] = await set(options);
    expect(asked).toEqual([sent]);
    expect(said).toEqual([`info: ${Object.entries(options).flat().join(" = ")}: set`]);
  });

  it.each([
    [{ eco_mode: "enabled" }],
    [{ max_bypass_volt: "264" }],
    [{ min_bypass_freq: "47.0" }],
    [{ battery_number: "2" }],
    [{ output_phase_angle: "240" }],
  ])("%j sends nothing: it is so already", async (options) => {
    expect(await set(options)).toEqual([[], []]);
  });

  it.each([
    [{ eco_mode: "perhaps" }, "the device takes enabled, disabled"],
    [{ max_bypass_volt: "300" }, "the device takes 230 to 264"],
    [{ output_phase_angle: "90" }, "the device takes 000, 120, 180, 240"],
    [{ work_range_type: "UPS" }, "the device has no such setting"],
    [{ reset_to_default: "" }, "the device takes it only while its output is off"],
  ])("%j sends nothing, and says why", async (options, why) => {
    const [sent, said] = await set(options);
    expect(sent).toEqual([]);
    expect(said).toEqual([expect.stringMatching(new RegExp(`^warning: .*: ${why}$`))]);
  });

  it("resets a device that is in standby", async () => {
    const standby = JSON.parse(readFileSync(`${OWN_RUNS}voltronic-p01-standby.json`, "utf8")) as Profile;
    const { device } = await opened(standby, { protocol: "voltronic", reset_to_default: "" });
    expect(device.asked).toContain("PF\r");
  });

  it("says when the device refuses", async () => {
    const bench = qxBench(VOLTRONIC, { protocol: "voltronic", eco_mode: "disabled" });
    bench.device.table.set("PDE\r", "(NAK\r");
    await bench.driver.open();
    expect(bench.said).toEqual(["warning: eco_mode = disabled: the device refused it"]);
  });

  it("reads again what may have changed", async () => {
    const { driver, device } = await opened(VOLTRONIC, { protocol: "voltronic", eco_mode: "disabled" });
    device.asked.length = 0;
    await driver.poll("quick");
    expect(device.asked).toContain("QFLAG\r");
  });
});

describe("a masterguard among several on one line", () => {
  const profile = JSON.parse(readFileSync(`${OWN_RUNS}masterguard-a2000-19.json`, "utf8")) as Profile;

  it("is taken by its address", async () => {
    const { driver } = await opened(profile, { protocol: "masterguard", slave_address: "1" });
    expect(dumpOf(await driver.poll("full")).vars.get("ups.id")).toBe("01");
  });

  it("is not taken by another", async () => {
    await expect(opened(profile, { protocol: "masterguard", slave_address: "2" })).rejects.toMatchObject({
      fault: "absent",
    });
  });
});
