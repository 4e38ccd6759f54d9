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
