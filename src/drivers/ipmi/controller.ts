/** What the driver wants of a management controller: its sensor records, an inventory, readings. */
import type { IpmiCarrier, IpmiReply, IpmiRequest } from "./carrier.ts";
import { HEAD_BYTES, type Locator, recordIn, SCALE_BYTES, type Scale, type Sensor, scaleIn } from "./sensor-record.ts";

const STORAGE = 0x0a;
const SENSOR = 0x04;
const LAST_RECORD = 0xffff;
/** More records than a controller keeps. */
const MOST_RECORDS = 4096;
/** Records are mostly counted one by one: so many are asked for at once. */
const AHEAD = 63;
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

export class Controller {
  readonly #carrier: IpmiCarrier;

  constructor(carrier: IpmiCarrier) {
    this.#carrier = carrier;
  }

  /** Throws DeviceError. */
  async records(): Promise<Records> {
    const heads = new Map<number, Found>();
    for (let id = 0; id !== LAST_RECORD && !heads.has(id) && heads.size < MOST_RECORDS; )
      id = await this.#follow(id, heads);
    const known = [...heads.values()].flatMap(({ bytes }) => recordIn(bytes) ?? []);
    return {
      locators: known.flatMap((one) => (one.record === "locator" ? [one] : [])),
      sensors: known.flatMap((one) => (one.record === "sensor" ? [one] : [])),
    };
  }

  /** Takes the records from this one on as far as they are counted one by one; says which is next. */
  async #follow(first: number, heads: Map<number, Found>): Promise<number> {
    const ids = Array.from({ length: AHEAD + 1 }, (_, at) => first + at).filter((id) => id < LAST_RECORD);
    const replies = await this.#carrier.ask(ids.map((id) => recordRequest(id, HEAD_BYTES)));
    const asked = new Map(ids.map((id, at) => [id, foundIn(replies[at])]));
    let id = first;
    for (
      let found: Found | undefined = asked.get(id) ?? (await this.#short(id));
      found && !heads.has(id);
      found = asked.get(id)
    ) {
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

  /** Undefined for sensors whose readings are of no use. Throws DeviceError. */
  async scales(sensors: readonly Sensor[]): Promise<readonly (Scale | undefined)[]> {
    const replies = await this.#carrier.ask(sensors.map(({ id }) => recordRequest(id, SCALE_BYTES)));
    return sensors.map(({ kind }, at) => scaleIn(foundIn(replies[at])?.bytes ?? [], kind));
  }

  /** Undefined where the controller has none of this number. Throws DeviceError. */
  async inventory(fru: number): Promise<readonly number[] | undefined> {
    const [info] = await this.#carrier.ask([{ netFn: STORAGE, cmd: 0x10, data: [fru] }]);
    const [low = 0, high = 0] = info ?? [];
    const size = Math.min(low | (high << 8), MOST_INVENTORY);
    const starts = Array.from({ length: Math.ceil(size / CHUNK) }, (_, at) => at * CHUNK);
    const replies = await this.#carrier.ask(starts.map((at) => inventoryRequest(fru, at, Math.min(CHUNK, size - at))));
    const ends = replies.findIndex((reply) => !reply);
    const whole = ends < 0 ? replies : replies.slice(0, ends);
    return whole.length > 0 ? whole.flatMap((reply) => reply?.slice(1, 1 + CHUNK) ?? []) : undefined;
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
