/** A line that is always read: devices that speak when they like, or in frames. */
import { beforeEach, describe, expect, it } from "@jest/globals";
import { FrameLine } from "../../../src/drivers/kit/line/frame-line.ts";
import { Frames, sumOf } from "../../../src/drivers/kit/line/frames.ts";
import type { Link } from "../../../src/drivers/kit/link.ts";
import { TableDriver } from "../../../src/drivers/kit/table-driver.ts";
import type { TableRow } from "../../../src/drivers/kit/table-row.ts";
import { DeviceError, type DriverContext } from "../../../src/drivers/types.ts";
import { createLog } from "../../../src/system/log/log.ts";
import { SerialDevice } from "../../sim/devices/serial-device.ts";
import { NO_OPENERS } from "../../sim/machine/no-openers.ts";
import { settingsOf } from "../../sim/machine/settings.ts";
import { VirtualClock } from "../../sim/machine/virtual-clock.ts";

/** Start, kind, value, and what makes the sum zero. */
const frames = (): Frames =>
  new Frames({ start: [0xff], length: () => 4, isRight: (frame) => sumOf(frame) === 0, longest: 4 });

const framed = (kind: number, value: number): string =>
  Buffer.from([0xff, kind, value, -(0xff + kind + value) & 0xff]).toString("latin1");

const LOAD = 1;
const MODE = 2;
const isMode = (frame: Uint8Array): frame is Uint8Array => frame[1] === MODE;

let clock: VirtualClock;
let device: SerialDevice;
let unasked: number[];

beforeEach(() => {
  clock = new VirtualClock();
  device = new SerialDevice({ eol: "", unknown: "", exchanges: [{ send: "?", recv: framed(MODE, 7) }] }, clock);
  unasked = [];
});

const open = (): FrameLine<Uint8Array> =>
  new FrameLine(device, clock, frames(), { gapMs: 100, unasked: (frame) => void unasked.push(frame[2] ?? 0) });

describe("a line in frames", () => {
  it("gives an answer to who asked, past what is something else", async () => {
    const line = open();
    device.fault = (_, answer) => [{ text: framed(LOAD, 3), afterMs: 0 }, answer];
    const answer = line.ask(Buffer.from("?"), isMode, 1000);
    await clock.advance(10);
    expect((await answer)?.[2]).toBe(7);
    expect(unasked).toEqual([]);
  });

  it("has none where nothing fits in time", async () => {
    const line = open();
    device.fault = () => [{ text: framed(LOAD, 3), afterMs: 10 }];
    const answer = line.ask(Buffer.from("?"), isMode, 1000);
    await clock.advance(1000);
    expect(await answer).toBeUndefined();
  });

  it("tells what comes while nothing is asked, and puts nothing together over a pause", async () => {
    open();
    device.say(framed(LOAD, 3));
    device.say(framed(LOAD, 4).slice(0, 3));
    await clock.advance(200);
    device.say(framed(LOAD, 4).slice(3));
    device.say(framed(LOAD, 5));
    await clock.advance(200);
    expect(unasked).toEqual([3, 5]);
  });

  it("says that it is gone to who waits, and to everybody later", async () => {
    const line = open();
    const waiting = line.next(clock.now() + 1000);
    device.unplug();
    await expect(waiting).rejects.toMatchObject({ fault: "lost" });
    await expect(line.next(clock.now() + 1000)).rejects.toMatchObject({ fault: "lost" });
  });
});

describe("a device that only speaks", () => {
  type Told = { readonly told: number };
  const ROWS: readonly TableRow<Told, number, "OL" | "OB", never>[] = [
    { status: "OL", told: MODE, when: (mode) => mode === 0, poll: "quick" },
    { status: "OB", told: MODE, when: (mode) => mode === 1, poll: "quick" },
    { var: "ups.load", told: LOAD, as: { read: String } },
  ];

  /** The newest of each kind counts for two seconds. */
  const broadcast = async (
    { clock: time, openers }: DriverContext,
    wake: () => void,
  ): Promise<Link<Told, number, never>> => {
    const newest = new Map<number, { readonly value: number; readonly at: number }>();
    const line = new FrameLine(await openers.serial.open("", { baud: 2400 }), time, frames(), {
      gapMs: 100,
      unasked: ([, kind = 0, value = 0]) => {
        if (kind === MODE && newest.get(kind)?.value !== value) wake();
        newest.set(kind, { value, at: time.now() });
      },
    });
    await new Promise<void>((resolve) => time.after(1500, resolve));
    return {
      title: "a broadcaster",
      facts: [],
      read: ({ told }) => {
        const known = newest.get(told);
        if (known && time.now() - known.at <= 2000) return Promise.resolve({ kind: "data", raw: known.value });
        if (told === MODE) throw new DeviceError("stale", "the device has fallen silent");
        return Promise.resolve({ kind: "silent" });
      },
      close: () => line.close(),
    };
  };

  it("is a table as well: its frames are places, and what it says wakes the poll", async () => {
    let woken = 0;
    const context: DriverContext = {
      settings: settingsOf({ port: "/dev/ttyTEST" }),
      openers: { ...NO_OPENERS, serial: { open: () => Promise.resolve(device) } },
      log: createLog(() => undefined),
      clock,
    };
    const driver = new TableDriver(
      { rows: ROWS, placeOf: ({ told }) => String(told), open: (known, _opened, wake) => broadcast(known, wake) },
      context,
    );
    device.say(framed(MODE, 0) + framed(LOAD, 42));
    const opened = driver.open(() => {
      woken++;
    });
    await clock.advance(1600);
    await opened;
    const reading = await driver.poll("full");
    expect([reading.status, reading.vars.get("ups.load")]).toEqual([["OL"], { value: "42" }]);
    const before = woken;
    device.say(framed(MODE, 1));
    await clock.advance(10);
    expect(woken).toBe(before + 1);
    expect((await driver.poll("quick")).status).toEqual(["OB"]);
    await clock.advance(3000);
    await expect(driver.poll("quick")).rejects.toMatchObject({ fault: "stale" });
    await driver.close();
  });
});
