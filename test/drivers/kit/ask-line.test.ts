/** One question and its answer on a serial line, by the rules of the device. */
import { beforeEach, describe, expect, it } from "@jest/globals";
import { AskLine, type LineRules } from "../../../src/drivers/kit/line/ask-line.ts";
import { echo, SerialDevice, silent } from "../../sim/devices/serial-device.ts";
import { VirtualClock } from "../../sim/machine/virtual-clock.ts";

const RULES: LineRules = { ends: "\r", until: "\r", answerMs: 1000, longest: 64 };

let clock: VirtualClock;
let device: SerialDevice;

beforeEach(() => {
  clock = new VirtualClock();
});

function lineWith(rules: Partial<LineRules>, answers: Readonly<Record<string, string>>): AskLine {
  const exchanges = Object.entries(answers).map(([send, recv]) => ({ send, recv }));
  device = new SerialDevice({ eol: "", unknown: "", exchanges }, clock);
  return new AskLine(device, clock, { ...RULES, ...rules });
}

/** The call with three seconds of time. */
async function timed<T>(call: Promise<T>): Promise<T> {
  await clock.advance(3000);
  return call;
}

describe("an answer", () => {
  it("ends with the terminator, and what follows it is not read", async () => {
    const line = lineWith({}, { "P\r": "009.1\r17" });
    expect(await timed(line.ask("P"))).toEqual({ kind: "data", raw: "009.1" });
  });

  it("may end with a prompt, whose last character may stand in the answer too", async () => {
    const line = lineWith({ until: "=>" }, { "fo\r": "1>2\r\n=>" });
    expect(await timed(line.text("fo"))).toBe("1>2=>");
  });

  it("may end in one of several ways", async () => {
    const line = lineWith({ until: ["OK", "\r"] }, { "S\r": "OK", "Q\r": "NO\r" });
    const start = clock.now();
    const both = line.text("S").then(async (said) => [said, await line.text("Q"), clock.now() - start]);
    expect(await timed(both)).toEqual(["OK", "NO", 0]);
  });

  it.each([
    ["taken as far as it came", undefined, { kind: "data", raw: "009" }],
    ["none where only a whole one counts", true, { kind: "silent" }],
  ] as const)("without its end is %s", async (_, whole, answer) => {
    const line = lineWith(whole ? { whole } : {}, { "P\r": "009" });
    expect(await timed(line.ask("P"))).toEqual(answer);
  });

  it("comes behind the echo of its question, or where the device forgets that", async () => {
    const line = lineWith({ echoes: true }, { "P\r": "009.1\r" });
    expect(await timed(line.text("P"))).toBe("009.1");
    device.fault = echo;
    expect(await timed(line.text("P"))).toBe("009.1");
    expect(await timed(line.exchange(Buffer.from("P\r")))).toEqual(Buffer.from("009.1\r"));
  });

  it("is bytes as they come for who speaks in bytes", async () => {
    const line = lineWith({}, { "\x01\x02": "\xff\x00\r" });
    expect([...(await timed(line.exchange(Uint8Array.of(1, 2))))]).toEqual([0xff, 0, 13]);
  });

  it("is silence when nothing comes, and a refusal where the device says so", async () => {
    const line = lineWith({ refused: (answer) => answer === "NA" }, { "x\r": "NA\r" });
    expect(await timed(line.ask("x"))).toEqual({ kind: "refused" });
    device.fault = silent;
    expect(await timed(line.ask("x"))).toEqual({ kind: "silent" });
  });
});

describe("what comes unasked", () => {
  const alerting = (): AskLine => lineWith({ unasked: "!$", whole: true }, { "P\r": "00!9.1\r", "B\r": "$\r27.6\r" });

  it("is no part of the answer that it comes in, nor of one behind it", async () => {
    const line = alerting();
    expect([await timed(line.text("P")), line.unasked]).toEqual(["009.1", "!"]);
    expect([await timed(line.text("B")), line.unasked]).toEqual(["27.6", "$"]);
  });

  it("counts before a question, unless it comes among noise", async () => {
    const line = alerting();
    device.say("$");
    await timed(line.text("P"));
    expect(line.unasked).toBe("$!");
    device.say("$x");
    await timed(line.text("P"));
    expect(line.unasked).toBe("!");
  });

  it("is heard while nothing is asked", () => {
    const line = alerting();
    const heard: string[] = [];
    line.hear((character) => heard.push(character));
    device.say("a!b$");
    line.hear(undefined);
    device.say("!");
    expect(heard).toEqual(["!", "$"]);
  });

  it("does not keep a question waiting longer than its answer may take", async () => {
    const line = lineWith({ unasked: "!", whole: true }, {});
    const jabber = (): void => {
      device.say("!\r");
      clock.after(100, jabber);
    };
    jabber();
    let ended = Number.NaN;
    const start = clock.now();
    void line.text("P").then(() => {
      ended = clock.now() - start;
    });
    await clock.advance(5000);
    expect(ended).toBeLessThanOrEqual(1100);
  });
});

it("sends byte after byte where the device is slow", async () => {
  const line = lineWith({ paceMs: 100 }, {});
  const call = line.send("Sx");
  await clock.advance(150);
  expect(device.asked).toEqual(["S", "x"]);
  await clock.advance(150);
  await call;
  expect(device.asked).toEqual(["S", "x", "\r"]);
});
