/** A management controller made of inventories, sensor records and readings, that answers messages as IPMI 2.0 has them. */

export interface Message {
  readonly netFn: number;
  readonly lun: number;
  readonly cmd: number;
  readonly data: Uint8Array;
}

/** The first byte of an answer is its completion code, 0 for success. */
export type Answer = Uint8Array;

export interface SensorState {
  /** The raw reading. */
  reading?: number;
  /** Bits of what holds. */
  states?: number;
  /** It has no reading now. */
  unavailable?: boolean;
}

const CODE = { unknown: 0xc1, reservation: 0xc5, length: 0xc7, tooMany: 0xca, absent: 0xcb } as const;

const word = (value: number): readonly number[] => [value & 0xff, (value >> 8) & 0xff];
const wordAt = (data: Uint8Array, at: number): number => (data[at] ?? 0) | ((data[at + 1] ?? 0) << 8);
const fault = (code: number): Answer => Uint8Array.of(code);
const done = (...bytes: readonly number[]): Answer => Uint8Array.of(0, ...bytes);

const LAST_RECORD = 0xffff;

export class Bmc {
  readonly frus = new Map<number, Uint8Array>();
  readonly sensors = new Map<number, SensorState>();
  readonly #records: { readonly id: number; readonly bytes: readonly number[] }[] = [];
  readonly asked: Message[] = [];
  /** How far the numbers of records lie apart. */
  stride = 1;
  /** More bytes than these nobody gets at once. */
  most = 255;
  /** It refuses to read beyond the end of a record. */
  strict = false;
  /** Answers in front of what it would say. */
  fault: ((message: Message) => Answer | undefined) | undefined;
  #reservation = 0;

  add(record: readonly number[]): this {
    const id = this.#records.length * this.stride + 1;
    this.#records.push({ id, bytes: [...word(id), ...record] });
    return this;
  }

  answer(message: Message): Answer {
    this.asked.push(message);
    const { netFn, cmd, data } = message;
    const handler = HANDLERS.get((netFn << 8) | cmd);
    return this.fault?.(message) ?? handler?.call(this, data) ?? fault(CODE.unknown);
  }

  deviceId(): Answer {
    return done(0x20, 1, 1, 0, 0x51, 0x0f, 0, 0, 0, 0, 0, 0, 0, 0, 0);
  }

  /** What a kernel asks when it finds a controller. */
  nothing(): Answer {
    return done();
  }

  globalEnables(): Answer {
    return done(0);
  }

  guid(): Answer {
    return done(...Array.from({ length: 16 }, (_, at) => at));
  }

  fruInfo(data: Uint8Array): Answer {
    const fru = this.frus.get(data[0] ?? 0);
    return fru ? done(...word(fru.length), 0) : fault(CODE.absent);
  }

  fruRead(data: Uint8Array): Answer {
    const fru = this.frus.get(data[0] ?? 0);
    const [at, count] = [wordAt(data, 1), data[3] ?? 0];
    if (!fru) return fault(CODE.absent);
    if (at >= fru.length) return fault(0xc9);
    if (count > this.most) return fault(CODE.tooMany);
    const bytes = fru.slice(at, at + count);
    return done(bytes.length, ...bytes);
  }

  repository(): Answer {
    return done(0x51, ...word(this.#records.length), ...word(1024), ...[1, 0, 0, 0], ...[1, 0, 0, 0], 2);
  }

  reserve(): Answer {
    this.#reservation++;
    return done(...word(this.#reservation));
  }

  record(data: Uint8Array): Answer {
    const [reservation, asked, at, count] = [wordAt(data, 0), wordAt(data, 2), data[4] ?? 0, data[5] ?? 0];
    const place = asked === 0 ? 0 : this.#records.findIndex(({ id }) => id === asked);
    const found = this.#records[place];
    if (!found) return fault(CODE.absent);
    if (at > 0 && reservation !== this.#reservation) return fault(CODE.reservation);
    const wanted = count === 0xff ? found.bytes.length - at : count;
    const beyond = this.strict && at + wanted > found.bytes.length;
    if (beyond || wanted > this.most) return fault(CODE.tooMany);
    const next = this.#records[place + 1]?.id ?? LAST_RECORD;
    return done(...word(next), ...found.bytes.slice(at, at + wanted));
  }

  reading(data: Uint8Array): Answer {
    const sensor = this.sensors.get(data[0] ?? 0);
    if (!sensor) return fault(CODE.absent);
    const { reading = 0, states, unavailable = false } = sensor;
    const flags = unavailable ? 0xe0 : 0xc0;
    return states === undefined
      ? done(reading, flags, 0xc0)
      : done(reading, flags, states & 0xff, 0x80 | (states >> 8));
  }
}

type Handler = (this: Bmc, data: Uint8Array) => Answer;

/** By network function and command. */
const HANDLERS: ReadonlyMap<number, Handler> = new Map<number, Handler>([
  [0x06_01, Bmc.prototype.deviceId],
  [0x06_08, Bmc.prototype.guid],
  [0x06_37, Bmc.prototype.guid],
  [0x06_2e, Bmc.prototype.nothing],
  [0x06_2f, Bmc.prototype.globalEnables],
  [0x06_30, Bmc.prototype.nothing],
  [0x06_31, Bmc.prototype.globalEnables],
  [0x0a_10, Bmc.prototype.fruInfo],
  [0x0a_11, Bmc.prototype.fruRead],
  [0x0a_20, Bmc.prototype.repository],
  [0x0a_22, Bmc.prototype.reserve],
  [0x0a_23, Bmc.prototype.record],
  [0x04_2d, Bmc.prototype.reading],
]);
