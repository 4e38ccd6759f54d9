/** What status bits, warnings and working modes mean, and how long they hold. */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "@jest/globals";
import { OWN_RUNS } from "../../sim/bench/qx-runs.ts";
import type { Profile } from "../../sim/devices/question-device.ts";
import { qxBench } from "../../sim/devices/qx-device.ts";

const q1 = (bits: string, output = "226.0"): string => `(226.0 195.0 ${output} 014 49.0 27.5 30.0 ${bits}\r`;

async function statusOf(reply: string): Promise<string> {
  const { driver } = qxBench({ exchanges: [{ send: "Q1\r", recv: reply }] }, { protocol: "q1" });
  await driver.open();
  const { status = [], alarms = [] } = await driver.poll("full");
  return [status.join(" "), ...alarms].join("; ");
}

describe("the bits of Q1", () => {
  it.each([
    ["00001000", "226.0", "OL"],
    ["10001000", "226.0", "OB"],
    ["11001000", "226.0", "OB LB"],
    ["00101000", "200.0", "OL TRIM"],
    ["00101000", "226.0", "OL BYPASS"],
    ["00101000", "250.0", "OL BOOST"],
    // Outside half and one and a half of the input the ratio says nothing.
    ["00101000", "100.0", "OL"],
    ["00101000", "400.0", "OL"],
    ["00011000", "226.0", "OL; UPS selftest failed!"],
    ["00001100", "226.0", "OL CAL"],
    ["10001010", "226.0", "OB FSD; Shutdown imminent!"],
  ])("%s with %s V out is %s", async (bits, output, status) => {
    expect(await statusOf(q1(bits, output))).toBe(status);
  });
});

const profileOf = (name: string): Profile => JSON.parse(readFileSync(`${OWN_RUNS}${name}.json`, "utf8")) as Profile;

describe("a Voltronic device", () => {
  const qgs = (bits: string): string => `(234.9 50.0 229.8 50.0 000.0 000 369.1 ---.- 026.5 ---.- 018.8 ${bits}\r`;
  const open = async () => {
    const bench = qxBench(profileOf("voltronic-p01-outlets"), { protocol: "voltronic" });
    bench.device.table.set("QGS\r", qgs("100000000001"));
    await bench.driver.open();
    await bench.driver.poll("full");
    return bench;
  };

  it("keeps a warning's LB through quick polls, until the warning is gone", async () => {
    const { driver, device } = await open();
    device.table.set("QWS\r", `(${"0".repeat(7)}1${"0".repeat(56)}\r`);
    expect((await driver.poll("full")).status).toEqual(["OL", "LB"]);
    expect((await driver.poll("quick")).status).toEqual(["OL", "LB"]);
    device.table.set("QWS\r", `(${"0".repeat(64)}\r`);
    expect((await driver.poll("full")).status).toEqual(["OL"]);
  });

  it("of the family P71 has hyphens for the bits that it lacks; without one for the mains its mode tells of them", async () => {
    const bench = qxBench(profileOf("voltronic-p01-outlets"));
    const { driver, device } = bench;
    device.table.set("QPI\r", "(PI71\r");
    device.table.set("QGS\r", qgs("--000-0000-1"));
    const { published } = await driver.open();
    const told = await driver.poll("full");
    expect([
      published?.get("driver.version.data"),
      told.vars.get("ups.firmware.aux"),
      told.vars.get("ups.type"),
      told.status,
    ]).toEqual(["Voltronic 0.14", { value: "P71" }, undefined, ["OL"]]);
    device.table.set("QGS\r", qgs("--100-0000-1"));
    expect((await driver.poll("quick")).status).toEqual(["OB"]);
    device.table.set("QGS\r", qgs("---10-0000-1"));
    expect((await driver.poll("quick")).status).toEqual(["OL", "LB"]);
    device.table.set("QMOD\r", "(B\r");
    expect((await driver.poll("quick")).status).toEqual(["OB", "LB"]);
    device.table.set("QMOD\r", "(Y\r");
    expect((await driver.poll("full")).status).toEqual(["OL", "LB", "BYPASS"]);
    device.table.set("QMOD\r", "");
    for (const _ of [1, 2]) await driver.poll("quick");
    await expect(driver.poll("quick")).rejects.toMatchObject({ fault: "stale" });
  });

  it("goes on battery with the next quick poll, whatever the mode said in the last full one", async () => {
    const { driver, device } = await open();
    device.table.set("QGS\r", qgs("101000000001"));
    expect((await driver.poll("quick")).status).toEqual(["OB"]);
  });

  it("tells a fault, asks which, and stops asking when it is gone", async () => {
    const { driver, device } = await open();
    expect(device.asked).not.toContain("QFS\r");
    device.table.set("QGS\r", qgs("100001000001"));
    device.table.set("QFS\r", "(43 212.1 50.0 005.6 49.9 006 010.6 343.8 ---.- 026.2 021.8 01101100\r");
    expect(await driver.poll("full")).toMatchObject({
      status: ["OL", "OVER"],
      alarms: ["UPS Fault!", "Overload fault."],
    });
    device.table.set("QGS\r", qgs("100000000001"));
    device.asked.length = 0;
    expect(await driver.poll("full")).toMatchObject({ status: ["OL"], alarms: [] });
    expect(device.asked).not.toContain("QFS\r");
  });

  it.each([
    ["(OK", []],
    ["(1A 212.1", ["L1 inverter negative power out of acceptable range."]],
    ["(01 212.1", ["Bus voltage not within default setting."]],
    ["(40 212.1", ["Unknown fault [40]"]],
  ])("names the fault %s", async (reply, alarms) => {
    const { driver, device } = await open();
    device.table.set("QGS\r", qgs("100001000001"));
    device.table.set("QFS\r", `${reply}\r`);
    expect((await driver.poll("full")).alarms).toEqual(["UPS Fault!", ...alarms]);
  });

  it.each([
    ["L", ["OL"], [], []],
    ["B", ["OB"], [], []],
    ["S", ["OL", "OFF"], [], []],
    ["Y", ["OL", "BYPASS"], [], []],
    ["T", ["OL", "CAL"], [], []],
    ["P", ["OL"], ["UPS is going ON."], []],
    ["F", ["OL"], ["Fault reported by UPS."], []],
    ["D", ["OL", "FSD"], ["UPS is shutting down!", "Shutdown imminent!"], []],
    ["E", ["OL"], [], ["vendor:voltronic:ECO-inverter-on"]],
    ["C", ["OL"], [], ["vendor:voltronic:freq-converter-on"]],
    ["X", ["OL"], [], []],
  ])("in mode %s", async (mode, status, alarms, buzzwords) => {
    const { driver, device } = await open();
    device.table.set("QMOD\r", `(${mode}\r`);
    expect(await driver.poll("full")).toMatchObject({ status, alarms, buzzwords });
    // Mains are judged by the status bits again.
    const later = mode === "B" ? ["OL"] : status;
    expect(await driver.poll("quick")).toMatchObject({ status: later, alarms, buzzwords });
  });
});

describe("a Best Power Patriot Pro, whose regulation bit stands upside down", () => {
  it.each([
    ["00001000", ["OL", "BOOST"]],
    ["00101000", ["OL"]],
    // Of no meaning on battery or in a test.
    ["10001000", ["OB"]],
    ["00001100", ["OL", "CAL"]],
  ])("%s", async (bits, status) => {
    const { driver, device } = qxBench(profileOf("bestups-patriot"), { protocol: "bestups" });
    device.table.set("Q1\r", q1(bits, "246.0"));
    await driver.open();
    expect((await driver.poll("full")).status).toEqual(status);
  });
});
