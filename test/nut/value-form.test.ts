import { expect, it } from "@jest/globals";
import { malformed } from "../../src/nut/value-form.ts";

it.each([
  ["battery.runtime", "1740", undefined],
  ["battery.runtime", "-1", undefined],
  ["battery.voltage", "13.20", undefined],
  ["battery.runtime", "-", "a number"],
  ["battery.runtime", "Sinus", "a number"],
  ["battery.charge", "", "a number"],
  ["input.voltage", "230,5", "a number"],
  ["ambient.1.humidity", "N/A", "a number"],
  ["battery.mfr.date", "CPS", "a date"],
  ["battery.mfr.date", "CXEJX2003678", "a date"],
  ["battery.mfr.date", "", "a date"],
  ["battery.mfr.date", "1980/00/01", "a date"],
  ["battery.mfr.date", "2014/01/15", undefined],
  ["ups.mfr.date", "08/10/04", undefined],
  ["battery.date", "2024-08-17", undefined],
  ["device.mfr.date", "01/05/11 - 16:51:00", undefined],
  ["device.mfr.date", "2011-01-05 16:51", undefined],
  ["device.mfr.date", "01/05/11 - soon", "a date"],
  ["battery.date", "not set", undefined],
  ["battery.date", "2024", undefined],
  ["battery.date", "2024-05", undefined],
  ["battery.date", "4711", "a date"],
  ["ups.model", "-", undefined],
  ["nobody.knows", "-", undefined],
])("%s: %j should be %s", (name, value, wanted) => {
  expect(malformed(name, value)).toBe(wanted);
});
