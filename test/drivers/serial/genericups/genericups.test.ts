import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import type { InputLines } from "../../../../src/device/serial-line.ts";
import { GENERICUPS } from "../../../../src/drivers/serial/genericups/driver.ts";
import { CONTACT_TYPES } from "../../../../src/drivers/serial/genericups/types.ts";
import type { Driver, Reading } from "../../../../src/drivers/types.ts";
import { createLog } from "../../../../src/system/log/log.ts";
import { ContactLine } from "../../../sim/devices/contact-line.ts";
import { NO_OPENERS } from "../../../sim/machine/no-openers.ts";
import { settingsOf } from "../../../sim/machine/settings.ts";
import { VirtualClock } from "../../../sim/machine/virtual-clock.ts";

let line: ContactLine;
let clock: VirtualClock;
let said: string[];

beforeEach(() => {
  line = new ContactLine();
  clock = new VirtualClock();
  said = [];
});

const made: Driver[] = [];
afterEach(async () => {
  for (const driver of made.splice(0)) await driver.close();
});

function driverWith(options: Readonly<Record<string, string>>): Driver {
  const driver = GENERICUPS.create({
    settings: settingsOf({ port: line.path, ...options }),
    openers: { ...NO_OPENERS, serial: line.opener },
    log: createLog((level, text) => said.push(`${level}: ${text}`)),
    clock,
  });
  made.push(driver);
  return driver;
}

async function opened(options: Readonly<Record<string, string>>): Promise<Driver> {
  const driver = driverWith(options);
  await driver.open(() => undefined);
  return driver;
}

const statusOf = async (driver: Driver): Promise<string> => ((await driver.poll("full")).status ?? []).join(" ");

const valuesIn = ({ vars }: Reading): readonly unknown[] =>
  [...vars].map(([name, reported]) => [name, typeof reported === "string" ? reported : reported.value]);

const INPUTS: readonly (keyof InputLines)[] = ["cts", "dcd", "ri", "dsr"];
const COMBINATIONS = Array.from({ length: 16 }, (_, bits) => INPUTS.filter((_name, bit) => (bits >> bit) & 1));

async function statusesOf(driver: Driver): Promise<readonly string[]> {
  const all: string[] = [];
  for (const names of COMBINATIONS) {
    line.raise(...names);
    all.push(await statusOf(driver));
  }
  return all;
}

const LETTERS: Readonly<Record<string, string>> = { OL: "o", OB: "b", "LB OL": "O", "LB OB": "B" };

/**
 * What genericups 2.8.5 made of every type. Status at each of the 16 levels of CTS (counts 1), DCD (2), RNG (4) and
 * DSR (8), a capital with LB; lines raised while it runs; lines at a shutdown, `unknown` where it knows of none.
 */
const AS_IN_C: readonly (readonly [type: number, statuses: string, power: string, shutdown: string])[] = [
  [0, "obOBobOBobOBobOB", "DTR RTS", "RTS"],
  [1, "ooOObbBBooOObbBB", "DTR", "RTS"],
  [2, "obOBobOBobOBobOB", "RTS", "DTR RTS"],
  [3, "obOBobOBobOBobOB", "DTR", "DTR RTS"],
  [4, "BOboBOboBOboBObo", "RTS", ""],
  [5, "BOboBOboBOboBObo", "DTR", "DTR RTS"],
  [6, "BOboBOboBOboBObo", "DTR", "RTS"],
  [7, "BOboBOboBOboBObo", "RTS", "DTR"],
  [8, "BOboBOboBOboBObo", "DTR", "unknown"],
  [9, "oObBoObBoObBoObB", "", "RTS"],
  [10, "BOboBOboBOboBObo", "RTS", "DTR"],
  [11, "OBobOBobOBobOBob", "DTR", "break"],
  [12, "obOBobOBobOBobOB", "RTS", "DTR"],
  [13, "BbOoBbOoBbOoBbOo", "DTR RTS", "break"],
  [14, "BbOoBbOoBbOoBbOo", "DTR", "RTS"],
  [15, "BOboBOboBOboBObo", "DTR", "break"],
  [16, "BOboBOboBOboBObo", "DTR RTS", "unknown"],
  [17, "BOboBOboBOboBObo", "DTR", "unknown"],
  [18, "boBOboBOboBOboBO", "DTR", "unknown"],
  [19, "BOboBOboBOboBObo", "DTR", "RTS"],
  [20, "obOBobOBobOBobOB", "DTR", "break"],
  [21, "BOboBOboBOboBObo", "RTS", "DTR RTS"],
  [22, "BOboBOboBOboBObo", "RTS", "DTR"],
];

const FTTX = [
  "LB OB RB BYPASS",
  "LB OL RB BYPASS",
  "OB RB BYPASS",
  "OL RB BYPASS",
  "LB OB BYPASS",
  "LB OL BYPASS",
  "OB BYPASS",
  "OL BYPASS",
  "LB OB RB",
  "LB OL RB",
  "OB RB",
  "OL RB",
  "LB OB",
  "LB OL",
  "OB",
  "OL",
];

/** The call with a minute of time. */
async function minute<T>(call: Promise<T>): Promise<T> {
  await clock.advance(60_000);
  return call;
}

describe("every kind of contact-closure UPS", () => {
  it("is in the table of the C driver, by the same number", () => {
    expect(CONTACT_TYPES.length).toBe(AS_IN_C.length + 1);
  });

  it.each(AS_IN_C)("of type %i shows what the C driver shows at every level of the lines", async (type, statuses) => {
    const all = await statusesOf(await opened({ upstype: String(type) }));
    expect(all.map((status) => LETTERS[status] ?? status).join("")).toBe(statuses);
  });

  it("of type 23 tells a worn and a missing battery too", async () => {
    expect(await statusesOf(await opened({ upstype: "23" }))).toEqual(FTTX);
  });

  it.each([...AS_IN_C, [23, "", "RTS", ""] as const])(
    "of type %i feeds its cable as the C driver does",
    async (type, _statuses, power) => {
      await opened({ upstype: String(type) });
      expect(line.moves).toEqual([power]);
    },
  );

  it.each([...AS_IN_C, [23, "", "RTS", ""] as const])(
    "of type %i is turned off as the C driver does it",
    async (type, _statuses, power, shutdown) => {
      const driver = await opened({ upstype: String(type) });
      const result = await minute(driver.killpower());
      const held = shutdown === "break" ? [`${power} break`, power] : shutdown === "unknown" ? [] : [shutdown];
      expect([result, line.moves.slice(1)]).toEqual([shutdown === "unknown" ? "failed" : "handled", held]);
    },
  );
});

describe("a contact-closure UPS", () => {
  it("is named by the table, else by the user", async () => {
    const plain = await (await opened({ upstype: "1" })).poll("full");
    expect(valuesIn(plain)).toEqual([
      ["ups.mfr", "APC"],
      ["ups.model", "Back-UPS"],
    ]);
    const named = await (await opened({ upstype: "1", mfr: "Acme", model: "One", serial: "42" })).poll("full");
    expect(valuesIn(named)).toEqual([
      ["ups.mfr", "Acme"],
      ["ups.model", "One"],
      ["ups.serial", "42"],
    ]);
  });

  it("keeps its output lines when the driver ends, for they are the shutdown", async () => {
    const driver = await opened({ upstype: "1" });
    await driver.killpower();
    await driver.close();
    expect([line.opened?.hangUp, line.closed, line.outputs.rts]).toEqual([false, true, true]);
  });

  it("holds the shutdown lines for sdtime seconds", async () => {
    const driver = await opened({ upstype: "1", sdtime: "20" });
    let ended = false;
    const call = driver.killpower().then(() => {
      ended = true;
    });
    await clock.advance(19_900);
    expect(ended).toBe(false);
    await clock.advance(200);
    await call;
    expect(line.moves.at(-1)).toBe("RTS");
  });

  it("sends a break of five seconds", async () => {
    const driver = await opened({ upstype: "15" });
    const call = driver.killpower();
    await clock.advance(4900);
    expect(line.outputs.brk).toBe(true);
    await clock.advance(200);
    expect([await call, line.outputs.brk]).toEqual(["handled", false]);
  });

  it("asks for the ring indicator, which is dear, only where a signal is on it", async () => {
    await opened({ upstype: "1" });
    expect(line.opened?.ring).toBe(true);
    await opened({ upstype: "1", OL: "CTS" });
    expect(line.opened?.ring).toBe(false);
  });

  it("says that a port without modem lines is none for it, and closes it", async () => {
    line.lineless = true;
    await expect(opened({ upstype: "1" })).rejects.toThrow("Inappropriate ioctl");
    expect(line.closed).toBe(true);
  });

  it("says what SD is for where nobody knows how to turn it off", async () => {
    const driver = await opened({ upstype: "8" });
    expect(await driver.killpower()).toBe("failed");
    expect(said).toEqual([
      "error: nobody knows how to turn off the load of a Nitram Elite UPS (Elite 500): if you do, say it with SD",
    ]);
  });

  it.each([{}, { upstype: "24" }, { upstype: "-1" }, { upstype: "one" }])(
    "lists the types when it is told %p",
    async (options) => {
      await expect(opened(options)).rejects.toMatchObject({
        fault: "configuration",
        message: expect.stringMatching(/upstype .*\n {3}0 {2}UPSONIC LAN Saver 600\n[\s\S]*\n {2}23 {2}Generic FTTx/),
      });
    },
  );

  it("lists the types in its help", () => {
    expect(GENERICUPS.notes?.()).toMatch(/^ {2}12 {2}APC Back-UPS Office \(940-0119A\)$/m);
  });
});
