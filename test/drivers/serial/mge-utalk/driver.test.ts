/** mge-utalk on a line that behaves, and on one that does not. */
import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { DeviceState } from "../../../../src/drivers/kit/device-state.ts";
import { isWord, quantity, ROWS } from "../../../../src/drivers/serial/mge-utalk/rows.ts";
import { DeviceError } from "../../../../src/drivers/types.ts";
import { valueIn } from "../../../sim/bench/driver-bench.ts";
import { type Fault, garbage, half, healthy, silent, slow, trailed } from "../../../sim/devices/serial-device.ts";
import { EVOLUTION, PULSAR_ESV, PULSAR_EX } from "../../../sim/devices/utalk-profiles.ts";
import { settingsOf } from "../../../sim/machine/settings.ts";
import { openUtalkBench, utalkBench } from "./utalk-bench.ts";

/** What the rows make of these words. */
function statusOf(words: Readonly<Record<"system" | "battery" | "load" | "bypass", string>>) {
  const said: Readonly<Record<string, string>> = {
    Ss: words.system,
    Bs: words.battery,
    Ls: words.load,
    Ps: words.bypass,
  };
  const state = new DeviceState<string, "OB">(settingsOf({ port: "" }));
  for (const row of ROWS) if ("when" in row) state.take(row as never, said[row.ask]);
  return { tokens: state.tokens(ROWS) as readonly string[], alarms: state.alarms };
}

const units = (table: number) => ({ note: () => String(table) });
const shown = (text: string, as: ReturnType<typeof quantity>, table: number) => as.read(text, units(table));
const sent = (text: string, as: ReturnType<typeof quantity>, table: number) => as.write(text, units(table));

const open = (driver: ReturnType<typeof utalkBench>["driver"]) => driver.open(() => undefined);

describe("opening", () => {
  it("closes the port at once when a UPS that is silent is given up", async () => {
    const { driver, device, clock, time } = utalkBench(PULSAR_EX);
    device.fault = silent;
    const opening = open(driver);
    await clock.advance(1000);
    driver.giveUp?.();
    expect(device.closed).toBe(true);
    device.unplug();
    expect(await time(opening)).toBeLessThan(1000);
    await expect(opening).rejects.toMatchObject({ fault: "lost" });
  });

  it("lets RTS down, wakes the UPS, and names it", async () => {
    const { driver, device, run, asked } = utalkBench(PULSAR_EX);
    const { title } = await run(open(driver));
    expect(title).toBe("MGE UPS SYSTEMS Pulsar EX 10 on /dev/ttyTEST");
    expect(device.lines).toEqual({ dtr: true, rts: false });
    expect(asked().slice(0, 4)).toEqual(["Z", "Z", "Si", "Ss"]);
  });

  it("keeps RTS up for old Macintoshes", async () => {
    const { device } = await openUtalkBench(PULSAR_EX, { oldmac: "" });
    expect(device.lines).toEqual({ dtr: false, rts: true });
  });

  it("switches the line of the UPS on only where it says nothing", async () => {
    const { driver, device, run, asked } = utalkBench(PULSAR_EX);
    device.fault = (command, answer) => {
      if (command.startsWith("Ax 1")) device.fault = healthy;
      return command.startsWith("Ax 1") ? healthy(command, answer) : [];
    };
    await run(open(driver));
    expect(asked().slice(0, 5)).toEqual(["Z", "Z", "Si", "Ax 1", "Ss"]);
  });

  it("leaves half a second between an answer and the next question", async () => {
    const { driver, run, asked, time } = await openUtalkBench(PULSAR_EX);
    await run(driver.poll("full"));
    asked();
    const took = await time(driver.poll("full"));
    expect(took).toBe(asked().length * 500);
  });

  it("writes lowbatt, ondelay and offdelay to the UPS, and says what it does not take", async () => {
    const options = { lowbatt: "25", ondelay: "2", offdelay: "30" };
    const { asked } = await openUtalkBench(PULSAR_EX, options);
    expect(asked()).toEqual(expect.arrayContaining(["Bl 25", "Sm 2", "Sn 30"]));
    const { said } = await openUtalkBench(PULSAR_ESV, options);
    expect(said.filter((line) => line.includes("does not take"))).toEqual([
      "warning: the UPS does not take lowbatt = 25",
      "warning: the UPS does not take ondelay = 2",
      "warning: the UPS does not take offdelay = 30",
    ]);
  });

  it("warns of polling an older model too much", async () => {
    const { said } = await openUtalkBench(PULSAR_ESV);
    expect(said[0]).toMatch(/^notice: an older model: .*pollinterval = 20/);
  });

  it("gives up on a dead line after a few questions, says what to look at, and lets the port go", async () => {
    const { driver, device, run, asked } = utalkBench({ exchanges: [] });
    await expect(run(open(driver))).rejects.toMatchObject({
      fault: "absent",
      message: expect.stringMatching(/^\/dev\/ttyTEST: no UPS tells its status in U-Talk\. Check/),
    });
    expect(asked()).toEqual(["Z", "Z", "Si", "Ax 1", "Ss", "Ss", "Ss"]);
    expect(device.closed).toBe(true);
  });
});

describe("a poll", () => {
  it("asks for each value once, and only for those that the UPS knew", async () => {
    const { driver, run, asked } = await openUtalkBench(PULSAR_ESV);
    await run(driver.poll("full"));
    asked();
    await run(driver.poll("full"));
    expect(asked()).toEqual(["Ss", "Bs", "Ls", "Ps", "Bl", "Bv", "Ll", "Uv"]);
  });

  it("asks for the status alone in between", async () => {
    const { driver, device, run, asked } = await openUtalkBench(PULSAR_EX);
    await run(driver.poll("full"));
    asked();
    device.table.set("Ss\r\n", "00001100\r\n");
    const reading = await run(driver.poll("quick"));
    expect(reading.status).toEqual(["OB", "LB", "CHRG"]);
    expect(asked()).toEqual(["Ss", "Bs", "Ls", "Ps"]);
  });

  it("asks again where an old unit answers its status with a lone 1", async () => {
    const { driver, device, run } = await openUtalkBench(PULSAR_EX);
    let nonsense = 2;
    device.fault = (command, answer) =>
      command === "Ss\r\n" && nonsense-- > 0 ? [{ text: "1\r\n", afterMs: 0 }] : healthy(command, answer);
    expect((await run(driver.poll("quick"))).status).toEqual(["OL", "CHRG"]);
  });

  it("keeps a value that is not answered this time", async () => {
    const { driver, device, run } = await openUtalkBench(PULSAR_EX);
    await run(driver.poll("full"));
    device.fault = (command, answer) => (command.startsWith("Ll") ? [] : healthy(command, answer));
    expect(valueIn(await run(driver.poll("full")), "ups.load")).toBe("041.0");
  });
});

describe("the status", () => {
  it("tells by the last bit of the load that it is about to be cut off", () => {
    const { tokens } = statusOf({ system: "00000000", battery: "", load: "00000000 00000001", bypass: "" });
    expect(tokens).toEqual(["OB", "LB"]);
  });

  it("takes nothing from words that are too short or no bits", () => {
    expect(statusOf({ system: "00000000", battery: "1", load: "?", bypass: "xxxxxxxx" })).toEqual({
      tokens: ["OL"],
      alarms: [],
    });
    expect(isWord("1")).toBe(false);
  });

  it("names OVER once, and every other token at most once", () => {
    const word = fc.string({ unit: fc.constantFrom("0", "1"), minLength: 8, maxLength: 8 });
    fc.assert(
      fc.property(word, word, word, word, word, (system, battery, one, two, bypass) => {
        const { tokens } = statusOf({ system, battery, load: `${one} ${two}`, bypass });
        expect(new Set(tokens).size).toBe(tokens.length);
        expect(tokens.filter((token) => token === "OL" || token === "OB")).toHaveLength(1);
      }),
    );
  });
});

describe("orders", () => {
  const ORDERS: readonly (readonly [command: string, said: readonly string[]])[] = [
    ["load.off", ["Wy 65535", "Wx 0"]],
    ["load.on", ["Wy 65535", "Wx 1"]],
    ["shutdown.return", ["Sx 5", "Sx 0"]],
    ["shutdown.stayoff", ["Sx 0"]],
    ["test.panel.start", ["Sx 129"]],
    ["test.battery.start", ["Bx 1"]],
    ["bypass.start", ["Px 3"]],
    ["bypass.stop", ["Px 2"]],
  ];
  it.each(ORDERS)("%s says %j", async (command, words) => {
    const { driver, run, asked } = await openUtalkBench(PULSAR_EX);
    asked();
    expect(await run(driver.instcmd(command.toUpperCase()))).toBe("handled");
    expect(asked()).toEqual(words);
  });

  it("are all of these", () => {
    expect(ROWS.flatMap((row) => ("cmd" in row ? row.cmd : [])).sort()).toEqual(
      ORDERS.map(([command]) => command).sort(),
    );
  });

  it("do not turn the load off where its restart is refused", async () => {
    const { driver, run, asked } = await openUtalkBench(PULSAR_ESV);
    asked();
    expect(await run(driver.killpower())).toBe("failed");
    expect(asked()).toEqual(["Sx 5"]);
    expect(await run(driver.instcmd("beeper.mute"))).toBe("unknown");
  });

  it("set a variable, which shows in the next poll", async () => {
    const { driver, device, run, asked } = await openUtalkBench(PULSAR_EX);
    asked();
    expect(await run(driver.setvar("battery.charge.low", "40"))).toBe("handled");
    expect(asked()).toEqual(["Bl 40"]);
    device.table.set("Bl ?\r\n", "40\r\n");
    expect(valueIn(await run(driver.poll("quick")), "battery.charge.low")).toBe("40");
  });

  it("set volts in the units of the UPS", async () => {
    const { driver, run, asked } = await openUtalkBench(EVOLUTION);
    asked();
    expect(await run(driver.setvar("input.transfer.low", "187.5"))).toBe("handled");
    expect(asked()).toEqual(["Ee 18750"]);
  });

  it("refuse what is no number, what cannot be set, and what the UPS does not take", async () => {
    const { driver, run } = await openUtalkBench(PULSAR_EX);
    expect(await run(driver.setvar("battery.charge.low", "4x"))).toBe("invalid");
    expect(await run(driver.setvar("battery.charge", "40"))).toBe("unknown");
    expect(await run(driver.setvar("ups.test.interval", "-4"))).toBe("failed");
  });
});

/** What is no answer, and so no status. */
const USELESS: readonly (readonly [what: string, fault: Fault])[] = [
  ["silence", silent],
  ["noise", garbage],
  ["half an answer", half(5)],
  ["a refusal", (_, { afterMs }) => [{ text: "?\r\n", afterMs }]],
];

describe.each(USELESS)("%s instead of answers", (_, fault) => {
  it("makes data stale, and wakes the UPS anew for the next poll", async () => {
    const { driver, device, run, asked } = await openUtalkBench(PULSAR_EX);
    await run(driver.poll("full"));
    device.fault = fault;
    asked();
    await expect(run(driver.poll("full"))).rejects.toMatchObject({ fault: "stale" });
    expect(asked().slice(0, 7)).toEqual(["Ss", "Ss", "Ss", "Ax 0", "Z", "Z", "Si"]);
    device.fault = healthy;
    expect((await run(driver.poll("full"))).status).toEqual(["OL", "CHRG"]);
  });
});

describe("a line", () => {
  it("may be slow, and may leave something behind an answer", async () => {
    const { driver, device, run } = await openUtalkBench(PULSAR_EX);
    device.fault = slow(2500);
    expect((await run(driver.poll("full"))).status).toEqual(["OL", "CHRG"]);
    device.fault = trailed("00001100\r");
    expect((await run(driver.poll("full"))).status).toEqual(["OL", "CHRG"]);
  });

  it("is lost when the adapter is pulled, and then closing it is no fault", async () => {
    const { driver, device, run } = await openUtalkBench(PULSAR_EX);
    device.unplug();
    await expect(run(driver.poll("full"))).rejects.toMatchObject({ fault: "lost" });
    await run(driver.close());
    expect(device.closed).toBe(true);
  });

  it("is switched off at the end, so that the UPS obeys no boot messages", async () => {
    const { driver, device, run, asked } = await openUtalkBench(PULSAR_EX);
    await run(driver.close());
    expect(asked().at(-1)).toBe("Ax 0");
    expect(device.closed).toBe(true);
  });

  it("may bring anything: a reading, or DeviceError, and all is well when it is over", async () => {
    const fault = fc.oneof(
      fc.constantFrom(silent, garbage, half(4), slow(3500), trailed("?")),
      fc.string({ unit: "binary", maxLength: 300 }).map(
        (text): Fault =>
          () => [{ text, afterMs: 0 }],
      ),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(fault, { minLength: 1, maxLength: 6 }), async (faults) => {
        const { driver, device, run } = await openUtalkBench(PULSAR_EX);
        let turn = 0;
        device.fault = (command, answer) => (faults[turn++ % faults.length] ?? healthy)(command, answer);
        const reading = await run(driver.poll("full")).catch((error: unknown) => {
          expect(error).toBeInstanceOf(DeviceError);
        });
        expect([...(reading?.vars ?? [])].length).toBeLessThan(40);
        device.fault = healthy;
        await run(driver.poll("full")).catch(() => undefined);
        expect((await run(driver.poll("full"))).status).toEqual(["OL", "CHRG"]);
      }),
      { numRuns: 10 },
    );
  });
});

describe("numbers", () => {
  const volts = quantity("V", 1, 5);

  it("are filled up with zeros, as the C driver shows them", () => {
    expect(shown("27", volts, 0)).toBe("027.0");
    expect(shown("-5", volts, 0)).toBe("-05.0");
    expect(shown("2730 x", volts, 2)).toBe("027.3");
    expect(shown("OK", volts, 1)).toBeUndefined();
  });

  it("go to the UPS as they came from it", () => {
    const table = fc.constantFrom(0 as const, 1 as const, 2 as const, 3 as const);
    fc.assert(
      fc.property(
        fc.constantFrom("V", "A", "Hz", "none"),
        table,
        fc.integer({ min: 0, max: 99_999 }),
        (unit, units, raw) => {
          const as = quantity(unit, 3, 5);
          const text = shown(String(raw), as, units) ?? "";
          expect(sent(text, as, units)).toBe(String(raw));
        },
      ),
    );
  });
});
