/** What a UPS tells while it runs: what is asked, alerts, and lines that fail. */
import { describe, expect, it } from "@jest/globals";
import type { Reading } from "../../../../src/drivers/types.ts";
import { type ApcBench, openApcBench } from "../../../sim/bench/apc-bench.ts";
import { echo, type Fault, garbage, half, healthy, silent, slow } from "../../../sim/devices/serial-device.ts";
import { smartUps } from "./smart-ups.ts";

const HOUR_MS = 3_600_000;
const MOVING = ["C", "P", "X", "L", "F", "9", "G", "M", "N", "O", "f", "B", "j"];

const value = ({ vars }: Reading, name: string): string | undefined => {
  const found = vars.get(name);
  return typeof found === "string" ? found : found?.value;
};

const poll = ({ driver, run }: ApcBench, depth: "full" | "quick" = "full"): Promise<Reading> => run(driver.poll(depth));

describe("a poll", () => {
  it("asks for the status and what moves, each once", async () => {
    const bench = await openApcBench(smartUps());
    await poll(bench);
    expect(bench.device.asked).toEqual(["Q", ...MOVING]);
  });

  it("asks for everything once an hour", async () => {
    const bench = await openApcBench(smartUps());
    bench.device.table.set("u", "264\r\n");
    expect(value(await poll(bench), "input.transfer.high")).toBe("253");
    await bench.clock.advance(HOUR_MS);
    expect(value(await poll(bench), "input.transfer.high")).toBe("264");
    bench.device.asked.length = 0;
    await poll(bench);
    expect(bench.device.asked).toHaveLength(1 + MOVING.length);
  });

  it("asks for the status alone when the UPS has spoken", async () => {
    const bench = await openApcBench(smartUps({ Q: "10" }));
    const reading = await poll(bench, "quick");
    expect(bench.device.asked).toEqual(["Q"]);
    expect(reading.status).toEqual(["OB"]);
    expect(reading.vars.size).toBe(0);
  });

  it("withdraws what the UPS does not know any more, and asks no longer", async () => {
    const bench = await openApcBench(smartUps());
    bench.device.table.set("C", "NA\r\n");
    expect(value(await poll(bench), "ups.temperature")).toBeUndefined();
    expect(bench.said).toContainEqual(expect.stringMatching(/^warning: .*ups\.temperature.*asked no longer/));
    bench.device.asked.length = 0;
    await poll(bench);
    expect(bench.device.asked).not.toContain("C");
  });

  it("withdraws the sensors that are no longer told", async () => {
    const bench = await openApcBench(smartUps({ a: "3.!$.QHbV", H: "01,02,03" }));
    expect([...(await poll(bench)).vars.keys()].filter((name) => name.startsWith("ambient"))).toHaveLength(3);
    bench.device.table.set("H", "04\r\n");
    const { vars } = await poll(bench);
    expect([...vars.keys()].filter((name) => name.startsWith("ambient"))).toEqual(["ambient.1.humidity"]);
  });

  it("asks on for two bytes that the UPS does not know yet", async () => {
    const bench = await openApcBench(smartUps({ a: "4.!$.QF.\x9f:\xd4" }));
    expect(value(await poll(bench), "battery.current")).toBeUndefined();
    bench.device.table.set("\x9f\xd4", "01.2\r\n");
    expect(value(await poll(bench), "battery.current")).toBe("01.2");
  });

  it("of a UPS that is not open is refused", async () => {
    const bench = await openApcBench(smartUps());
    await bench.run(bench.driver.close());
    await expect(bench.driver.poll("full")).rejects.toMatchObject({ fault: "lost" });
  });
});

describe("an alert", () => {
  it.each([
    ["!", "08", "!"],
    ["!", "10", "!%"],
    ["$", "10", "$"],
    ["#", "08", "#"],
  ])("%s wakes the driver", async (_, status, said) => {
    const bench = await openApcBench(smartUps({ Q: status }));
    await poll(bench);
    expect(bench.woken()).toBe(0);
    bench.device.say(said);
    expect(bench.woken()).toBe(1);
  });

  it("that tells nothing new does not", async () => {
    const bench = await openApcBench(smartUps());
    await poll(bench);
    bench.device.say("$+=|&*~ abc\r\n");
    expect(bench.woken()).toBe(0);
  });

  it("in the middle of an answer is taken out of it, and counts", async () => {
    const bench = await openApcBench(smartUps({ C: "0!3|0&.*6~", f: "1%00.0" }));
    const reading = await poll(bench);
    expect(value(reading, "ups.temperature")).toBe("030.6");
    expect(value(reading, "battery.charge")).toBe("100.0");
    expect(reading.status).toEqual(["OB", "LB"]);
  });

  it("in an answer that does not look as it did makes the status be asked for again", async () => {
    const bench = await openApcBench(smartUps());
    bench.device.table.set("C", "x!%y\r\n");
    expect((await poll(bench)).status).toEqual(["OL"]);
    expect(bench.device.asked).toEqual(["Q", ...MOVING, "Q"]);
  });

  it("between two answers counts", async () => {
    const bench = await openApcBench(smartUps());
    bench.device.table.set("C", "030.6\r\n!");
    expect((await poll(bench)).status).toEqual(["OB"]);
  });

  it("on a line of its own is not taken for the answer", async () => {
    const bench = await openApcBench(smartUps({ Q: "!\r\n10" }));
    expect((await poll(bench)).status).toEqual(["OB"]);
  });

  it("that came before the status gives way to the status", async () => {
    const bench = await openApcBench(smartUps());
    bench.device.say("!%");
    expect((await poll(bench)).status).toEqual(["OL"]);
  });

  it("leaves a `~` in the name that a user has given", async () => {
    const bench = await openApcBench(smartUps({ c: "a~b" }));
    expect(value(await poll(bench), "ups.id")).toBe("a~b");
  });
});

describe("an answer", () => {
  it.each([["\n"], ["\r\r\n"], ["\0\0\r\n"]])("may end with %j", async (end) => {
    const bench = await openApcBench(smartUps());
    bench.device.table.set("P", `033.0${end}`);
    expect(value(await poll(bench), "ups.load")).toBe("033.0");
  });

  it("that comes too late is dropped before the next question", async () => {
    const bench = await openApcBench(smartUps());
    await poll(bench);
    bench.device.say("099.9\r\n");
    expect(value(await poll(bench), "ups.temperature")).toBe("030.6");
    expect((await poll(bench)).status).toEqual(["OL"]);
  });

  it("may take almost three seconds", async () => {
    const bench = await openApcBench(smartUps({ a: "3.!$.QPbV" }));
    bench.device.fault = slow(2900);
    bench.device.table.set("P", "044.0\r\n");
    expect(value(await poll(bench), "ups.load")).toBe("044.0");
  });

  it("longer than any is none", async () => {
    const bench = await openApcBench(smartUps());
    bench.device.table.set("Q", `${"0".repeat(600)}\r\n`);
    await expect(poll(bench)).rejects.toMatchObject({ fault: "stale" });
  });
});

/** Answers to the status question that are none. */
const USELESS: readonly (readonly [what: string, fault: Fault])[] = [
  ["silence", silent],
  ["noise", garbage],
  ["half an answer", half(1)],
  ["noise with a line end", (_, { text, afterMs }) => [{ text: `x}~${text}`, afterMs }]],
  ["an echo", echo],
];

describe.each(USELESS)("%s instead of a status", (_, fault) => {
  it("makes the data stale, never a status, until the UPS is in smart mode again; then everything is read", async () => {
    const bench = await openApcBench(smartUps());
    await poll(bench);
    bench.device.fault = fault;
    for (let tries = 0; tries < 3; tries++) await expect(poll(bench)).rejects.toMatchObject({ fault: "stale" });
    bench.device.fault = healthy;
    await bench.clock.advance(2000);
    bench.device.asked.length = 0;
    expect((await poll(bench)).status).toEqual(["OL"]);
    expect(bench.device.asked.slice(0, 2)).toEqual(["Y", "Q"]);
    expect(bench.device.asked).toContain("u");
  });
});

describe("a line that is dead", () => {
  it("costs a poll one question first, then one try to go into smart mode: three seconds each", async () => {
    const bench = await openApcBench(smartUps());
    bench.device.fault = silent;
    const dead = (): Promise<unknown> => bench.driver.poll("full").catch(() => undefined);
    expect(await bench.time(dead())).toBe(3000);
    expect(await bench.time(dead())).toBe(3000);
    expect(bench.device.asked).toEqual(["Q", "Y", "\x1b"]);
  });

  it("is given up after sixty polls, to be opened afresh", async () => {
    const bench = await openApcBench(smartUps());
    bench.device.fault = silent;
    for (let polls = 0; polls < 60; polls++) await expect(poll(bench)).rejects.toMatchObject({ fault: "stale" });
    await expect(poll(bench)).rejects.toMatchObject({ fault: "lost" });
  });

  it("ends a round at the first question without an answer; the status is told, and after three rounds the data are stale", async () => {
    const bench = await openApcBench(smartUps({ Q: "10" }));
    bench.device.fault = (command, answer) => (command === "X" ? [] : [answer]);
    for (let rounds = 0; rounds < 2; rounds++) {
      bench.device.asked.length = 0;
      expect((await poll(bench)).status).toEqual(["OB"]);
      expect(bench.device.asked).toEqual(["Q", "C", "P", "X"]);
    }
    await expect(poll(bench)).rejects.toMatchObject({
      fault: "stale",
      message: "the device does not tell ups.test.result any more",
    });
    bench.device.fault = healthy;
    expect(value(await poll(bench), "ups.test.result")).toBe("OK");
  });

  it("that was pulled out is lost", async () => {
    const bench = await openApcBench(smartUps());
    bench.device.unplug();
    await expect(poll(bench)).rejects.toMatchObject({ fault: "lost" });
  });
});
