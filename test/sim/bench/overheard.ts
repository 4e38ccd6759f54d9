/** What passed through a driver's framings and rows while its device was well: pure functions, and inputs for them. */
import { jest } from "@jest/globals";
import { DeviceState } from "../../../src/drivers/kit/device-state.ts";
import { AskFrames } from "../../../src/drivers/kit/line/ask-frames.ts";
import { type Assembler, Frames } from "../../../src/drivers/kit/line/frames.ts";
import { VeStream } from "../../../src/drivers/serial/ve-direct/stream.ts";
import { FrameReader } from "../../../src/drivers/shut/frame.ts";

/** A frame in the bytes in which it came. */
export interface OverheardFrame {
  readonly assembler: Assembler<unknown>;
  readonly bytes: Uint8Array;
  readonly found: unknown;
  /** True for what answers the question that brought it. */
  readonly fits: (frame: Uint8Array) => boolean;
}

/** A row as its driver gives it to the state. */
type Row = Parameters<DeviceState<unknown, string>["take"]>[0];

/** A place of a device: what stood there, and who looks at it. */
export interface OverheardPlace {
  readonly state: DeviceState<unknown, string>;
  readonly raw: unknown;
  readonly rows: readonly Row[];
}

export interface Overheard {
  readonly frames: readonly OverheardFrame[];
  readonly places: readonly OverheardPlace[];
}

const ASSEMBLERS: readonly { readonly prototype: Assembler<unknown> }[] = [Frames, VeStream, FrameReader];

type Fits = OverheardFrame["fits"];
type Pushed = readonly [assembler: Assembler<unknown>, byte: number, found: unknown];
type Taken = readonly [state: DeviceState<unknown, string>, row: Row, raw: unknown];

/** Plays, and listens meanwhile. */
export async function overheard(play: () => Promise<void>): Promise<Overheard> {
  const pushes = ASSEMBLERS.map(({ prototype }) => jest.spyOn(prototype, "push"));
  const hears = jest.spyOn(AskFrames.prototype, "hear");
  const takes = jest.spyOn(DeviceState.prototype, "take");
  try {
    await play();
    const pushed = pushes.flatMap(({ mock }) =>
      mock.calls.map(([byte], at): Pushed => [mock.contexts[at] as Assembler<unknown>, byte, mock.results[at]?.value]),
    );
    const taken = takes.mock.calls.map(
      ([row, raw], at): Taken => [takes.mock.contexts[at] as DeviceState<unknown, string>, row, raw],
    );
    const wanted = new Map<unknown, Fits>();
    for (const [at, [fits]] of hears.mock.calls.entries()) wanted.set(await hears.mock.results[at]?.value, fits);
    return { frames: framesIn(pushed, wanted), places: placesIn(taken) };
  } finally {
    for (const spy of [...pushes, hears, takes]) spy.mockRestore();
  }
}

const anything: Fits = () => true;

/** All that is found in bytes, and in what is left of them when the line is quiet. */
export function heardIn(assembler: Assembler<unknown>, bytes: Uint8Array): readonly unknown[] {
  const found: unknown[] = [];
  const take = (one: unknown): void => void (one !== undefined && found.push(one));
  for (const byte of bytes) take(assembler.push(byte));
  for (let pauses = 0; assembler.pending && pauses <= bytes.length; pauses++) take(assembler.pause());
  return found;
}

/** Each once, as long as its framing still takes it: some ask for another checksum later. */
function framesIn(pushed: readonly Pushed[], wanted: ReadonlyMap<unknown, Fits>): readonly OverheardFrame[] {
  const begun = new Map<Assembler<unknown>, number[]>();
  const frames = new Map<string, OverheardFrame>();
  for (const [assembler, byte, found] of pushed) {
    const bytes = begun.get(assembler) ?? [];
    begun.set(assembler, bytes);
    bytes.push(byte);
    if (found === undefined) continue;
    const fits = wanted.get(found) ?? anything;
    frames.set(String(bytes), { assembler, bytes: Uint8Array.from(bytes), found, fits });
    bytes.length = 0;
  }
  return [...frames.values()].filter(({ assembler, bytes }) => {
    assembler.reset();
    return heardIn(assembler, bytes).length > 0;
  });
}

/** Rows of one place take the very same value one after the other. */
function placesIn(taken: readonly Taken[]): readonly OverheardPlace[] {
  const places = new Map<string, Omit<OverheardPlace, "rows"> & { readonly rows: Set<Row> }>();
  for (const [state, row, raw] of taken) {
    if (raw === undefined) continue;
    const key = JSON.stringify(raw, (_, value) => (value instanceof Map ? [...value] : value));
    const place = places.get(key) ?? { state, raw, rows: new Set<Row>() };
    place.rows.add(row);
    places.set(key, place);
  }
  return [...places.values()].map(({ state, raw, rows }) => ({ state, raw, rows: [...rows] }));
}
