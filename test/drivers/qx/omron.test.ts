/** Omron BN150T: what it says, and the two orders that a shutdown takes. */
import { describe, expect, it } from "@jest/globals";
import { candidates } from "../../../src/drivers/qx/detect.ts";
import { QX_PROTOCOLS } from "../../../src/drivers/qx/subdrivers/index.ts";
import { validDate } from "../../../src/drivers/qx/subdrivers/omron/date.ts";
import { AnswerTable, type Exchange } from "../../sim/devices/answer-table.ts";
import { asciiBytes, data, FakePipe, SENT, usbDevice } from "../../sim/devices/fake-pipe.ts";
import { dumpOf, type QxBench, qxBench } from "../../sim/devices/qx-device.ts";
import { bench, finish, open } from "./usb-bench.ts";

const ANSWERS: Readonly<Record<string, string>> = {
  Q1: "(102.5 000.0 102.4 000 49.9 54.5 22.7 00101000",
  "Bl ?": "100",
  RTS: "0699",
  TPb: "+22.5",
  "Lf ?": "49.9",
  PSNR: "A0Z25110005109G ",
  FWV: "M:0.17(S:2.00)",
  BRR: "20260730",
  UN: "1125W/1125VA/048V/160W/020W",
  An: "OK",
  Af: "OK",
  "S.5": "OKn",
  "Sf.5": "OK",
  C: "OK",
};

const exchanges = (answers: Readonly<Record<string, string>>): readonly Exchange[] =>
  Object.entries(answers).map(([send, recv]) => ({ send: `${send}\r`, recv: `${recv}\r` }));

async function opened(changes: Readonly<Record<string, string>> = {}): Promise<QxBench> {
  const all = qxBench({ exchanges: exchanges({ ...ANSWERS, ...changes }), unknown: "NAK\r" }, { protocol: "omron" });
  await all.driver.open();
  return all;
}

const shown = async ({ driver }: QxBench) => Object.fromEntries(dumpOf(await driver.poll("full")).vars);

describe("an Omron", () => {
  it("tells what it tells, and no beeper nor bypass by bits that mean something else", async () => {
    const vars = await shown(await opened());
    expect(vars).toMatchObject({
      "ups.status": "OL",
      "battery.charge": "100.0",
      "battery.runtime": "41940",
      "battery.temperature": "22.5",
      "battery.voltage": "54.5",
      "battery.voltage.nominal": "48",
      "battery.date": "2026-07-30",
      "output.frequency": "49.9",
      "ups.serial": "A0Z25110005109G",
      "ups.firmware": "0.17",
      "ups.firmware.aux": "2.00",
      "ups.power.nominal": "1125",
      "ups.realpower.nominal": "1125",
      "ups.type": "offline / line interactive",
    });
    expect(vars).not.toHaveProperty(["ups.beeper.status"]);
  });

  it.each([
    ["Bl ?", "101", "battery.charge"],
    ["RTS", "0x69", "battery.runtime"],
    ["TPb", "warm5", "battery.temperature"],
    ["BRR", "20260230", "battery.date"],
    ["FWV", "S:0.17(M:2.00)", "ups.firmware"],
    ["UN", "1125W/1125VA/48V/160W/020W ", "battery.voltage.nominal"],
    ["PSNR", "NAK             ", "ups.serial"],
  ])("that says %s %p has no %s", async (question, answer, name) => {
    const vars = await shown(await opened({ [question]: answer, UN: question === "UN" ? answer : "NAK" }));
    expect(vars).not.toHaveProperty([name]);
  });

  it("is told whether to come back before it is switched off", async () => {
    const { driver, device } = await opened();
    device.asked.length = 0;
    expect(await driver.instcmd("shutdown.return")).toBe("handled");
    expect(await driver.instcmd("shutdown.stayoff")).toBe("handled");
    expect(await driver.instcmd("shutdown.stop")).toBe("handled");
    expect(device.asked).toEqual(["An\r", "S.5\r", "Af\r", "Sf.5\r", "C\r"]);
    expect(await shown({ driver, device } as QxBench)).toMatchObject({ "ups.start.auto": "no" });
  });

  it.each(["NAK", ""])("is not switched off when it answers %p to that", async (answer) => {
    const { driver, device } = await opened({ An: answer });
    device.table.set("An\r", answer === "" ? "" : `${answer}\r`);
    device.asked.length = 0;
    expect(await driver.instcmd("shutdown.return")).toBe("failed");
    expect(device.asked).toEqual(["An\r"]);
  });

  it("offers the commands that it has and no others", async () => {
    const { driver } = await opened();
    const { commands = [] } = await driver.poll("full");
    expect([...commands].sort()).toEqual(["shutdown.return", "shutdown.stayoff", "shutdown.stop"]);
  });
});

it("is looked for on USB devices of Omron only, and first there, unless it is named", () => {
  const first = (wanted: string | undefined, vendorId?: number) => candidates(QX_PROTOCOLS, wanted, vendorId)[0]?.name;
  expect([first(undefined), first(undefined, 0x0665), first(undefined, 0x0590), first("omron")]).toEqual([
    "voltronic",
    "voltronic",
    "omron",
    "omron",
  ]);
});

it("is found by its USB ids alone", async () => {
  const table = new AnswerTable({ exchanges: exchanges(ANSWERS), unknown: "NAK\r" });
  let answer = "";
  const pipe = () =>
    new FakePipe({
      controlOut: (_, bytes) => {
        answer = table.answer(Buffer.from(bytes).toString("latin1").replace(/\0+$/, "")).text;
        return SENT;
      },
      read: () => data(asciiBytes(answer)),
    });
  const all = bench([usbDevice(0x0590, 0x00b7)], { protocol: undefined as unknown as string }, pipe);
  expect((await finish(all, open(all))).title).toMatch(/bridge omron \(Omron/);
});

it("reads a day only where the calendar has it", () => {
  expect(["20260730", "20240229", "20230229", "20261301", "2026073"].map(validDate)).toEqual([
    "2026-07-30",
    "2024-02-29",
    undefined,
    undefined,
    undefined,
  ]);
});
