/**
 * Server-sent events: what is there at first, then every change. One who reads slowly gets no backlog but, once it has
 * read what it was sent, the newest state; one who does not read at all is cut off.
 */
import type { ServerResponse } from "node:http";
import type { Clock, Timer } from "../../system/clock.ts";

export interface StreamSource {
  /** Events that bring a newcomer up to date. */
  begin(): string;
  /** What tells those who hear nothing that there was nothing to hear. */
  beat(): string;
}

/** Bytes that wait for one reader before it is left behind. */
const MOST_WAITING = 262_144;
const BEAT_MS = 10_000;
const STUCK_MS = 30_000;

export const event = (name: string, data: string): string => `event: ${name}\ndata: ${data}\n\n`;

interface Reader {
  readonly outgoing: ServerResponse;
  behindSince: number | undefined;
}

export class EventStreams {
  static readonly MOST = 500;
  readonly #clock: Clock;
  readonly #source: StreamSource;
  readonly #readers = new Set<Reader>();
  #timer: Timer | undefined;

  constructor(clock: Clock, source: StreamSource) {
    this.#clock = clock;
    this.#source = source;
  }

  get size(): number {
    return this.#readers.size;
  }

  /** Readers that do not keep up. */
  get behind(): number {
    return [...this.#readers].filter(({ behindSince }) => behindSince !== undefined).length;
  }

  open(outgoing: ServerResponse): void {
    this.#makeRoom();
    outgoing.writeHead(200, {
      "content-type": "text/event-stream",
      "cache-control": "no-store",
      // nginx would collect events before it passes them on.
      "x-accel-buffering": "no",
    });
    const reader: Reader = { outgoing, behindSince: undefined };
    this.#readers.add(reader);
    outgoing.on("close", () => void this.#readers.delete(reader));
    outgoing.on("error", () => outgoing.destroy());
    outgoing.on("drain", () => this.#catchUp(reader));
    this.#write(reader, `retry: 2000\n\n${this.#source.begin()}`);
    this.#timer ??= this.#clock.after(BEAT_MS, () => this.#beat());
  }

  send(events: string): void {
    for (const reader of this.#readers) this.#write(reader, events);
  }

  close(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
    for (const { outgoing } of [...this.#readers]) outgoing.destroy();
    this.#readers.clear();
  }

  /** A page whose stream ends opens another, so that those who look now are served. */
  #makeRoom(): void {
    const [oldest] = this.#readers;
    if (!oldest || this.#readers.size < EventStreams.MOST) return;
    this.#readers.delete(oldest);
    oldest.outgoing.destroy();
  }

  #write(reader: Reader, events: string): void {
    if (reader.behindSince !== undefined) return;
    const { outgoing } = reader;
    if (!outgoing.write(events) && outgoing.writableLength > MOST_WAITING) reader.behindSince = this.#clock.now();
  }

  #catchUp(reader: Reader): void {
    if (reader.behindSince === undefined) return;
    reader.behindSince = undefined;
    this.#write(reader, this.#source.begin());
  }

  #beat(): void {
    this.#timer = undefined;
    const now = this.#clock.now();
    for (const { outgoing, behindSince } of [...this.#readers])
      if (behindSince !== undefined && now - behindSince >= STUCK_MS) outgoing.destroy();
    if (this.#readers.size === 0) return;
    this.send(this.#source.beat());
    this.#timer = this.#clock.after(BEAT_MS, () => this.#beat());
  }
}
