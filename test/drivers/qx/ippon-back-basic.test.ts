/** An Ippon Back Basic 650S Euro (0665:5161), as its owner configured it. */
import { expect, it } from "@jest/globals";
import { dumpOf, qxBench } from "../../sim/devices/qx-device.ts";

const OPTIONS = {
  "override.battery.voltage.nominal": "12.00",
  "default.battery.voltage.high": "13.60",
  "default.battery.voltage.low": "10.40",
};

it("shows an Ippon Back Basic 650S Euro with the voltages that its owner states", async () => {
  const exchanges = [{ send: "Q1\r", recv: "(228.0 227.4 228.0 028 50.1 13.6 25.0 00001001\r" }];
  const { driver } = qxBench({ exchanges }, OPTIONS);
  await driver.open();
  expect(Object.fromEntries(dumpOf(await driver.poll("full"), OPTIONS).vars)).toMatchObject({
    "battery.charge": "100",
    "battery.voltage": "13.60",
    "battery.voltage.high": "13.60",
    "battery.voltage.low": "10.40",
    "battery.voltage.nominal": "12.00",
    "input.voltage.fault": "227.4",
    "ups.beeper.status": "enabled",
    "ups.delay.shutdown": "30",
    "ups.delay.start": "180",
    "ups.load": "28",
    "ups.status": "OL",
    "ups.temperature": "25.0",
    "ups.type": "offline / line interactive",
  });
});
