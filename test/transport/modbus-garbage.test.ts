/** Frames of a Modbus unit that are spoilt, on lines and connections in memory and in no time. */
import { afterEach, beforeEach, describe, expect, it, jest } from "@jest/globals";
import type { ModbusLink } from "../../src/device/modbus.ts";
import type { SerialLine } from "../../src/device/serial-line.ts";
import { modbusOpener } from "../../src/transport/modbus/link.ts";
import { changed, numbers, PURE_INPUTS, type Spoiling, spoiltBytes } from "../sim/bench/spoilt.ts";
import { ModbusUnit } from "../sim/servers/modbus-unit.ts";

const TIMEOUT_MS = 1000;
const NO_TCP = { open: () => Promise.reject(new Error("no connection here")) };

const full = (): ModbusUnit =>
  new ModbusUnit()
    .set("coils", 3, 1)
    .set("discrete", 10, 1)
    .set("discrete", 11, 0)
    .set("input", 7, 513)
    .set("input", 8, 2)
    .set("holding", 8, 65_535);

/** A link to a unit whose frames are made others. */
function lineTo(unit: ModbusUnit, spoil: (frame: Uint8Array) => Uint8Array): Promise<ModbusLink> {
  let heard: ((byte: number) => void) | undefined;
  const line: Pick<SerialLine, "path" | "write" | "listen" | "close"> = {
    path: "/dev/ttyTEST",
    listen: (listener) => {
      heard = listener;
    },
    write: (bytes) => {
      for (const byte of spoil(unit.frame(bytes) ?? new Uint8Array())) heard?.(byte);
      return Promise.resolve();
    },
    close: () => Promise.resolve(),
  };
  const serial = { open: () => Promise.resolve(Object.assign(Object.create(null), line)) };
  const target = { kind: "serial", path: "/dev/ttyTEST", settings: { baud: 9600 } } as const;
  return modbusOpener(NO_TCP, serial).open({ line: target, unit: 5, timeoutMs: TIMEOUT_MS });
}

const HEAD = 7;

/** A link to a unit on a connection in memory, whose frames are made others and come in two pieces. */
function connectionTo(unit: ModbusUnit, spoil: (frame: Uint8Array) => Uint8Array): Promise<ModbusLink> {
  const came: Uint8Array[] = [];
  let wake = (): void => undefined;
  const read = async (): Promise<Uint8Array | undefined> => {
    while (came.length === 0)
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    return came.shift();
  };
  const write = (bytes: Uint8Array): Promise<void> => {
    const serial = unit.frame(Buffer.concat([bytes.subarray(6), Buffer.alloc(2)])) ?? Buffer.alloc(3);
    const head = Uint8Array.from([...bytes.subarray(0, 4), 0, serial.length - 2]);
    const frame = spoil(Buffer.concat([head, serial.subarray(0, -2)]));
    const half = frame.length >> 1;
    came.push(...[frame.subarray(0, half), frame.subarray(half)].filter(({ length }) => length > 0));
    wake();
    return Promise.resolve();
  };
  const stream = { name: "rio:502", read, write, close: () => Promise.resolve() };
  const serial = { open: () => Promise.reject(new Error("no line here")) };
  const line = { kind: "tcp", host: "rio", port: 502 } as const;
  return modbusOpener({ open: () => Promise.resolve(stream) }, serial).open({ line, unit: 5, timeoutMs: TIMEOUT_MS });
}

const numbered = (frame: Uint8Array, at: number, by: number): Uint8Array =>
  frame.map((byte, nth) => (nth === at ? byte ^ by : byte));

/** Nothing proves the bytes behind the head: what is spoilt here is length, number, protocol, or the whole answer. */
const ON_TCP: readonly Spoiling[] = [
  (frame, below) => frame.subarray(0, below(frame.length)),
  (frame, below) => Uint8Array.from([...frame, ...Array.from({ length: 1 + below(9) }, () => below(256))]),
  (frame, below) => numbered(frame, below(4), 1 + below(255)),
  (frame, below) => Uint8Array.from([...frame.subarray(0, HEAD), (frame[HEAD] ?? 0) | 0x80, below(256)]),
  (_, below) => Uint8Array.from({ length: below(60) }, () => below(256)),
];

type Answer = Awaited<ReturnType<ModbusLink["read"]>> | Awaited<ReturnType<ModbusLink["identify"]>>;
type Ask = (link: ModbusLink) => Promise<Answer>;

const ASKS: readonly Ask[] = [
  (link) => link.read("input", 7, 2),
  (link) => link.read("coils", 3, 1),
  (link) => link.read("discrete", 10, 2),
  (link) => link.read("holding", 99, 1),
  (link) => link.write("holding", 8, 65_535),
  (link) => link.writeAll(8, [65_535]),
  (link) => link.identify(0x87),
];

/** Turns of the event loop in which an answer in memory has come. */
const TURNS = 16;

/** What comes of a question, if only that its time is over. */
async function outcomeOf(asked: Promise<Answer>): Promise<string> {
  let outcome = "";
  const tell = (answer: Answer): void => {
    const objects = "objects" in answer ? [...answer.objects].join() : "";
    outcome = answer.kind === "data" ? `data ${"values" in answer ? answer.values.join() : objects}` : answer.kind;
  };
  asked.then(tell, ({ fault }: { readonly fault: string }) => {
    outcome = fault;
  });
  for (let turns = 0; outcome === "" && turns < 10 * TURNS; turns++) {
    await Promise.resolve();
    if (turns % TURNS === TURNS - 1) jest.advanceTimersByTime(TIMEOUT_MS);
  }
  return outcome;
}

beforeEach(() => {
  jest.useFakeTimers({ doNotFake: ["nextTick", "queueMicrotask", "setImmediate"] });
});
afterEach(() => {
  jest.useRealTimers();
});

describe.each([
  ["cut, lengthened or changed", spoiltBytes, ["data", "refused", "stale"]],
  ["of which a byte is another one", changed, ["stale"]],
] as const)("frames on a serial line %s", (_, how: Spoiling, kinds: readonly string[]) => {
  it("are refused or hold what was sent, and the next ones count", async () => {
    const unit = full();
    unit.objects = [[[0x87, Uint8Array.of(1)]]];
    const below = numbers(20_261_130);
    let isSpoilt = false;
    const link = await lineTo(unit, (frame) => (isSpoilt ? how(frame, below) : frame));
    const truths: string[] = [];
    for (const ask of ASKS) truths.push(await outcomeOf(ask(link)));
    for (let count = 0; count < PURE_INPUTS / 2; count++) {
      const which = below(ASKS.length);
      const ask = ASKS[which] as Ask;
      isSpoilt = true;
      const got = await outcomeOf(ask(link));
      const [kind = ""] = got.split(" ", 1);
      if (!kinds.includes(kind) || (kind === "data" && got !== truths[which])) expect([which, got]).toBeUndefined();
      isSpoilt = false;
      if (count % 16 > 0) continue;
      // What came too late for the one before spoils the first.
      await outcomeOf(ask(link));
      expect(await outcomeOf(ask(link))).toBe(truths[which]);
    }
    await link.close();
  });
});

it("frames on a connection that are cut, lengthened, of another request or exceptions give what was sent or nothing", async () => {
  const unit = full();
  unit.objects = [[[0x87, Uint8Array.of(1)]]];
  const below = numbers(20_261_130);
  let how: Spoiling = (frame) => frame;
  const link = await connectionTo(unit, (frame) => how(frame, below));
  const truths: string[] = [];
  for (const ask of ASKS) truths.push(await outcomeOf(ask(link)));
  expect(truths.map((truth) => truth.split(" ", 1)[0])).toEqual([
    ...Array(3).fill("data"),
    "refused",
    ...Array(3).fill("data"),
  ]);
  for (let count = 0; count < PURE_INPUTS / 5; count++) {
    const which = below(ASKS.length);
    const ask = ASKS[which] as Ask;
    const kind = below(ON_TCP.length);
    how = ON_TCP[kind] as Spoiling;
    const got = await outcomeOf(ask(link));
    const isForeign = kind === 2;
    const isFine = got === "stale" || (!isForeign && (got === "refused" || got === truths[which]));
    if (!isFine) expect([which, kind, got]).toBeUndefined();
    how = (frame) => frame;
    if (count % 16 > 0) continue;
    // What came too late for the one before spoils the first.
    await outcomeOf(ask(link));
    expect(await outcomeOf(ask(link))).toBe(truths[which]);
  }
  await link.close();
});
