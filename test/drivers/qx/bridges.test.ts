/** Every USB bridge on a chip made of behaviours, and on what was recorded of real ones. */
import { describe, expect, it } from "@jest/globals";
import type { UsbAnswer, UsbPipe } from "../../../src/device/usb-pipe.ts";
import type { Bridge } from "../../../src/drivers/qx/bridges/bridge.ts";
import { BRIDGES, bridgeNamed } from "../../../src/drivers/qx/bridges/ids.ts";
import type { Profile } from "../../sim/devices/answer-table.ts";
import { countedPackets, packetChip, plainPackets, stringChip, stringDescriptor } from "../../sim/devices/chips.ts";
import { asciiBytes, data, FakePipe, hexBytes, SENT, STALL, TIMEOUT } from "../../sim/devices/fake-pipe.ts";
import { VirtualClock } from "../../sim/machine/virtual-clock.ts";

const STATUS = "(226.0 195.0 226.0 014 49.0 27.5 30.0 00001000\r";
const PROFILE: Profile = {
  exchanges: [
    { send: "Q1\r", recv: STATUS },
    { send: "S.5R0003\r", recv: "" },
    { send: "Q\r", recv: "ACK\r" },
  ],
};

interface Spoken {
  ask(question: string): Promise<string | undefined>;
  readonly clock: VirtualClock;
}

interface Settings {
  readonly language?: number;
  readonly options?: Readonly<Record<string, string>>;
}

/** The bridge of that name on a pipe; answers as text. */
function spoken(name: string, pipe: UsbPipe, { language, options = {} }: Settings = {}): Spoken {
  const clock = new VirtualClock();
  const bridge = bridgeNamed(name) as Bridge;
  const exchange = bridge.create({ pipe, clock, language, option: (option) => options[option] });
  const ask = async (question: string): Promise<string | undefined> => {
    const asking = exchange(asciiBytes(question));
    asking.catch(() => undefined);
    await clock.advance(5000);
    const answer = await asking;
    return answer && Buffer.from(answer).toString("latin1");
  };
  return { ask, clock };
}

it("are called as `subdriver =` names them", () => {
  const names = BRIDGES.map(({ name }) => name).sort();
  expect(names).toEqual(
    "ablerex armac cypress fabula fuji gtec hunnox ippon krauler omron phoenix phoenixtec sgs snr".split(" "),
  );
});

describe("cypress", () => {
  it("sends eight bytes at a time and reads up to the carriage return", async () => {
    const { pipe, asked } = packetChip(PROFILE);
    const { ask } = spoken("cypress", pipe);
    expect((await ask("Q1\r"))?.split("\r")[0]).toBe(STATUS.slice(0, -1));
    await ask("S.5R0003\r");
    expect(asked).toEqual(["Q1\r", "S.5R0003\r"]);
    expect(pipe.transfers.filter((one) => one.startsWith("control"))).toEqual(Array(3).fill("control out 5000"));
  });

  it("leaves old bytes behind the carriage return to whoever reads the answer", async () => {
    // Recorded of a 0665:5161: the packets of a QGS answer from its column 24 on.
    const packets = [
      "28 32 32 30 2e 34 20 35",
      "39 2e 39 20 32 31 38 2e",
      "37 20 35 39 2e 39 20 30",
      "30 32 2e 38 20 30 30 37",
      "20 33 36 31 2e 38 20 33",
      "36 31 2e 38 20 32 37 33",
      "2e 32 20 2d 2d 2d 2e 2d",
      "20 30 32 32 2e 39 20 31",
      "30 30 30 30 30 30 30 30",
      "30 31 30 0d 20 32 37 33",
      "2e 32 20 2d 2d 2d 2e 2d",
    ].map(hexBytes);
    const { ask } = spoken(
      "cypress",
      new FakePipe({ controlOut: () => SENT, read: () => data(packets.shift() ?? []) }),
    );
    expect((await ask("QGS\r"))?.split("\r")).toEqual([
      "(220.4 59.9 218.7 59.9 002.8 007 361.8 361.8 273.2 ---.- 022.9 100000000010",
      " 273",
    ]);
  });

  it("brings silence for a command that is not answered, and nothing for one that does not get through", async () => {
    const { pipe } = packetChip(PROFILE);
    expect(await spoken("cypress", pipe).ask("S.5R0003\r")).toBe("");
    const stalled = new FakePipe({ controlOut: () => STALL });
    expect(await spoken("cypress", stalled).ask("Q1\r")).toBeUndefined();
    expect(stalled.cleared).toEqual([0x81]);
    expect(await spoken("cypress", new FakePipe({ controlOut: () => TIMEOUT })).ask("Q1\r")).toBeUndefined();
  });

  it("gives what came of an answer that breaks off", async () => {
    const answers: UsbAnswer[] = [data(asciiBytes("(226.0 1")), TIMEOUT];
    const pipe = new FakePipe({ controlOut: () => SENT, read: () => answers.shift() ?? TIMEOUT });
    expect(await spoken("cypress", pipe).ask("Q1\r")).toBe("(226.0 1");
  });

  it("never reads without end", async () => {
    const pipe = new FakePipe({ controlOut: () => SENT, read: () => data(asciiBytes("12345678")) });
    expect((await spoken("cypress", pipe).ask("Q1\r"))?.length).toBeLessThan(600);
    const empty = new FakePipe({ controlOut: () => SENT, read: () => data([]) });
    expect(await spoken("cypress", empty).ask("Q1\r")).toBe("");
  });

  it("says that the link is broken when a transfer fails for no known reason", async () => {
    const pipe = new FakePipe({ controlOut: () => ({ kind: "error", text: "errno 5" }) });
    await expect(spoken("cypress", pipe).ask("Q1\r")).rejects.toMatchObject({ fault: "lost" });
  });

  it("takes an answer that is longer than it may be for none", async () => {
    const pipe = new FakePipe({ controlOut: () => SENT, read: () => ({ kind: "error", text: "errno 75: overflow" }) });
    expect(await spoken("cypress", pipe).ask("Q1\r")).toBe("");
  });
});

describe("phoenix", () => {
  it("reads old packets away before it asks", async () => {
    const { pipe, asked } = packetChip(PROFILE);
    const old: UsbAnswer[] = [data(asciiBytes("(999.9 9")), data(asciiBytes("99.9\r   "))];
    const read = pipe.read.bind(pipe);
    pipe.read = (address, length, ms) => {
      const next = old.shift();
      return next ? Promise.resolve(next) : read(address, length, ms);
    };
    expect((await spoken("phoenix", pipe).ask("Q1\r"))?.split("\r")[0]).toBe(STATUS.slice(0, -1));
    expect(asked).toEqual(["Q1\r"]);
  });
});

describe("ippon", () => {
  it("reads 64 bytes at once, of which the carriage return ends what counts", async () => {
    const requests: number[] = [];
    const pipe = new FakePipe({
      controlOut: ({ value }) => {
        requests.push(value);
        return SENT;
      },
      read: (_, length) => data([...asciiBytes(`${STATUS}(old bytes`), ...Array(length).fill(0)].slice(0, length)),
    });
    expect(await spoken("ippon", pipe).ask("Q1\r")).toBe(STATUS);
    expect(requests).toEqual([0x2]);
    expect(pipe.transfers).toEqual(["control out 1000", "read 81 64 1000"]);
  });

  it.each([
    ["an empty answer is a NUL and a carriage return", "\0\r", ""],
    ["a missing carriage return is put in", STATUS.slice(0, -1), STATUS],
    ["a NUL before the carriage return is part of the answer", "(22\0.0\r", "(22\0.0\r"],
  ])("%s", async (_, answer, wanted) => {
    const pipe = new FakePipe({ controlOut: () => SENT, read: () => data([...asciiBytes(answer), 0, 0]) });
    expect(await spoken("ippon", pipe).ask("Q1\r")).toBe(wanted);
  });
});

describe("omron", () => {
  const answering = (answer: string, reports: string[] = []) =>
    new FakePipe({
      controlOut: ({ value }, bytes) => {
        reports.push(`${value.toString(16)} ${Buffer.from(bytes).toString("hex")}`);
        return SENT;
      },
      read: (_, length) => data(asciiBytes(answer).subarray(0, length)),
    });

  it("sends reports of 16 bytes and reads up to 64 at once", async () => {
    const reports: string[] = [];
    const pipe = answering(`${STATUS}old bytes`, reports);
    expect(await spoken("omron", pipe).ask("Q1\r")).toBe(STATUS);
    expect(reports).toEqual([`2 51310d${"00".repeat(13)}`]);
    expect(pipe.transfers).toEqual(["control out 1000", "read 81 64 1000"]);
  });

  it.each([
    ["without its carriage return, all that came", "0699", "0699\r"],
    ["without its carriage return, up to the NUL", "0699\0\0\0", "0699\r"],
    ["of a NUL only, silence", "\0\0", ""],
  ])("takes for an answer %s", async (_, answer, wanted) => {
    expect(await spoken("omron", answering(answer)).ask("RTS\r")).toBe(wanted);
  });

  it("brings nothing for a question that does not get through", async () => {
    expect(await spoken("omron", new FakePipe({ controlOut: () => STALL })).ask("Q1\r")).toBeUndefined();
  });
});

describe("gtec", () => {
  it("reads the answer at once, so that the UPS stays on the bus", async () => {
    const pipe = new FakePipe({
      controlOut: () => SENT,
      read: (_, length) => data(asciiBytes(STATUS).subarray(0, length)),
    });
    expect(await spoken("gtec", pipe).ask("Q4\r")).toBe(STATUS);
    expect(pipe.transfers).toEqual(["control out 5000", "read 81 128 1000"]);
  });
});

describe("sgs", () => {
  it("counts the bytes of every packet, and reads until no more come", async () => {
    const { pipe, asked } = packetChip(PROFILE, countedPackets);
    const { ask } = spoken("sgs", pipe);
    expect(await ask("Q1\r")).toBe(STATUS);
    expect(await ask("S.5R0003\r")).toBe("");
    expect(asked).toEqual(["Q1\r", "S.5R0003\r"]);
  });

  it("puts a missing carriage return in, and trusts no count above seven", async () => {
    const packets = [hexBytes("ff 28 32 32 36 2e 30 20")];
    const pipe = new FakePipe({
      controlOut: () => SENT,
      read: () => {
        const next = packets.shift();
        return next ? data(next) : TIMEOUT;
      },
    });
    expect(await spoken("sgs", pipe).ask("Q1\r")).toBe("(226.0 \r");
  });
});

describe("krauler", () => {
  it("asks by the number of a string descriptor, and mends the answer", async () => {
    // Recorded of a Powersa RT3000: 46 and 21 characters, without the carriage return.
    const { pipe, asked } = stringChip({
      3: "(227.0 120.0 000.0 000 49.9 2.28 25.0 00000001",
      13: "#220.0 013 72.00 50.0",
      12: "XNAME            MODEL      V1.0      \r",
    });
    const { ask } = spoken("krauler", pipe);
    expect(await ask("Q1\r")).toBe("(227.0 120.0 000.0 000 49.9 2.28 25.0 00000001\r");
    expect(await ask("F\r")).toBe("#220.0 013 72.00 50.0\r");
    expect(await ask("I\r")).toBe("#NAME            MODEL      V1.0      \r");
    expect(asked.map(([index]) => index)).toEqual([0, 3, 0, 13, 0, 12]);
  });

  it("gives back what has no number, which counts as refused", async () => {
    const { pipe, asked } = stringChip({});
    const { ask } = spoken("krauler", pipe);
    expect(await ask("S.5R0003\r")).toBe("S.5R0003\r");
    expect(await ask("QGS\r")).toBe("QGS\r");
    expect(asked).toEqual([]);
  });

  it("takes a command as done when the device gives its descriptor", async () => {
    const { ask } = spoken("krauler", stringChip({ 4: "test" }).pipe);
    expect((await ask("T\r"))?.split("\r")[0]).toBe("");
    expect(await ask("TL\r")).toBeUndefined();
  });

  it("asks ten times where the device says UPS No Ack", async () => {
    const chip = stringChip({ 3: "UPS No Ack" });
    expect(await spoken("krauler", chip.pipe, { language: 0x409 }).ask("Q1\r")).toBe("");
    expect(chip.asked).toEqual(Array(10).fill([3, 0x409, 255]));
  });

  it("speaks the language of langid_fix, and asks again for a descriptor of another length than it states", async () => {
    const chip = stringChip({ 3: STATUS });
    const broken = Uint8Array.of(200, ...stringDescriptor("(226.0").subarray(1));
    chip.strings.set(3, broken);
    const { ask } = spoken("krauler", chip.pipe, { language: 0x4095 });
    const asking = ask("Q1\r");
    chip.strings.set(3, STATUS);
    expect(await asking).toBe(STATUS);
    expect(new Set(chip.asked.map(([, language]) => language))).toEqual(new Set([0x4095]));
  });

  it("shows characters that are no ASCII as question marks", async () => {
    const { ask } = spoken("krauler", stringChip({ 12: "#Größe  €\r" }).pipe);
    expect(await ask("I\r")).toBe("#Gr??e  ?\r");
  });
});

describe("snr", () => {
  it("reads once before it asks, and knows the three questions only", async () => {
    const { pipe, asked } = stringChip({ 3: ` ${STATUS.slice(1)}` });
    const { ask } = spoken("snr", pipe);
    expect(await ask("Q1\r")).toBe(STATUS);
    expect(asked).toEqual([[3, 0x409, 102]]);
    expect(pipe.transfers[0]).toBe("read 81 102 1000");
    expect(await ask("T\r")).toBe("T\r");
  });
});

describe("fabula", () => {
  it("asks by number, as recorded of a MEC0003", async () => {
    const { pipe } = stringChip({ 3: "(000.0 000.0 230.0 000 00.0 12.8 29.0 10001000\r" });
    expect(await spoken("fabula", pipe).ask("Q1\r")).toBe("(000.0 000.0 230.0 000 00.0 12.8 29.0 10001000\r");
  });

  it("takes UPS No Ack for silence", async () => {
    expect(await spoken("fabula", stringChip({ 7: "UPS No Ack" }).pipe).ask("Q\r")).toBe("");
    expect(await spoken("fabula", stringChip({}).pipe).ask("Q\r")).toBeUndefined();
  });

  it.each([
    ["S.2R0003\r", 0x18],
    ["S.5R0003\r", 0x18],
    ["S.5\r", 0x18],
    ["S.5R0000\r", 0x10],
    ["S.6R0000\r", 0x20],
    ["S.9R0003\r", 0x58],
    ["S01R0003\r", 0x68],
    ["S02R0000\r", 0x70],
    ["S10R0003\r", 0xf8],
    ["S99R0000\r", 0xf0],
    ["S00R0000\r", 0x10],
    ["C\r", 0x0a],
  ])("sends %j as number %p", async (command, index) => {
    const { pipe, asked } = stringChip({ [index]: "UPS No Ack" });
    expect(await spoken("fabula", pipe).ask(command)).toBe("");
    expect(asked.at(-1)?.[0]).toBe(index);
  });

  it.each(["T\r", "T10\r", "TL\r", "CT\r", "Sxx\r"])("gives %j back, which counts as refused", async (command) => {
    expect(await spoken("fabula", stringChip({}).pipe).ask(command)).toBe(command);
  });
});

describe("hunnox", () => {
  const STRINGS = { 3: STATUS, 13: "#220.0 000 024.0 50.0\r", 12: "#HUNNOX", 243: "BL087\r" };
  const steps = async (questions: readonly string[], settings: Settings = {}) => {
    const { pipe, asked } = stringChip(STRINGS);
    const { ask } = spoken("hunnox", pipe, { language: 0x409, ...settings });
    const answers: (string | undefined)[] = [];
    for (const question of questions) answers.push(await ask(question));
    return { answers, indices: asked.map(([index]) => index) };
  };

  it("keeps in step with the device: first a greeting, then rating, status and maker in turn", async () => {
    const { answers, indices } = await steps(["Q1\r", "Q1\r", "Q1\r", "Q1\r", "BL\r"]);
    expect(answers).toEqual([STATUS, STATUS, STATUS, STATUS, "BL087\r"]);
    expect(indices).toEqual([0, 0, 1, 3, 13, 3, 3, 12, 3, 13, 243]);
  });

  it("leaves the maker out with novendor", async () => {
    const { indices } = await steps(["Q1\r", "Q1\r", "Q1\r", "Q1\r"], { options: { novendor: "" } });
    expect(indices).toEqual([0, 0, 1, 3, 13, 3, 3, 3]);
  });

  it("asks for 102 bytes and no more, else the device hangs", async () => {
    const { pipe, asked } = stringChip(STRINGS);
    const { ask } = spoken("hunnox", pipe);
    for (const question of ["Q1\r", "F\r", "BL\r"]) await ask(question);
    expect(asked.filter(([index]) => index > 1).every(([, , length]) => length === 102)).toBe(true);
  });
});

describe("fuji", () => {
  const chip = (answers: UsbAnswer[]) => {
    const packets: string[] = [];
    const pipe = new FakePipe({
      write: (address, bytes) => {
        packets.push(`${address} ${Buffer.from(bytes).toString("hex")}`);
        return SENT;
      },
      read: () => answers.shift() ?? TIMEOUT,
    });
    return { ...spoken("fuji", pipe), packets };
  };

  it("puts question and length of the answer into one packet", async () => {
    const answer = plainPackets().pack(asciiBytes(STATUS));
    const { ask, packets } = chip(answer.map(data));
    expect((await ask("Q1\r"))?.split("\r")[0]).toBe(STATUS.slice(0, -1));
    expect(packets).toEqual(["2 800603035131002f"]);
  });

  it.each([
    ["F\r", "2 8006020346000016"],
    ["T\r", "2 8006020354000000"],
    ["TL\r", "2 80060303544c0000"],
    // The return delay does not fit: the UPS comes back as soon as mains do.
    ["S.5R0003\r", "2 80060403532e3500"],
    ["S01\r", "2 8006040353303100"],
  ])("sends %j", async (command, packet) => {
    const { ask, packets } = chip([]);
    expect(await ask(command)).toBe("");
    expect(packets).toEqual([packet]);
  });

  it.each(["S.5R0000\r", "S00R0000\r", "QVFW\r"])("gives %j back, which does not fit", async (command) => {
    const { ask, packets } = chip([]);
    expect(await ask(command)).toBe(command);
    expect(packets).toEqual([]);
  });
});

describe("phoenixtec", () => {
  const chip = (answer: string) => {
    const sent: string[] = [];
    const pipe = new FakePipe({
      controlOut: ({ type, recipient, request }, bytes) => {
        sent.push(`${type} ${recipient} ${request} ${Buffer.from(bytes).toString("latin1")}`);
        return SENT;
      },
      read: () => data(asciiBytes(answer)),
    });
    return { ...spoken("phoenixtec", pipe), sent, pipe };
  };

  it("takes a question whole", async () => {
    const { ask, sent } = chip("(00,00 0 1\r");
    expect(await ask("GS,00\r")).toBe("(00,00 0 1\r");
    expect(sent).toEqual(["vendor endpoint 13 GS,00\r"]);
  });

  it.each(["T\r", "T02\r", "TL\r", "S.5R0003\r", "C\r", "CT\r", "SS---1,01\r", "SRC1869:19:06:37,01\r", "TUD,01\r"])(
    "waits for no answer to %j",
    async (command) => {
      const { ask, pipe } = chip("never read");
      expect(await ask(command)).toBe("");
      expect(pipe.transfers).toEqual(["control out 1000"]);
    },
  );

  it.each(["MSO\r", "GSN,00\r", "PNV\r", "FLT,00\r", "WH\r"])("waits for the answer to %j", async (question) => {
    const { ask } = chip("(answer\r");
    expect(await ask(question)).toBe("(answer\r");
  });
});

describe("ablerex", () => {
  const chip = (answers: readonly string[]) => {
    const reports: string[] = [];
    const left = [...answers];
    const pipe = new FakePipe({
      controlOut: ({ value }, bytes) => {
        reports.push(`${value.toString(16)} ${bytes.length} ${Buffer.from(bytes.subarray(0, 6)).toString("hex")}`);
        return SENT;
      },
      controlIn: (_, length) => {
        const next = left.length > 1 ? left.shift() : left[0];
        return next === undefined ? TIMEOUT : data([...asciiBytes(next), ...Array(length).fill(0)].slice(0, length));
      },
    });
    return { ...spoken("ablerex", pipe), reports };
  };

  it("writes the question as a report, and reads the answer half a second later", async () => {
    const { ask, reports } = chip([STATUS]);
    expect(await ask("Q1\r")).toBe(STATUS);
    expect(reports).toEqual(["305 47 05000351310d"]);
  });

  it("asks three times for an answer of the right length", async () => {
    const { ask, reports } = chip(["(226\r", "(226.0 195.0\r", STATUS]);
    expect(await ask("Q1\r")).toBe(STATUS);
    expect(reports).toHaveLength(3);
    const short = chip(["(226\r"]);
    expect(await short.ask("Q1\r")).toBe("");
    expect(short.reports).toHaveLength(3);
  });

  it("takes an answer that is always as much shorter", async () => {
    for (const answer of [`${STATUS.slice(0, -2)}\r`, `${STATUS.slice(0, -4)}\r`]) {
      const { ask, reports } = chip([answer]);
      expect(await ask("Q1\r")).toBe(answer);
      expect(reports).toHaveLength(2);
    }
  });

  it("takes a byte of the details that looks like a line end for a number", async () => {
    const details = `(\u0001\u00f4\r${"\u0001".repeat(17)}\r`;
    expect(await chip([details]).ask("Q5\r")).toBe(details);
  });

  it("asks once for the details, which many devices do not have", async () => {
    const { ask, reports } = chip(["(\r"]);
    expect(await ask("Q5\r")).toBe("");
    expect(reports).toHaveLength(1);
  });

  it("takes any length for questions of its own, and nothing where the device fails", async () => {
    expect(await chip(["(\u0001\u0001\u0007\u00d3\r"]).ask("At\r")).toBe("(\u0001\u0001\u0007\u00d3\r");
    expect(await chip([]).ask("Q1\r")).toBeUndefined();
  });
});

describe("armac", () => {
  const packetsOf = (text: string, size: number): UsbAnswer[] => {
    const parts = text.match(new RegExp(`[^]{1,${size - 1}}`, "g")) ?? [];
    return parts.map((part) =>
      data([0xc0 + part.length, ...asciiBytes(part), ...Array(size - 1 - part.length).fill(0)]),
    );
  };

  const NEW = [
    { address: 0x82, interrupt: true, packetSize: 64 },
    { address: 0x02, interrupt: true, packetSize: 64 },
  ];

  function chip(answers: readonly UsbAnswer[], endpoints: typeof NEW = []) {
    const sent: string[] = [];
    const left = [...answers];
    const note = (bytes: Uint8Array): UsbAnswer => {
      sent.push(Buffer.from(bytes).toString("hex"));
      return SENT;
    };
    // The first read finds the chip's buffer empty.
    let clean = endpoints.length > 0;
    const pipe = new FakePipe({
      endpoints,
      controlOut: (_, bytes) => note(bytes),
      write: (_, bytes) => note(bytes),
      read: () => {
        if (clean) return left.shift() ?? TIMEOUT;
        clean = true;
        return TIMEOUT;
      },
    });
    return { ...spoken("armac", pipe), sent, pipe };
  }

  it("sends three bytes at a time and reads five", async () => {
    const { ask, sent } = chip(packetsOf(STATUS, 6));
    expect(await ask("Q1\r")).toBe(STATUS);
    expect(sent).toEqual(["a351310d"]);
    const timed = chip([]);
    expect(await timed.ask("T10\r")).toBe("");
    expect(timed.sent).toEqual(["a3543130", "a10d0000"]);
  });

  it.each([4, 6, 7, 8])("reads packets of %d bytes, and a last one that is shorter", async (size) => {
    const packets = packetsOf(STATUS, size);
    expect(await chip(packets).ask("Q1\r")).toBe(STATUS);
    const last = STATUS.slice((packets.length - 1) * (size - 1));
    const short = [...packets.slice(0, -1), data([0xc0 + last.length, ...asciiBytes(last)])];
    expect(await chip(short).ask("Q1\r")).toBe(STATUS);
  });

  it("reads old packets of any length away before it asks", async () => {
    const old = [data(hexBytes("c6 39 39 39 2e 39 20")), data(hexBytes("c2 39 0d"))];
    const { pipe, ask } = chip([...old, TIMEOUT, ...packetsOf(STATUS, 7)]);
    // The chip's own first empty read is not wanted here.
    await pipe.read(0x81, 8, 100);
    expect(await ask("Q1\r")).toBe(STATUS);
  });

  it("speaks in whole packets to newer chips", async () => {
    const { ask, sent, pipe } = chip(packetsOf(STATUS, 64), NEW);
    expect(await ask("Q1\r")).toBe(STATUS);
    expect(sent).toEqual(["a351310d"]);
    expect(pipe.transfers).toEqual(["write 2 5000", "read 82 64 1000"]);
  });

  it("counts what stands in the packet, not more", async () => {
    // A newer UPS counts its control byte as well.
    const { ask } = chip([data(hexBytes("c6 28 32 32 36 2e")), data(hexBytes("c1 0d 00 00 00 00"))]);
    expect(await ask("Q1\r")).toBe("(226.\r");
  });

  it("takes a NUL for the end, as recorded of a Vultech UPS1400VA", async () => {
    const first = data([...hexBytes("af 28 00 00 00 2e"), ...Array(58).fill(0)]);
    expect(await chip([first], NEW).ask("Q1\r")).toBe("(");
    const second = data([0xef, ...asciiBytes(STATUS), ...Array(16).fill(0)]);
    expect(await chip([second], NEW).ask("Q1\r")).toBe(STATUS);
  });

  it("takes a NUL for 0 among the status bits, as a Vultech V2000 has them", async () => {
    const bits = STATUS.replace("00001000", "0\u00000\u00001000");
    expect(await chip(packetsOf(bits, 64), NEW).ask("Q1\r")).toBe(STATUS);
  });

  it("brings silence from a UPS that is off", async () => {
    expect(await chip([data(hexBytes("c1 00 00 00 00 00"))]).ask("Q1\r")).toBe("");
    expect(await chip([data(hexBytes("c0 00 00 00 00 00"))]).ask("Q1\r")).toBe("");
  });

  it.each(["QGS\r", "QS\r", "QPI\r", "M\r", "D\r"])(
    "does not ask %j, which such a UPS never answers",
    async (question) => {
      const { ask, pipe } = chip([]);
      expect(await ask(question)).toBe(question);
      expect(pipe.transfers).toEqual([]);
    },
  );
});
