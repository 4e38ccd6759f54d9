/** What UPSes of Best Power do besides answering: they speak unasked, go off when they are told to, keep what is set. */
import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { digitsAt, isLow, onBattery, recordIn } from "../../../src/drivers/serial/best/record.ts";
import { numberAfter } from "../../../src/drivers/serial/best/rows.ts";
import { isConfiguration } from "../../../src/drivers/serial/bestfcom/models.ts";
import { identityIn, nominalOf, wordsIn } from "../../../src/drivers/serial/bestups/rows.ts";
import { openBench, shownBy } from "../../sim/bench/family-bench.ts";
import { BestRecord, PromptUnit } from "../../sim/families/best-unit.ts";
import { BESTFCOM, BESTFCOM_FE } from "../../sim/families/bestfcom.ts";
import { BESTFORTRESS, type FortressUnit } from "../../sim/families/bestfortress.ts";
import { BESTUPS, type PhoenixUnit } from "../../sim/families/bestups.ts";

const promptOf = (bench: { device: { unit: unknown } }): PromptUnit => {
  const { unit } = bench.device;
  if (!(unit instanceof PromptUnit)) throw new Error("no unit with a prompt");
  return unit;
};

describe("a Ferrups or Fortress with a prompt", () => {
  it.each(["before", "in the middle of"])("may say something unasked %s an answer", async (when) => {
    const bench = await openBench(BESTFCOM_FE);
    const unit = promptOf(bench);
    const hear = unit.hear.bind(unit);
    unit.hear = (bytes) => {
      if (when === "before") unit.alert();
      else unit.tell("\r\n{Charger:     Off}\r\n=>");
      hear(bytes);
    };
    expect(shownBy(await bench.run(bench.driver.poll("full")))).toMatchObject({
      status: "OL",
      vars: { "ups.load": "9.0" },
    });
  });

  it("is not asked on after it has spoken of itself and nothing else came", async () => {
    const bench = await openBench(BESTFCOM_FE);
    const unit = promptOf(bench);
    unit.hear = () => unit.alert();
    await expect(bench.run(bench.driver.poll("quick"))).rejects.toMatchObject({ fault: "stale" });
  });

  it("goes off ten seconds after shutdown.return, by the password that it wants, to return by itself", async () => {
    const bench = await openBench(BESTFCOM);
    const unit = promptOf(bench);
    expect(await bench.run(bench.driver.instcmd("shutdown.return"))).toBe("handled");
    expect([unit.off, unit.record.mode]).toEqual(["10 s, returns", 1]);
    await bench.run(new Promise<void>((resolve) => void bench.clock.after(10_000, resolve)));
    expect(unit.record.mode).toBe(0);
  });

  it.each(["$0101", "$0100", "$0102"])(
    "with the configuration %s and no model that is known is said to be so",
    async (begin) => {
      const string = `${begin}99${"0".repeat(63)}`;
      const open = openBench(BESTFCOM, (unit) =>
        Object.assign(unit, { words: { fc: `${string}\\XX\\\\\\|`, id: "" } }),
      );
      await expect(open).rejects.toMatchObject({ fault: "absent", message: expect.stringContaining(`${begin}99`) });
    },
  );
});

describe("an old Fortress", () => {
  it("shows what was set, and not what it refused", async () => {
    const bench = await openBench(BESTFORTRESS);
    const unit = bench.device.unit as unknown as FortressUnit;
    expect(await bench.run(bench.driver.setvar("input.transfer.low", "185"))).toBe("handled");
    expect(await bench.run(bench.driver.setvar("input.transfer.high", "000"))).toBe("failed");
    const { vars } = shownBy(await bench.run(bench.driver.poll("full")));
    expect([vars["input.transfer.low"], vars["input.transfer.high"]]).toEqual(["185", ""]);
    expect([unit.parameters["7"], unit.parameters["8"]]).toEqual(["185", "254"]);
  });

  it("may send back what it hears in front of its answer", async () => {
    const bench = await openBench(BESTFORTRESS);
    const unit = bench.device.unit as unknown as FortressUnit;
    const answer = unit.answer.bind(unit);
    unit.answer = (command) => `${command}\r${answer(command)}`;
    expect(shownBy(await bench.run(bench.driver.poll("full"))).status).toBe("OL");
    expect(await bench.run(bench.driver.setvar("input.transfer.low", "185"))).toBe("handled");
  });

  it("is off when its delay is over, and its restart is set before", async () => {
    const bench = await openBench(BESTFORTRESS);
    const unit = bench.device.unit as unknown as FortressUnit;
    await bench.run(bench.driver.instcmd("shutdown.return"));
    expect([unit.parameters["1"], unit.off]).toEqual(["1", 20]);
    await bench.run(new Promise<void>((resolve) => void bench.clock.after(20_000, resolve)));
    expect(shownBy(await bench.run(bench.driver.poll("full"))).status).toBe("OFF");
  });
});

it("bestups calls a shutdown off at its start, and not when it opens again", async () => {
  const off = { off: "01R0001" };
  const bench = await openBench(BESTUPS, (unit) => Object.assign(unit, off));
  const unit = bench.device.unit as unknown as PhoenixUnit;
  expect(unit.off).toBeUndefined();
  Object.assign(unit, off);
  await bench.run(bench.driver.open(() => undefined));
  expect(unit.off).toBe("01R0001");
});

describe("parsers take any text", () => {
  const text = fc.string({ unit: "binary-ascii", maxLength: 100 });
  const sound = Object.assign(new BestRecord(), { month: 0 }).text();

  it("without a throw, and make nothing of what is not right", () => {
    fc.assert(
      fc.property(text, (line) => {
        const made = [recordIn(line), isConfiguration(line) || undefined, wordsIn(line), identityIn(line)];
        const numbers = [numberAfter(line, "16 FullLoad%"), digitsAt(line, 3, 4)];
        return made.every((one) => one === undefined) && !numbers.some(Number.isNaN);
      }),
      { numRuns: 100_000 },
    );
  });

  it("and know a record of which one character is another", () => {
    fc.assert(
      fc.property(
        fc.nat(sound.length - 1),
        fc.string({ unit: "binary-ascii", minLength: 1, maxLength: 1 }),
        (at, other) => {
          const spoilt = sound.slice(0, at) + other + sound.slice(at + 1);
          fc.pre(spoilt.toUpperCase() !== sound);
          return recordIn(spoilt) === undefined;
        },
      ),
      { numRuns: 100_000 },
    );
  });

  it("and take the record with or without its first zeros", () => {
    expect([recordIn(sound), recordIn(sound.slice(2)), recordIn(sound.slice(4))]).toEqual([sound, sound, undefined]);
    expect([onBattery(sound), isLow(sound)]).toEqual([false, false]);
  });
});

it.each([
  ["FOR,750,120,120,20.0,27.6", "Best Power", "Fortress 750", 24],
  ["520,1500,120,120,40.0,55.2", "Sola Australia", "Sola 520 1500", 48],
  ["XYZ,900,230,230,05.1,06.9", "Unknown", "Unknown XYZ (900)", 6],
])("%s is of %s, a %s with a battery of %i V", (answer, maker, model, nominal) => {
  const identity = identityIn(answer);
  expect(identity).toMatchObject({ maker, model });
  expect(identity && nominalOf(identity)).toBe(nominal);
});
