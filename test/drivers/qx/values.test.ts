/** What a device writes where a number ought to stand, and replies in other forms than that of the book. */
import { describe, expect, it } from "@jest/globals";
import { QX_PROTOCOLS } from "../../../src/drivers/qx/subdrivers/index.ts";
import { sealCrc } from "../../../src/drivers/qx/voltronic-crc.ts";
import { readRow, sliceOf } from "../../../src/drivers/qx/walk.ts";
import { DeviceError } from "../../../src/drivers/types.ts";
import { typeOf } from "../../../src/nut/catalogue/variables.ts";
import { dumpOf, type QxBench, qxBench } from "../../sim/devices/qx-device.ts";

type Vars = Readonly<Record<string, string | undefined>>;

const Q1 = "(226.0 195.0 226.0 014 49.0 27.5 30.0 00001000";
const F = "#220.0 003 24.00 50.0";

function benchOf(answers: Readonly<Record<string, string>>, options: Readonly<Record<string, string>> = {}): QxBench {
  const exchanges = Object.entries(answers).map(([send, recv]) => ({ send: `${send}\r`, recv: `${recv}\r` }));
  return qxBench({ exchanges }, options);
}

async function varsOf(bench: QxBench): Promise<Vars> {
  return Object.fromEntries(dumpOf(await bench.driver.poll("full")).vars);
}

async function shown(
  answers: Readonly<Record<string, string>>,
  options: Readonly<Record<string, string>>,
): Promise<Vars> {
  const bench = benchOf(answers, options);
  await bench.driver.open();
  return varsOf(bench);
}

const megatec = (answers: Readonly<Record<string, string>>, options: Readonly<Record<string, string>> = {}) =>
  shown(answers, { protocol: "megatec", ...options });

const view = { known: () => undefined, option: () => undefined };
const NUMERIC_ROWS = QX_PROTOCOLS.flatMap(({ name, replies }) =>
  replies.flatMap(({ rows, unseal }) =>
    rows.flatMap((row) =>
      "var" in row && typeOf(row.var) === "number" && !(unseal && name !== "megatec") ? [[name, row] as const] : [],
    ),
  ),
);

it.each([
  "-----------------",
  " ".repeat(20),
  "@".repeat(20),
  "Sinus V5.15C0503 no",
  ".".repeat(20),
  "1.2.3.4.5.6.7.8.9",
])("%p is no number for any variable that is one, in any protocol", (junk) => {
  expect(NUMERIC_ROWS.length).toBeGreaterThan(150);
  const reply = junk.repeat(10);
  const read = NUMERIC_ROWS.filter(([, row]) => {
    const slice = { ...sliceOf(row, reply, view), text: junk };
    return readRow(row, slice) !== undefined;
  }).map(([name, row]) => `${name} ${"var" in row ? row.var : ""}`);
  expect(read.filter((one) => !/transfer\.(low|high)\.m/.test(one))).toEqual([]);
});

describe("the answer to I", () => {
  it("of 38 characters is maker, model and firmware in the classical columns", async () => {
    const vars = await megatec({ Q1, F, I: "#                MicroSinus V5.15C0503" });
    expect(vars).toMatchObject({ "device.model": "MicroSinus", "ups.firmware": "V5.15C0503" });
    expect(Object.keys(vars)).not.toEqual(expect.arrayContaining(["battery.runtime"]));
    expect(["device.mfr", "ups.serial", "device.serial", "battery.runtime"].map((name) => vars[name])).toEqual(
      Array(4).fill(undefined),
    );
  });

  it("of 37 characters is the classical one without its last blank, where the runtime would be letters of the model", async () => {
    const vars = await megatec({ Q1, F, I: "#Digitus         DN-170094  V1.0     " });
    expect(vars).toMatchObject({ "device.mfr": "Digitus", "device.model": "DN-170094", "ups.firmware": "V1.0" });
    expect(["ups.serial", "battery.runtime"].map((name) => vars[name])).toEqual([undefined, undefined]);
  });

  it("of 37 characters is the newer one, with serial number and runtime", async () => {
    expect(await megatec({ Q1, F, I: "#MegaTecabcedfhi k130v12345 v3.400000" })).toMatchObject({
      "device.mfr": "MegaTec",
      "ups.serial": "abcedfhi",
      "device.model": "k130v",
      "battery.runtime": "12345",
      "ups.firmware": "v3.400000",
    });
  });

  it.each(["     ", "-----", "1234 ", "12.34", "Sinus", "@@@@@"])("has no runtime where %p stands", async (runtime) => {
    const vars = await megatec({ Q1, F, I: `#MegaTecabcedfhi k130v${runtime} v3.400000` });
    expect([vars["battery.runtime"], vars["device.mfr"]]).toEqual([undefined, "MegaTec"]);
  });

  it("leaves the runtime to runtimecal where it tells none", async () => {
    const vars = await megatec(
      { Q1, F, I: "#                MicroSinus V5.15C0503" },
      { runtimecal: "240,100,720,50" },
    );
    expect(vars["battery.runtime"]).toMatch(/^\d+$/);
  });

  it("may leave its firmware blank: the device is Megatec all the same, found or named", async () => {
    const answers = { Q1, F, I: "#SOMEMAKER       MODEL 1200           " };
    for (const options of [{ protocol: "megatec" }, {}]) {
      const vars = await shown(answers, options);
      expect(vars).toMatchObject({ "device.mfr": "SOMEMAKER", "device.model": "MODEL 1200" });
      expect(vars).not.toHaveProperty(["ups.firmware"]);
    }
  });

  it("may leave all its fields blank, and then names nobody", async () => {
    const vars = await shown({ Q1, F, I: `#${" ".repeat(37)}` }, {});
    expect(Object.keys(vars).filter((name) => /mfr|model|firmware|serial/.test(name))).toEqual([]);
  });
});

it("names no maker that the device did not name, whatever answers Q1", async () => {
  expect(await shown({ Q1 }, {})).not.toHaveProperty(["device.mfr"]);
  const blank = await shown({ Q1, I: `#${" ".repeat(37)}` }, { protocol: "innovatae" });
  expect(Object.keys(blank).filter((name) => /mfr|model|firmware/.test(name))).toEqual([]);
});

describe("a Santak Castle C1K, of one phase", () => {
  const Q6 =
    "(236.5 ---.- ---.- 50.0 230.0 ---.- ---.- 50.0 003 --- --- 027.1 ---.- 30.0 01234 100 30 00000000 00000000 00";
  const WA = "(000.1 ---.- ---.- 000.2 ---.- ---.- 000.1 000.2 000.8 ---.- ---.- 003 00000000";
  const answers = { Q6, WA, Q1: "(236.5 236.5 230.0 003 50.0 2.25 30.0 00000000", F: "NAK", I: "NAK" };

  it("shows the voltage of its whole battery, and its current", async () => {
    expect(await shown(answers, {})).toMatchObject({
      "battery.voltage": "027.1",
      "battery.charge": "100",
      "battery.runtime": "1234",
      "input.voltage": "236.5",
      "output.current": "0.8",
      "ups.realpower": "100.00",
      "ups.status": "OL",
    });
  });

  it("has no charge beyond 100 %", async () => {
    expect(await shown({ ...answers, Q6: Q6.replace(" 100 ", " 234 ") }, {})).not.toHaveProperty(["battery.charge"]);
  });
});

describe("an Axpert", () => {
  const seal = (text: string): string => Buffer.from(sealCrc(text)).toString("latin1");
  const read = async (general: string, ratings: string): Promise<Vars> => {
    const talk = { QPI: "(PI30", QMOD: "(L", QPIGS: general, QPIRI: ratings, QPIWS: `(${"0".repeat(32)}` };
    const exchanges = Object.entries(talk).map(([send, recv]) => ({ send: seal(send), recv: seal(recv) }));
    const bench = qxBench({ exchanges });
    await bench.driver.open();
    return varsOf(bench);
  };
  const AT_24_V = "(238.0 49.9 238.0 49.9 0382 0263 013 476 26.98 000 100";

  it.each([
    [
      "King",
      "(230.0 21.7 230.0 50.0 21.7 5000 5000 48.0 46.0 42.0 56.4 54.0 0 030 060 1 0 0 9 01 0 0 54.0 0 1",
      "48.0",
    ],
    ["MKS", "(230.0 13.0 230.0 50.0 13.0 3000 3000 24.0 23.0 21.0 28.2 27.0 0 30 60 1 0 0 - 01 1 0 27.0 0 0", "24.0"],
  ])("%s tells its ratings in fields of its own width", async (_model, ratings, volts) => {
    expect(await read(`${AT_24_V} 0028 0000 000.0 00.00 00000 10011101 00 04 00000 101`, ratings)).toMatchObject({
      "battery.voltage.nominal": volts,
      "battery.charging.current.ac.high": "30.0",
      "battery.charging.current.high": "60.0",
      "device.model.type": "Off-grid",
      "ups.temperature": "28.0",
    });
  });

  it("has no temperature of 620 degrees", async () => {
    const vars = await read(`${AT_24_V} 0620 0000 000.0 00.00 00000 10011101 00 04 00000 101`, "(NAK");
    expect([vars["battery.voltage"], vars["ups.temperature"]]).toEqual(["27.0", undefined]);
  });
});

it("finds an Innova RT whose firmware and serial number are blank", async () => {
  const answers = {
    Q6: "(227.0 225.6 230.0 50.0 229.9 000.0 000.0 49.9 007 000 000 327.8 000.0 23.0 06932 100 32 00000000 00000000 11",
    WA: "(001.4 000.0 000.0 001.4 000.0 000.0 001.4 001.4 006.5 000.0 000.0 007 00000000",
    BPS: "(230.4 000.0 000.0 49.9",
    Q1,
    F,
    "FW?": "          ",
    "SASV07?": " ".repeat(28),
  };
  expect(await shown(answers, { protocol: "innovart31" })).toMatchObject({ "output.current": "6.5" });
});

describe("a Q1 reply", () => {
  it.each([
    ["a battery above 100 V", "(226.0 195.0 226.0 014 49.0 384.0 30.0 00001000", { "battery.voltage": "384.0" }],
    ["a voltage without decimals", "(226 195 226 14 49 27 30 00001000", { "input.voltage": "226.0", "ups.load": "14" }],
    [
      "commas",
      "(226,0 195,0 226,0 014 49,0 27,5 30,0 00001000",
      { "input.voltage": "226.0", "battery.voltage": "27.5" },
    ],
    ["blanks and more behind", `${Q1}  77   `, { "ups.status": "OL", "ups.temperature": "30.0" }],
    ["a refusal in front", `N${Q1}`, { "input.voltage": "226.0", "ups.status": "OL" }],
    ["its question in front", `Q1${Q1}`, { "input.voltage": "226.0", "ups.status": "OL" }],
    ["frost", "(226.0 195.0 226.0 014 49.0 27.5 -5.0 00001000", { "ups.temperature": "-5.0" }],
  ])("with %s is read", async (_, status, wanted) => {
    expect(await shown({ Q1: status }, { protocol: "q1" })).toMatchObject(wanted);
  });

  it.each([
    ["(226.0 195.0 226.0 014 49.0 27.5      10001000", "ups.temperature"],
    ["(226.0 195.0 226.0 014 49.0 --.- 30.0 10001000", "battery.voltage"],
    ["(226.0 195.0 226.0 @@@ 49.0 27.5 30.0 10001000", "ups.load"],
    ["(226.0 ---.- 226.0 014 49.0 27.5 30.0 10001000", "input.voltage.fault"],
    ["(226.0 195.0 226.0 014 4.9.0 27.5 30.0 10001000", "input.frequency"],
  ])("%s leaves out %s and nothing else", async (status, name) => {
    const full = Object.keys(await shown({ Q1 }, { protocol: "q1" }));
    const vars = await shown({ Q1: status }, { protocol: "q1" });
    expect(vars["ups.status"]).toBe("OB");
    expect(full.filter((one) => !(one in vars))).toEqual([name]);
  });

  it.each([
    ["a field too few", "(226.0 195.0 226.0 014 49.0 27.5 00001000"],
    ["a field too many", "(226.0 195.0 226.0 014 49.0 27.5 30.0 100 00001000"],
    ["letters among its bits", "(226.0 195.0 226.0 014 49.0 27.5 30.0 0X001000"],
  ])("with %s is none", async (_, status) => {
    await expect(shown({ Q1: status }, { protocol: "q1" })).rejects.toThrow(DeviceError);
  });
});

it("takes a value back that the device does not tell any more, and shows it again", async () => {
  const bench = benchOf({ Q1 }, { protocol: "q1" });
  await bench.driver.open();
  expect(await varsOf(bench)).toHaveProperty(["battery.voltage"], "27.5");
  bench.device.table.set("Q1\r", `${Q1.replace("27.5", "--.-")}\r`);
  expect(await varsOf(bench)).not.toHaveProperty(["battery.voltage"]);
  bench.device.table.set("Q1\r", `${Q1}\r`);
  expect(await varsOf(bench)).toHaveProperty(["battery.voltage"], "27.5");
});

describe("ratings", () => {
  it.each([
    ["#220.0 008 048.0 50.0", "48.0"],
    ["#220.0 3 12.0 50.0", "12.0"],
    ["#220.0 003 192.0 50.0 1000", "192.0"],
    ["#220,0 003 24,00 50,0", "24.0"],
  ])("%s rate the battery at %s V", async (ratings, volts) => {
    expect(await megatec({ Q1, F: ratings, I: `#${" ".repeat(37)}` })).toMatchObject({
      "battery.voltage.nominal": volts,
      "input.voltage.nominal": "220",
    });
  });

  it.each(["#220.0 024.0 50.0", "#220.0 003 ---.- 50.0"])("%s rate no battery", async (ratings) => {
    expect(await megatec({ Q1, F: ratings, I: `#${" ".repeat(37)}` })).not.toHaveProperty(["battery.voltage.nominal"]);
  });

  it("of nothing give no limits and no charge", async () => {
    const vars = await megatec({ Q1, F: "#000.0 000 000.0 00.0", I: `#${" ".repeat(37)}` });
    expect(Object.keys(vars).filter((name) => /battery\.(charge|voltage\.(low|high))/.test(name))).toEqual([]);
  });
});

it("a charge or a runtime that the user states in words counts for nothing where it is worked out", async () => {
  const vars = await megatec(
    { Q1, F, I: `#${" ".repeat(37)}` },
    { runtimecal: "240,100,720,50", "default.battery.runtime": "unknown", "default.battery.charge": "n/a" },
  );
  expect([vars["battery.runtime"], vars["battery.charge"]]).toEqual([
    expect.stringMatching(/^\d+$/),
    expect.stringMatching(/^\d+$/),
  ]);
});

it("an Ablerex without a battery voltage has no charge, and none is made up where the rating is not known", async () => {
  const I = "#ABLEREX         MP-1000    VT12046Q  ";
  const dashes = await shown({ Q1: Q1.replace("27.5", "--.-"), F, I }, { protocol: "ablerex" });
  expect(Object.keys(dashes).filter((name) => /battery\.(charge|voltage)$/.test(name))).toEqual([]);
  expect(await shown({ Q1, I }, { protocol: "ablerex", norating: "" })).not.toHaveProperty(["battery.charge"]);
});

it("a device that answers Q6 and WA besides Q1 shows what they tell, fresh in every poll", async () => {
  const bench = benchOf({
    Q1,
    Q6: "(227.0 225.6 230.0 50.0 229.9 000.0 000.0 49.9 007 000 000 327.8 000.0 23.0 06932 100 32 00000000 00000000 11",
    WA: "(001.4 000.0 000.0 001.4 000.0 000.0 001.4 001.4 006.5 000.0 000.0 007 00000000",
  });
  await bench.driver.open();
  const wanted = { "input.voltage": "226.0", "input.L1-N.voltage": "227.0", "output.current": "6.5" };
  expect(await varsOf(bench)).toMatchObject({ ...wanted, "battery.runtime": "6932", "battery.charge": "100" });
  bench.device.table.set("WA\r", "(001.4 000.0 000.0 001.4 000.0 000.0 001.4 001.4 007.5 000.0 000.0 007 00000000\r");
  expect(await varsOf(bench)).toMatchObject({ "output.current": "7.5" });
});
