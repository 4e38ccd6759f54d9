/** New values for the EEPROM. */
import { describe, expect, it } from "@jest/globals";
import type { Outcome, Reading } from "../../../../src/drivers/types.ts";
import { type ApcBench, openApcBench } from "../../../sim/bench/apc-bench.ts";
import { silent } from "../../../sim/devices/serial-device.ts";
import { smartUps } from "./smart-ups.ts";

const set = ({ driver, run }: ApcBench, name: string, value: string): Promise<Outcome> =>
  run(driver.setvar(name, value));

const shown = async ({ driver, run }: ApcBench, name: string): Promise<string | undefined> => {
  const { vars }: Reading = await run(driver.poll("full"));
  const found = vars.get(name);
  return typeof found === "string" ? found : found?.value;
};

const steps = ({ device }: ApcBench): number => device.asked.filter((command) => command === "-").length;

describe("a variable with a list of values", () => {
  it("is stepped to the wanted one, and shows it", async () => {
    const bench = await openApcBench(smartUps());
    expect(await set(bench, "input.transfer.high", "271")).toBe("handled");
    expect(bench.device.asked).toEqual(["u", "-", "u", "-", "u", "u"]);
    expect(await shown(bench, "input.transfer.high")).toBe("271");
  });

  it("reaches every value that is shown, from every other", async () => {
    const bench = await openApcBench(smartUps());
    const { vars } = await bench.run(bench.driver.poll("full"));
    for (const [name, found] of vars) {
      if (typeof found === "string" || found.type?.kind !== "enum") continue;
      const values = found.type.values;
      for (const value of [...values, ...values.toReversed(), ...values]) {
        expect([name, value, await set(bench, name, value)]).toEqual([name, value, "handled"]);
        expect([name, await shown(bench, name)]).toEqual([name, value]);
      }
    }
  });

  it("is not written where the value stands already", async () => {
    const bench = await openApcBench(smartUps());
    expect(await set(bench, "INPUT.TRANSFER.HIGH", "253")).toBe("handled");
    expect(steps(bench)).toBe(0);
  });

  it("is not touched for a value that is not in the list", async () => {
    const bench = await openApcBench(smartUps());
    expect(await set(bench, "input.transfer.high", "254")).toBe("invalid");
    expect(bench.device.asked).toEqual([]);
  });

  it("is found by what is shown: seconds, where the UPS has hours", async () => {
    const bench = await openApcBench(smartUps());
    expect(await set(bench, "ups.test.interval", "0")).toBe("handled");
    expect(bench.device.table.answer("E").text).toBe("ON \r\n");
  });

  it("is stepped once round and no further, though a value stands there twice", async () => {
    const bench = await openApcBench(
      smartUps({ s: "L" }, { cycle: { key: "-", answer: "OK\r\n", values: { s: ["M", "L", "L", "L"] } } }),
    );
    expect(await set(bench, "input.sensitivity", "H")).toBe("failed");
    expect(steps(bench)).toBe(4);
    expect(await set(bench, "input.sensitivity", "M")).toBe("handled");
  });

  it("is tried up to 32 times where the UPS lists no values", async () => {
    const bench = await openApcBench(smartUps({ "\x1a": "#uI03" }));
    const { vars } = await bench.run(bench.driver.poll("full"));
    expect(vars.get("input.transfer.high")).toEqual({ value: "253", rw: true });
    expect(await set(bench, "input.transfer.high", "999")).toBe("failed");
    expect(steps(bench)).toBe(32);
    expect(await set(bench, "input.transfer.high", "280")).toBe("handled");
  });

  it.each(["NO", "NA", "", "?"])("has failed when the UPS answers %j to a step", async (refuse) => {
    const bench = await openApcBench(
      smartUps({}, { cycle: { key: "-", answer: `${refuse}\r\n`, values: { u: ["253", "264"] } } }),
    );
    expect(await set(bench, "input.transfer.high", "280")).toBe("failed");
    expect(steps(bench)).toBe(1);
  });

  it("has failed when the UPS does not tell it any more", async () => {
    const bench = await openApcBench(smartUps());
    bench.device.table.set("u", "NA\r\n");
    expect(await set(bench, "input.transfer.high", "280")).toBe("failed");
    bench.device.fault = silent;
    expect(await set(bench, "input.transfer.high", "280")).toBe("failed");
    expect(steps(bench)).toBe(0);
  });
});

describe("a text", () => {
  it("is typed slowly, filled up with carriage returns, and shows", async () => {
    const bench = await openApcBench(smartUps());
    expect(await bench.time(bench.driver.setvar("ups.id", "Attic 1"))).toBeGreaterThanOrEqual(200 + 8 * 50);
    expect(bench.device.asked.join("")).toBe("c-Attic 1\rc");
    expect(await shown(bench, "ups.id")).toBe("Attic 1");
  });

  it.each(["", "x", "12345678", "21/11/26"])("may be %j", async (text) => {
    const bench = await openApcBench(smartUps());
    expect(await set(bench, "battery.date", text)).toBe("handled");
    expect(bench.device.asked.join("")).toBe(`x-${text.padEnd(8, "\r")}x`);
  });

  it("is not written where it stands already", async () => {
    const bench = await openApcBench(smartUps());
    expect(await set(bench, "ups.id", "RACK")).toBe("handled");
    expect(bench.device.asked.join("")).toBe("cc");
  });

  it.each(["123456789", "tab\t", "new\nline", "esc\x1b", "ä"])(
    "is refused before anything is sent: %j",
    async (text) => {
      const bench = await openApcBench(smartUps());
      expect(await set(bench, "ups.id", text)).toBe("invalid");
      expect(bench.device.asked).toEqual([]);
    },
  );

  it("is not typed when the UPS speaks up: it would be commands", async () => {
    const bench = await openApcBench(smartUps());
    bench.device.fault = (command, answer) => (command === "-" ? [{ text: "NO\r\n", afterMs: 10 }] : [answer]);
    expect(await set(bench, "ups.id", "SZK")).toBe("failed");
    expect(bench.device.asked.join("")).toBe("c-");
  });

  it.each([
    ["NO\r\n", "failed"],
    ["", "failed"],
    ["OK\r\n", "handled"],
  ])("is taken or not with the answer %j", async (answer, result) => {
    const cycle = { key: "-", answer, values: {}, strings: { c: 8 } };
    expect(await set(await openApcBench(smartUps({}, { cycle })), "ups.id", "new")).toBe(result);
  });
});

describe("what cannot be set", () => {
  it.each(["ups.load", "ups.serial", "ups.mfr", "no.such.variable", "ups.delay.start"])(
    "%s is unknown",
    async (name) => {
      const bench = await openApcBench(smartUps());
      expect(await set(bench, name, "1")).toBe("unknown");
      expect(bench.device.asked).toEqual([]);
    },
  );
});
