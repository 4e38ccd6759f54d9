/** The end of a shutdown, by `sdtype` and `advorder`, on mains and on battery. */
import { describe, expect, it } from "@jest/globals";
import { olderWaysOff, waysOff } from "../../../../src/drivers/serial/apcsmart/off.ts";
import { OLDER_OPTIONS, OPTIONS } from "../../../../src/drivers/serial/apcsmart/options.ts";
import { type ApcBench, openApcBench } from "../../../sim/bench/apc-bench.ts";
import { silent } from "../../../sim/devices/serial-device.ts";
import { settingsOf } from "../../../sim/machine/settings.ts";
import { smartUps } from "./smart-ups.ts";

type Options = Readonly<Record<string, string>>;

/** What is sent behind the question for the status. */
async function sent(status: string, options: Options, name = "apcsmart"): Promise<string> {
  const bench = await openApcBench(smartUps({ Q: status }), options, name);
  // The second of two characters brings the answer.
  bench.device.fault = (command, answer) =>
    "KZ".includes(command) && bench.device.asked.at(-2) === command ? [{ text: "OK\r\n", afterMs: 0 }] : [answer];
  expect(await bench.run(bench.driver.killpower())).toBe("handled");
  expect(bench.device.asked.slice(0, 2)).toEqual(["Y", "Q"]);
  return bench.device.asked.slice(2).join("");
}

const WAYS: readonly (readonly [options: Options, onLine: string, onBattery: string])[] = [
  [{}, "@000", "S"],
  [{ sdtype: "0", awd: "7" }, "@007", "S"],
  [{ sdtype: "1" }, "@000", "S"],
  [{ sdtype: "2" }, "ZZ", "ZZ"],
  [{ sdtype: "3" }, "KK", "KK"],
  [{ sdtype: "4" }, "US", "S"],
  [{ sdtype: "5", awd: "123" }, "@123", "@123"],
  [{ advorder: "no", sdtype: "3" }, "KK", "KK"],
  [{ advorder: "NO" }, "@000", "S"],
  [{ advorder: "0", sdtype: "3" }, "S", "S"],
  [{ advorder: "1", awd: "9" }, "@009", "@009"],
  [{ advorder: "23" }, "KK", "KK"],
  [{ advorder: "32" }, "ZZ", "ZZ"],
  [{ advorder: "4" }, "US", "S"],
];

describe.each(WAYS)("with %j", (options, onLine, onBattery) => {
  it(`sends ${onLine} on mains and ${onBattery} on battery`, async () => {
    expect(await sent("08", options)).toBe(onLine);
    expect(await sent("10", options)).toBe(onBattery);
  });
});

const OLDER: readonly (readonly [options: Options, onLine: string])[] = [
  [{}, "@000"],
  [{ wugrace: "12" }, "@012"],
  [{ wugrace: "1000" }, "@000"],
  [{ wugrace: "none" }, "@000"],
  [{ sdtype: "6", wugrace: "5" }, "@005"],
  [{ sdtype: "9" }, "@000"],
  [{ advorder: "no" }, "@000"],
  [{ advorder: "3" }, "ZZ"],
  [{ advorder: "9" }, "S"],
  [{ advorder: "NO" }, "@000"],
];

describe.each(OLDER)("under the name apcsmart-old with %j", (options, onLine) => {
  it(`sends ${onLine} on mains`, async () => {
    expect(await sent("08", options, "apcsmart-old")).toBe(onLine);
  });
});

describe("turning the load off", () => {
  const bench = (options: Options, changes: Readonly<Record<string, string>> = {}): Promise<ApcBench> =>
    openApcBench(smartUps({ Q: "10", ...changes }), options);

  it("goes on with the next way when the UPS does not take one", async () => {
    const ups = await bench({ advorder: "021" }, { S: "NO" });
    expect(await ups.run(ups.driver.killpower())).toBe("handled");
    expect(ups.device.asked.join("")).toBe("YQSKK@000");
  });

  it("hibernates hard with sdtype 1 when soft hibernation fails", async () => {
    const ups = await bench({ sdtype: "1" }, { S: "NA" });
    expect(await ups.run(ups.driver.killpower())).toBe("handled");
    expect(ups.device.asked.join("")).toBe("YQS@000");
  });

  it("hibernates on mains when the UPS refuses hard hibernation", async () => {
    const ups = await bench({}, { Q: "08" });
    ups.device.fault = (command, answer) => (command === "S" ? [answer] : [{ text: "NA\r\n", afterMs: 0 }]);
    expect(await ups.run(ups.driver.killpower())).toBe("handled");
    expect(ups.device.asked.at(-1)).toBe("S");
  });

  it("has failed when the UPS takes none", async () => {
    const ups = await bench({}, { S: "NO" });
    expect(await ups.run(ups.driver.killpower())).toBe("failed");
  });

  it("waits cshdelay between the feigned failure and hibernation", async () => {
    const ups = await bench({ sdtype: "4", cshdelay: ".5" }, { Q: "08" });
    expect(await ups.time(ups.driver.killpower())).toBe(500);
  });

  it("tells a UPS that does not answer to go, as if on battery, and says so", async () => {
    const ups = await bench({});
    ups.device.fault = silent;
    expect(await ups.run(ups.driver.killpower())).toBe("failed");
    expect(ups.device.asked.join("")).toBe("Y\x1bQS");
    expect(ups.said).toEqual([
      "warning: the device does not go into smart mode: it is told to turn off anyway",
      "warning: the device does not tell its status: it is taken to be on battery",
    ]);
  });
});

describe("the ways to turn off", () => {
  const supplies = [
    { onLine: true, onBattery: false },
    { onLine: false, onBattery: true },
    { onLine: false, onBattery: false },
  ];

  it.each(["0", "1", "2", "3", "4", "5"])("are never none with sdtype %s", (sdtype) => {
    for (const supply of supplies) expect(waysOff(settingsOf({ sdtype }), supply).length).toBeGreaterThan(0);
  });

  it.each(["0", "1", "2", "3", "4", "5", "6", "7", "-1", "x", ""])(
    "are never none with the older sdtype %j",
    (sdtype) => {
      for (const supply of supplies) expect(olderWaysOff(settingsOf({ sdtype }), supply).length).toBeGreaterThan(0);
    },
  );

  it("have an option each that says what it may be, for the driver of today", () => {
    expect(OPTIONS.filter(({ check }) => check).map(({ name }) => name)).toEqual([
      "awd",
      "sdtype",
      "advorder",
      "cshdelay",
    ]);
    expect(OLDER_OPTIONS.filter(({ check }) => check)).toEqual([]);
  });
});
