/** QI of Voltronic-QS: those that know it tell more, and those that do not wait for nothing. */
import { expect, it } from "@jest/globals";
import { serialBench } from "../../sim/bench/qx-serial.ts";
import { dumpOf, qxBench } from "../../sim/devices/qx-device.ts";

const KNOWS = [
  { send: "M\r", recv: "H\r" },
  { send: "QS\r", recv: "(233.6 233.6 233.6 008 50.0 13.5 --.- 00001001\r" },
  { send: "F\r", recv: "#230.0 002 12.00 50.0\r" },
];
const QI = { send: "QI\r", recv: "(100 00979 50.0 000.3 177 290 0 0000010000112000\r" };
const OPTIONS = { protocol: "voltronic-qs" };

it("is asked at once after the first data, and its charge counts, not the one that was worked out", async () => {
  const { driver } = qxBench({ exchanges: [...KNOWS, QI] }, { ...OPTIONS, runtimecal: "240,100,720,50" });
  let woken = 0;
  await driver.open(() => woken++);
  expect(woken).toBe(0);
  await driver.poll("full");
  expect(woken).toBe(1);
  const vars = dumpOf(await driver.poll("quick")).vars;
  expect(Object.fromEntries(vars)).toMatchObject({
    "battery.charge": "100",
    "battery.runtime": "979",
    "input.frequency": "50.0",
    "output.current": "0.3",
    "input.transfer.low": "177",
    "input.transfer.high": "290",
    "output.frequency": "50.0",
    "battery.voltage": "13.5",
  });
  expect(vars.has("ups.temperature")).toBe(false);
  await driver.poll("full");
  expect(woken).toBe(1);
});

it("costs a device that keeps silent to it nothing before the first data, and is asked once", async () => {
  const { driver, device, run, time } = serialBench({ exchanges: KNOWS }, OPTIONS);
  await run(driver.open(() => undefined));
  expect(await time(driver.poll("full"))).toBeLessThan(100);
  expect(device.asked).not.toContain("QI\r");
  for (const depth of ["quick", "quick", "full"] as const) await run(driver.poll(depth));
  expect(device.asked.filter((question) => question === "QI\r")).toHaveLength(1);
});

it("asks no device anything twice at the start whose protocol has no late question", async () => {
  const { driver } = qxBench(
    { exchanges: [{ send: "Q1\r", recv: "(226.0 195.0 226.0 014 49.0 27.5 30.0 00001000\r" }] },
    { protocol: "q1" },
  );
  let woken = 0;
  await driver.open(() => woken++);
  await driver.poll("full");
  expect(woken).toBe(0);
});
