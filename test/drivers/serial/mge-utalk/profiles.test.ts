/** Profiles as mge-utalk 2.8.5 of the C project reads them over a pseudo-terminal. */
import { describe, expect, it } from "@jest/globals";
import { composeStatus } from "../../../../src/nut/status.ts";
import type { Profile } from "../../../sim/devices/answer-table.ts";
import { EVOLUTION, PULSAR_ESV, PULSAR_EX } from "../../../sim/devices/utalk-profiles.ts";
import { openUtalkBench } from "./utalk-bench.ts";

interface Expected {
  readonly name: string;
  readonly profile: Profile;
  readonly status: string;
  readonly writable: readonly string[];
  readonly vars: readonly (readonly [name: string, value: string])[];
}

const EXPECTED: readonly Expected[] = [
  {
    name: "PULSAR_EX",
    profile: PULSAR_EX,
    status: "OL CHRG",
    writable: [
      "battery.charge.low",
      "input.transfer.boost.high",
      "input.transfer.boost.low",
      "input.transfer.high",
      "input.transfer.low",
      "input.transfer.trim.high",
      "input.transfer.trim.low",
      "ups.delay.shutdown",
      "ups.delay.start",
      "ups.test.interval",
    ],
    vars: [
      ["battery.charge", "097.0"],
      ["battery.charge.low", "30"],
      ["battery.runtime", "01260"],
      ["battery.voltage", "108.4"],
      ["battery.voltage.nominal", "096.0"],
      ["input.frequency", "49.90"],
      ["input.transfer.boost.high", "190.0"],
      ["input.transfer.boost.low", "184.0"],
      ["input.transfer.high", "264.0"],
      ["input.transfer.low", "184.0"],
      ["input.transfer.trim.high", "264.0"],
      ["input.transfer.trim.low", "254.0"],
      ["input.voltage", "228.0"],
      ["output.current", "001.7"],
      ["output.voltage", "230.0"],
      ["ups.delay.shutdown", "020"],
      ["ups.delay.start", "001"],
      ["ups.firmware", "42"],
      ["ups.id", "Pulsar EX10 42"],
      ["ups.load", "041.0"],
      ["ups.mfr", "MGE UPS SYSTEMS"],
      ["ups.model", "Pulsar EX 10"],
      ["ups.temperature", "031.0"],
      ["ups.test.interval", "007"],
    ],
  },
  {
    name: "PULSAR_ESV",
    profile: PULSAR_ESV,
    status: "OB DISCHRG BOOST",
    writable: [],
    vars: [
      ["battery.charge", "062.0"],
      ["battery.voltage", "054.0"],
      ["input.voltage", "000.0"],
      ["ups.firmware", "unknown"],
      ["ups.load", "033.0"],
      ["ups.mfr", "MGE UPS SYSTEMS"],
      ["ups.model", "Pulsar ESV20"],
    ],
  },
  {
    name: "EVOLUTION",
    profile: EVOLUTION,
    status: "ALARM OVER OL RB TRIM BYPASS",
    writable: [
      "battery.charge.low",
      "input.transfer.boost.low",
      "input.transfer.high",
      "input.transfer.low",
      "input.transfer.trim.high",
    ],
    vars: [
      ["battery.charge", "100.0"],
      ["battery.charge.low", "05"],
      ["battery.runtime", "00600"],
      ["battery.voltage", "027.3"],
      ["input.frequency", "50.00"],
      ["input.transfer.boost.low", "184.0"],
      ["input.transfer.high", "264.0"],
      ["input.transfer.low", "184.0"],
      ["input.transfer.trim.high", "264.0"],
      ["input.voltage", "229.8"],
      ["output.current", "004.1"],
      ["output.voltage", "230.5"],
      ["ups.firmware", "unknown"],
      ["ups.id", "Evolutio 1150 07 "],
      ["ups.mfr", "MGE UPS SYSTEMS"],
      ["ups.model", "Evolution 1150"],
      ["ups.temperature", "-03.0"],
    ],
  },
];

const COMMANDS = [
  "bypass.start",
  "bypass.stop",
  "load.off",
  "load.on",
  "shutdown.return",
  "shutdown.stayoff",
  "test.battery.start",
  "test.panel.start",
];

describe.each(EXPECTED)("$name", ({ profile, status, writable, vars }) => {
  it("gives the same variables, status, types and commands as the C driver", async () => {
    const { driver, run } = await openUtalkBench(profile);
    const reading = await run(driver.poll("full"));
    const all = [...reading.vars];
    expect(all.map(([name, found]) => [name, typeof found === "object" ? found.value : found]).sort()).toEqual(vars);
    expect(composeStatus({ tokens: reading.status ?? [], alarms: reading.alarms ?? [] })).toBe(status);
    const settable = all.flatMap(([name, found]) => (typeof found === "object" && found.rw ? name : []));
    expect(settable.sort()).toEqual(writable);
    expect([...(reading.commands ?? [])].sort()).toEqual(COMMANDS);
  });
});
