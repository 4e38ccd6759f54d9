/** Modbus over connections and lines in memory. */
import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import type { ModbusLink } from "../../src/device/modbus.ts";
import type { SerialLine } from "../../src/device/serial-line.ts";
import { modbusOpener } from "../../src/transport/modbus/link.ts";
import { MemoryTcp } from "../sim/devices/memory-tcp.ts";
import { VirtualClock } from "../sim/machine/virtual-clock.ts";
import { ModbusUnit } from "../sim/servers/modbus-unit.ts";

const NO_SERIAL = { open: () => Promise.reject(new Error("no line here")) };
/** In real time, which the package measures; an answer in memory takes none. */
const timeoutMs = 20;

const full = (): ModbusUnit =>
  new ModbusUnit()
    .set("coils", 3, 1)
    .set("discrete", 10, 1)
    .set("discrete", 11, 0)
    .set("input", 7, 513)
    .set("holding", 8, 65_535);

async function overTcp(unit: ModbusUnit): Promise<{ readonly link: ModbusLink; readonly tcp: MemoryTcp }> {
  const tcp = new MemoryTcp(unit.serve, new VirtualClock());
  const line = { kind: "tcp", host: "rio", port: 502 } as const;
  return { link: await modbusOpener(tcp, NO_SERIAL).open({ line, unit: 5, timeoutMs }), tcp };
}

async function overSerial(unit: ModbusUnit): Promise<ModbusLink> {
  let heard: ((byte: number) => void) | undefined;
  const line: Pick<SerialLine, "path" | "write" | "listen" | "close"> = {
    path: "/dev/ttyTEST",
    listen: (listener) => {
      heard = listener;
    },
    write: (bytes) => {
      for (const byte of unit.frame(bytes) ?? []) heard?.(byte);
      return Promise.resolve();
    },
    close: () => Promise.resolve(),
  };
  const serial = { open: () => Promise.resolve(Object.assign(Object.create(null), line)) };
  const target = { kind: "serial", path: "/dev/ttyTEST", settings: { baud: 9600 } } as const;
  return modbusOpener(new MemoryTcp(unit.serve, new VirtualClock()), serial).open({ line: target, unit: 5, timeoutMs });
}

describe.each([
  ["TCP", async (unit: ModbusUnit) => (await overTcp(unit)).link],
  ["a serial line", overSerial],
])("over %s", (_, open) => {
  it("all four tables are read, and what can be written is", async () => {
    const unit = full();
    const link = await open(unit);
    expect(await link.read("coils", 3, 1)).toEqual({ kind: "data", values: [1] });
    expect(await link.read("discrete", 10, 2)).toEqual({ kind: "data", values: [1, 0] });
    expect(await link.read("input", 7, 1)).toEqual({ kind: "data", values: [513] });
    expect(await link.read("holding", 8, 1)).toEqual({ kind: "data", values: [65_535] });
    expect((await link.write("coils", 3, 0)).kind).toBe("data");
    expect((await link.write("holding", 8, 300)).kind).toBe("data");
    expect([unit.get("coils", 3), unit.get("holding", 8)]).toEqual([0, 300]);
    await link.close();
  });

  it("several registers are written in one request", async () => {
    const unit = full().set("holding", 9, 1);
    const link = await open(unit);
    expect(await link.writeAll(8, [300, 2])).toEqual({ kind: "data", values: [300, 2] });
    expect([unit.asked, unit.get("holding", 8), unit.get("holding", 9)]).toEqual([["holding 8 = 300, 2"], 300, 2]);
    expect(await link.writeAll(9, [1, 1])).toMatchObject({ kind: "refused", why: /Illegal Data Address/i });
    await link.close();
  });

  it("a unit says who it is, in one answer or in several", async () => {
    const unit = full();
    const link = await open(unit);
    unit.objects = [
      [
        [0x87, Uint8Array.of(0, 0, 0, 1)],
        [0x88, Buffer.from("1=UPS2000")],
      ],
      [[0x89, Buffer.from("more")]],
    ];
    const told = await link.identify(0x87);
    const texts =
      told.kind === "data" ? [...told.objects].map(([at, value]) => [at, Buffer.from(value).toString()]) : [];
    expect(texts).toEqual([
      [0x87, "\0\0\0\u0001"],
      [0x88, "1=UPS2000"],
      [0x89, "more"],
    ]);
    await link.close();
  });

  it.each([
    ["that knows no such function", [1], /Illegal Function/i],
    ["that lacks the object", [2], /Illegal Data Address/i],
    ["that names the kind of identification besides", [14, 2], /Illegal Data Address/i],
    ["whose exception Modbus does not define", [0x81], /does not define/],
  ])("a unit %s refuses to say who it is, and hinders nothing else", async (_, refusal, why) => {
    const unit = full();
    const link = await open(unit);
    unit.fault = () => Buffer.from([0xab, ...refusal]);
    expect(await link.identify(0x87)).toMatchObject({ kind: "refused", why });
    unit.fault = undefined;
    expect(await link.read("input", 7, 1)).toMatchObject({ kind: "data" });
    await link.close();
  });

  it("an identification that never ends is not followed for ever", async () => {
    const unit = full();
    const link = await open(unit);
    unit.objects = [[[0x87, Uint8Array.of(1)]]];
    unit.fault = (answer) => Buffer.from([...answer.subarray(0, 4), 0xff, 0x87, ...answer.subarray(6)]);
    expect(await link.identify(0x87)).toMatchObject({ kind: "data" });
    await link.close();
  });

  it("an exception is an answer", async () => {
    const link = await open(full());
    expect(await link.read("input", 99, 1)).toMatchObject({ kind: "refused", why: /Illegal Data Address/i });
    expect(await link.read("input", 7, 1)).toMatchObject({ kind: "data" });
    await link.close();
  });

  it("an exception that Modbus does not define is an answer as well", async () => {
    const unit = full();
    const link = await open(unit);
    unit.fault = (answer) => Buffer.from([(answer[0] ?? 0) | 0x80, 0x81]);
    expect(await link.read("input", 7, 1)).toMatchObject({ kind: "refused", why: /does not define/ });
    unit.fault = undefined;
    expect(await link.read("input", 7, 1)).toMatchObject({ kind: "data" });
    await link.close();
  });

  it.each([
    ["nothing", () => undefined],
    ["a short frame", (answer: Buffer) => answer.subarray(0, 2)],
    ["the answer to another function", (answer: Buffer) => Buffer.from([3, ...answer.subarray(1)])],
  ])("%s is no answer, and the next one counts again", async (_what, fault) => {
    const unit = full();
    const link = await open(unit);
    unit.fault = fault;
    await expect(link.read("input", 7, 1)).rejects.toMatchObject({ fault: "stale", message: /unit 5/ });
    unit.fault = undefined;
    expect(await link.read("input", 7, 1)).toEqual({ kind: "data", values: [513] });
    await link.close();
  });
});

type Ask = (link: ModbusLink) => Promise<{ readonly kind: string }>;

const ASKS: readonly Ask[] = [
  (link) => link.read("input", 7, 1),
  (link) => link.read("coils", 3, 1),
  (link) => link.write("holding", 8, 1),
  (link) => link.writeAll(8, [1]),
  (link) => link.identify(0x87),
];

/** An answer cut, lengthened, with bytes of it changed, or an exception of any number. */
const spoilt = fc.oneof(
  fc.nat(6).map((length) => (answer: Buffer) => answer.subarray(0, length)),
  fc.uint8Array({ minLength: 1, maxLength: 300 }).map((more) => (answer: Buffer) => Buffer.concat([answer, more])),
  fc.record({ at: fc.nat(6), byte: fc.nat(255) }).map(({ at, byte }) => (answer: Buffer) => {
    const changed = Buffer.from(answer);
    if (at < changed.length) changed[at] = byte;
    return changed;
  }),
  fc.nat(255).map((code) => (answer: Buffer) => Buffer.from([(answer[0] ?? 0) | 0x80, code])),
);

describe.each([
  ["TCP", async (unit: ModbusUnit) => (await overTcp(unit)).link],
  ["a serial line", overSerial],
])("spoilt answers over %s", (_, open) => {
  it("are survived, and the next one counts", async () => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...ASKS), spoilt, async (ask, fault) => {
        const unit = full();
        unit.objects = [[[0x87, Uint8Array.of(1)]]];
        const link = await open(unit);
        unit.fault = fault;
        const { kind } = await ask(link).catch(({ fault: kind }: { readonly fault: string }) => ({ kind }));
        expect(["data", "refused", "stale"]).toContain(kind);
        unit.fault = undefined;
        await link.read("discrete", 10, 2).catch(() => undefined);
        expect(await link.read("discrete", 10, 2)).toEqual({ kind: "data", values: [1, 0] });
        await link.close();
      }),
      { numRuns: 120, seed: 13 },
    );
  });
});

describe("over TCP", () => {
  it("an answer to another request is none", async () => {
    const unit = full();
    const { link } = await overTcp(unit);
    unit.skew = 7;
    await expect(link.read("input", 7, 1)).rejects.toMatchObject({ fault: "stale" });
    unit.skew = 0;
    expect(await link.read("input", 7, 1)).toEqual({ kind: "data", values: [513] });
    await link.close();
  });

  it("an answer that comes too late is that of no other request, and the next one counts at once", async () => {
    const unit = full().set("holding", 9, 4711);
    const { link } = await overTcp(unit);
    unit.late = true;
    await expect(link.read("holding", 9, 1)).rejects.toMatchObject({ fault: "stale" });
    unit.late = false;
    expect(await link.read("holding", 8, 1)).toEqual({ kind: "data", values: [65_535] });
    await link.close();
  });

  it("a device that closes is lost, and one that sends without end is cut off", async () => {
    const closing = new MemoryTcp((end) => void end.end(), new VirtualClock());
    const line = { kind: "tcp", host: "rio", port: 502 } as const;
    const one = await modbusOpener(closing, NO_SERIAL).open({ line, unit: 5, timeoutMs });
    await expect(one.read("input", 7, 1)).rejects.toMatchObject({ fault: "lost" });
    const flooding = new MemoryTcp((end) => void end.write(Buffer.alloc(10_000)), new VirtualClock());
    const other = await modbusOpener(flooding, NO_SERIAL).open({ line, unit: 5, timeoutMs });
    await expect(other.read("input", 7, 1)).rejects.toMatchObject({ fault: "lost", message: /without end/ });
    await other.close();
  });

  it("any bytes are survived", async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 40 }), async (bytes) => {
        const tcp = new MemoryTcp((end) => end.on("data", () => end.write(bytes)), new VirtualClock());
        const line = { kind: "tcp", host: "rio", port: 502 } as const;
        const link = await modbusOpener(tcp, NO_SERIAL).open({ line, unit: 5, timeoutMs: 2 });
        const outcome = await link.read("input", 7, 1).catch(({ fault }: { fault: string }) => fault);
        expect(["stale", "lost", "object"]).toContain(typeof outcome === "string" ? outcome : "object");
        await link.close();
      }),
      { numRuns: 40 },
    );
  });
});
