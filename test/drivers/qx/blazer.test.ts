/** As blazer_ser and blazer_usb: what the C driver of that name shows, or more. The runs are those of blazer_ser 2.8.5. */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "@jest/globals";
import { BLAZER_PROTOCOLS, settingsInSeconds } from "../../../src/drivers/qx/blazer.ts";
import { findDriver } from "../../../src/drivers/registry.ts";
import { createLog } from "../../../src/system/log/log.ts";
import { runsOf, SHARED_RUNS } from "../../sim/bench/qx-runs.ts";
import { usbDevice } from "../../sim/devices/fake-pipe.ts";
import { dumpOf, type QxBench, qxBench } from "../../sim/devices/qx-device.ts";
import { NO_OPENERS } from "../../sim/machine/no-openers.ts";
import { settingsOf } from "../../sim/machine/settings.ts";
import { VirtualClock } from "../../sim/machine/virtual-clock.ts";

interface Made {
  readonly name: string;
  readonly answers: Readonly<Record<string, string>>;
  readonly options: Readonly<Record<string, string>>;
  readonly vars: Readonly<Record<string, string>>;
}

const MADE = JSON.parse(
  readFileSync(new URL("../../fixtures/qx-blazer/profiles.json", import.meta.url), "utf8"),
) as readonly Made[];

const COMMANDS = [
  "beeper.toggle",
  "load.off",
  "load.on",
  "shutdown.return",
  "shutdown.stayoff",
  "shutdown.stop",
  "test.battery.start",
  "test.battery.start.deep",
  "test.battery.start.quick",
  "test.battery.stop",
];

const ESTIMATES = {
  "battery.charge": expect.stringMatching(/^\d+$/),
  "battery.runtime": expect.stringMatching(/^\d+$/),
};

/** Options as the driver of that name reads them. */
function inSeconds(options: Readonly<Record<string, string>>, asked = "blazer_ser"): Readonly<Record<string, string>> {
  const settings = settingsInSeconds(settingsOf(options), asked);
  return Object.fromEntries(Object.keys(options).map((name) => [name, settings.get(name) ?? ""]));
}

const exchanges = (answers: Readonly<Record<string, string>>) =>
  Object.entries(answers).map(([send, recv]) => ({ send: `${send}\r`, recv: `${recv}\r` }));

async function opened(
  answers: Readonly<Record<string, string>>,
  options: Readonly<Record<string, string>> = {},
): Promise<QxBench> {
  const bench = qxBench({ exchanges: exchanges(answers) }, inSeconds(options), BLAZER_PROTOCOLS);
  await bench.driver.open();
  return bench;
}

/** Where the C driver shows what nobody told: limits of a battery whose rating is not known, texts of nothing. */
const isTold = ([name, value]: readonly [string, string], vars: ReadonlyMap<string, string>): boolean =>
  value.trim() !== "" && !(/^battery\.voltage\.(low|high)$/.test(name) && !vars.has("battery.voltage.nominal"));

const told = (vars: ReadonlyMap<string, string>): Readonly<Record<string, string>> =>
  Object.fromEntries([...vars].filter((one) => isTold(one, vars) && !/^driver\.|^device\.type$/.test(one[0])));

describe("as blazer_ser", () => {
  it.each(MADE)("shows what it showed: $name", async ({ answers, options, vars }) => {
    const { driver } = await opened(answers, options);
    const ours = dumpOf(await driver.poll("full"));
    const theirs = told(new Map(Object.entries(vars)));
    // With runtimecal C begins with the charge between once and 1.15 times the rating: an estimate, as ours is.
    const estimated = options.runtimecal === undefined ? {} : ESTIMATES;
    expect(Object.fromEntries(ours.vars)).toMatchObject({ ...theirs, ...estimated });
    expect(ours.commands).toEqual(expect.arrayContaining(COMMANDS));
  });

  for (const { name, profile, options, dump } of runsOf(SHARED_RUNS, "blazer_ser")) {
    if (!dump) continue;
    it(`shows what it showed of a recorded device: ${name}`, async () => {
      const { driver } = qxBench(profile, inSeconds(options), BLAZER_PROTOCOLS);
      await driver.open();
      expect(Object.fromEntries(dumpOf(await driver.poll("full")).vars)).toMatchObject(told(dump.vars));
    });
  }

  it("keeps the voltage of the whole battery while it falls", async () => {
    const { driver, device } = await opened({
      Q1: "(226.0 226.0 226.0 010 50.0 2.23 30.0 00000001",
      F: "#220.0 008 048.0 50.0",
    });
    await driver.poll("full");
    device.table.set("Q1\r", "(000.0 226.0 226.0 010 50.0 1.90 30.0 10000001\r");
    const { vars } = dumpOf(await driver.poll("full"));
    expect([vars.get("battery.voltage"), vars.get("battery.charge")]).toEqual(["45.60", "38"]);
  });

  it("counts ondelay and the time of a battery test in minutes", async () => {
    const { driver, device } = await opened({ Q1: "(226.0 226.0 226.0 010 50.0 13.5 30.0 00001001" }, { ondelay: "3" });
    device.asked.length = 0;
    for (const [cmd, param] of [["shutdown.return"], ["test.battery.start"], ["test.battery.start", "5"]] as const)
      expect(await driver.instcmd(cmd, param)).toBe("handled");
    expect(device.asked).toEqual(["S.5R0003\r", "T10\r", "T05\r"]);
    for (const param of ["0", "100", "soon"]) expect(await driver.instcmd("test.battery.start", param)).toBe("failed");
  });

  it.each(["ACK", "(ACK", "ACK1"])("takes %s for a command that was taken", async (answer) => {
    const { driver } = await opened({ Q1: "(226.0 226.0 226.0 010 50.0 13.5 30.0 00001001", T: answer });
    expect(await driver.instcmd("test.battery.start.quick")).toBe("handled");
  });

  it("reads devices that it did not know as nutdrv_qx does", async () => {
    const Q4 = "(236.7 243.2 212.1 220.1 230.4 002 001 50.0 371 372 026.3 22.9 IM";
    const { driver } = await opened({ Q4, F: "#230.0 002 24.00 50.0", I: "#GTEC            ZP120      1.0       " });
    expect(Object.fromEntries(dumpOf(await driver.poll("full")).vars)).toMatchObject({ "battery.voltage": "26.3" });
  });
});

it("as megatec, both delays are minutes, and none is the shortest that there is", () => {
  expect(inSeconds({ ondelay: "2", offdelay: "1" }, "megatec")).toEqual({ ondelay: "120", offdelay: "60" });
  expect(inSeconds({ offdelay: "0" }, "megatec_usb")).toEqual({ offdelay: "12" });
  expect(inSeconds({ ondelay: "2", offdelay: "60" }, "blazer_usb")).toEqual({ ondelay: "120", offdelay: "60" });
});

it("as blazer_usb, takes no serial line, whatever port says", async () => {
  const definition = await findDriver("blazer_usb")?.load("blazer_usb");
  const driver = definition?.create({
    settings: settingsOf({ port: "/dev/usb/hiddev0" }),
    openers: {
      ...NO_OPENERS,
      usb: {
        list: () => Promise.resolve([usbDevice(0x046d, 0xc077)]),
        open: () => Promise.reject(new Error("not asked for")),
        version: () => Promise.resolve("usb 1"),
      },
    },
    clock: new VirtualClock(),
    log: createLog(() => undefined),
  });
  await expect(driver?.open(() => undefined)).rejects.toThrow(/no USB bridge of a UPS/);
});
