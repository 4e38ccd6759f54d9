/** What the driver wants of a management controller: its sensor records, an inventory, readings. */
import type { IpmiCarrier, IpmiReply, IpmiRequest } from "./carrier.ts";
import { HEAD_BYTES, type Locator, recordIn, SCALE_BYTES, type Scale, type Sensor, scaleIn } from "./sensor-record.ts";

const STORAGE = 0x0a;
const SENSOR = 0x04;
const LAST_RECORD = 0xffff;
/** More records than a controller keeps. */
const MOST_RECORDS = 4096;
/** Records are mostly counted one by one: so many are asked for at once. */
const AHEAD = 64;
/** All that a controller gives of an inventory in one answer without fail. */
const CHUNK = 16;
/** Inventories of power supplies have 256 bytes. */
const MOST_INVENTORY = 2048;
const SHORT_HEAD = 5;

const word = (value: number): readonly number[] => [value & 0xff, (value >> 8) & 0xff];

/** Reads from the start, which needs no reservation. */
const recordRequest = (id: number, count: number): IpmiRequest => ({
  netFn: STORAGE,
  cmd: 0x23,
  data: [0, 0, ...word(id), 0, count],
});

const inventoryRequest = (fru: number, at: number, count: number): IpmiRequest => ({
  netFn: STORAGE,
  cmd: 0x11,
  data: [fru, ...word(at), count],
});

const wordIn = (reply: IpmiReply, at: number): number => (reply?.[at] ?? 0) | ((reply?.[at + 1] ?? 0) << 8);

interface Found {
  readonly next: number;
  readonly bytes: readonly number[];
}

function foundIn(reply: IpmiReply): Found | undefined {
  const [low, high, ...bytes] = reply ?? [];
  return low === undefined || high === undefined ? undefined : { next: low | (high << 8), bytes };
}

export interface Records {
  readonly locators: readonly Locator[];
  readonly sensors: readonly Sensor[];
}

export interface SensorReading {
  readonly raw: number;
  /** Bits of what holds. */
  readonly states: number;
}

interface Survey extends Records {
  /** Bytes of the inventory, 0 where the controller has none. */
  readonly size: number;
}

interface Details {
  readonly inventory: readonly number[];
  /** In the order of the sensors; undefined where readings are of no use. */
  readonly scales: readonly (Scale | undefined)[];
}

/** Starts of the parts in which an inventory is read. */
const partsOf = (size: number): readonly number[] =>
  Array.from({ length: Math.ceil(size / CHUNK) }, (_, at) => at * CHUNK);

/** As far as it could be read in one piece. */
function inventoryOf(replies: readonly IpmiReply[]): readonly number[] {
  const ends = replies.findIndex((reply) => !reply);
  return replies.slice(0, ends < 0 ? replies.length : ends).flatMap((reply) => reply?.slice(1, 1 + CHUNK) ?? []);
}

export class Controller {
  readonly #carrier: IpmiCarrier;

  constructor(carrier: IpmiCarrier) {
    this.#carrier = carrier;
  }

  /** Throws DeviceError. */
  async survey(fru: number): Promise<Survey> {
    const [repository, info, reply] = await this.#carrier.ask([
      { netFn: STORAGE, cmd: 0x20, data: [] },
      { netFn: STORAGE, cmd: 0x10, data: [fru] },
      recordRequest(0, HEAD_BYTES),
    ]);
    const first = foundIn(reply) ?? (await this.#short(0));
    const bytes = await this.#records(first, wordIn(repository, 1));
    const known = bytes.flatMap((record) => recordIn(record) ?? []);
    return {
      locators: known.flatMap((one) => (one.record === "locator" ? [one] : [])),
      sensors: known.flatMap((one) => (one.record === "sensor" ? [one] : [])),
      size: Math.min(wordIn(info, 0), MOST_INVENTORY),
    };
  }

  /** The heads of all records behind the first; `count` of them are said to be there. */
  async #records(first: Found, count: number): Promise<readonly (readonly number[])[]> {
    const heads = new Map<number, Found>([[0, first]]);
    for (let id = first.next; id !== LAST_RECORD && !heads.has(id) && heads.size < MOST_RECORDS; )
      id = await this.#follow(id, heads, Math.min(AHEAD, Math.max(1, count - heads.size)));
    return [...heads.values()].map(({ bytes }) => bytes);
  }

  /** Takes the records from this one on as far as they are counted one by one; says which is next. */
  async #follow(first: number, heads: Map<number, Found>, ahead: number): Promise<number> {
    const ids = Array.from({ length: ahead }, (_, at) => first + at).filter((id) => id < LAST_RECORD);
    const replies = await this.#carrier.ask(ids.map((id) => recordRequest(id, HEAD_BYTES)));
    const asked = new Map(ids.map((id, at) => [id, foundIn(replies[at])]));
    let id = first;
    let found: Found | undefined = asked.get(id) ?? (await this.#short(id));
    for (; found && !heads.has(id); found = asked.get(id)) {
      heads.set(id, found);
      id = found.next;
    }
    return id;
  }

  /** One that has fewer bytes still says which is next. */
  async #short(id: number): Promise<Found> {
    const [reply] = await this.#carrier.ask([recordRequest(id, SHORT_HEAD)]);
    return foundIn(reply) ?? { next: LAST_RECORD, bytes: [] };
  }

  /** Throws DeviceError. */
  async details(fru: number, size: number, sensors: readonly Sensor[]): Promise<Details> {
    const parts = partsOf(size).map((at) => inventoryRequest(fru, at, Math.min(CHUNK, size - at)));
    const replies = await this.#carrier.ask([...parts, ...sensors.map(({ id }) => recordRequest(id, SCALE_BYTES))]);
    const scales = replies.slice(parts.length);
    return {
      inventory: inventoryOf(replies.slice(0, parts.length)),
      scales: sensors.map(({ kind }, at) => scaleIn(foundIn(scales[at])?.bytes ?? [], kind)),
    };
  }

  /** Undefined where it has no reading now. Throws DeviceError. */
  async readings(sensors: readonly Sensor[]): Promise<ReadonlyMap<Sensor, SensorReading>> {
    const readings = new Map<Sensor, SensorReading>();
    for (const lun of new Set(sensors.map((sensor) => sensor.lun))) {
      const some = sensors.filter((sensor) => sensor.lun === lun);
      const replies = await this.#carrier.ask(
        some.map(({ number }) => ({ netFn: SENSOR, cmd: 0x2d, data: [number] })),
        lun,
      );
      for (const [at, sensor] of some.entries()) {
        const reading = readingIn(replies[at]);
        if (reading) readings.set(sensor, reading);
      }
    }
    return readings;
  }
}

/** Bit 6: it is being read; bit 5: it has nothing yet. */
function readingIn(reply: IpmiReply): SensorReading | undefined {
  const [raw, flags = 0, low = 0, high = 0] = reply ?? [];
  if (raw === undefined || !(flags & 0x40) || flags & 0x20) return undefined;
  return { raw, states: low | ((high & 0x7f) << 8) };
}
