import { readFileSync } from "node:fs";
import { describe, expect, it } from "@jest/globals";
import { driverBench, valueIn } from "../sim/bench/driver-bench.ts";
import { half, SerialDevice, silent } from "../sim/devices/serial-device.ts";
import { VirtualClock } from "../sim/machine/virtual-clock.ts";
import { ASK_THREE } from "./three-questions.ts";

const read = (path: string): string => readFileSync(new URL(path, import.meta.url), "utf8");

/** Where a file lies decides in which order it imports. */
const importsSorted = (text: string): string =>
  text.replace(/(?:^import .*\n)+/m, (imports) => imports.split("\n").sort().join("\n"));

function bench() {
  const clock = new VirtualClock();
  const exchanges = [
    { send: "S\r", recv: "11\r" },
    { send: "C\r", recv: "7.6\r" },
    { send: "V\r", recv: "0\r" },
  ];
  const device = new SerialDevice({ eol: "\r", exchanges }, clock);
  const serial = { open: () => Promise.resolve(device) };
  return { device, ...driverBench({ definition: ASK_THREE, clock, serial, options: {}, stepMs: 100, longMs: 60_000 }) };
}

describe("the serial family of CONTRIBUTING.md", () => {
  it("is the driver that is tested here", () => {
    const [, shown = ""] = /```ts\n([\s\S]*?)```/.exec(read("../../CONTRIBUTING.md")) ?? [];
    const [, ...driver] = read("./three-questions.ts").split("\n");
    const asFamily = driver.join("\n").replaceAll("../../src/drivers/", "../../").replaceAll("../../src/", "../../../");
    expect(importsSorted(shown)).toBe(importsSorted(asFamily));
  });

  it("tells the state, the charge and the voltage", async () => {
    const { driver, run } = bench();
    expect((await run(driver.open(() => undefined))).title).toBe("UPS on /dev/ttyTEST");
    const reading = await run(driver.poll("full"));
    expect(reading.status).toEqual(["OB", "LB"]);
    expect(["battery.charge", "input.voltage"].map((name) => valueIn(reading, name))).toEqual(["8", "0.0"]);
  });

  it("finds nothing on a silent line, and lets the port go", async () => {
    const { driver, device, run } = bench();
    device.fault = silent;
    await expect(run(driver.open(() => undefined))).rejects.toMatchObject({ fault: "absent" });
    expect(device.closed).toBe(true);
  });

  it("has no state after half an answer", async () => {
    const { driver, device, run } = bench();
    await run(driver.open(() => undefined));
    device.fault = half(1);
    await expect(run(driver.poll("quick"))).rejects.toMatchObject({ fault: "stale" });
  });
});
