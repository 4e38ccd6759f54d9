/** TCP connections of `node:net`, and any other duplex stream, as a TcpStream. */
import { connect, type Socket } from "node:net";
import type { Duplex } from "node:stream";
import { DeviceError } from "../device/device-error.ts";
import type { TcpOpener, TcpStream, TcpTarget } from "../device/tcp.ts";
import { type Clock, SYSTEM_CLOCK } from "../system/clock.ts";
import { systemReason } from "../system/system-error.ts";

const nameOf = ({ host, port }: TcpTarget): string => `${host.includes(":") ? `[${host}]` : host}:${port}`;

/** Reads only when somebody asks: a sender without end is held back by TCP. */
export class DuplexStream implements TcpStream {
  readonly name: string;
  readonly #duplex: Duplex;
  readonly #clock: Clock;
  #failure: DeviceError | undefined;
  #ended = false;
  #awake: () => void = () => undefined;

  constructor(duplex: Duplex, name: string, clock: Clock) {
    this.name = name;
    this.#duplex = duplex;
    this.#clock = clock;
    const wake = (): void => this.#awake();
    duplex.on("readable", wake);
    duplex.on("end", () => {
      this.#ended = true;
      wake();
    });
    duplex.on("error", (error) => this.#fail(systemReason(error)));
    duplex.on("close", () => this.#fail("the connection is closed"));
  }

  #fail(why: string): void {
    this.#failure ??= new DeviceError("lost", `${this.name}: ${why}`);
    this.#awake();
  }

  write(bytes: Uint8Array): Promise<void> {
    if (this.#failure) return Promise.reject(this.#failure);
    return new Promise((resolve, reject) => {
      this.#duplex.write(bytes, (error) => {
        if (error) reject(new DeviceError("lost", `${this.name}: ${systemReason(error)}`, { cause: error }));
        else resolve();
      });
    });
  }

  async read(ms: number): Promise<Uint8Array | undefined> {
    const deadline = this.#clock.now() + ms;
    for (;;) {
      const chunk: unknown = this.#duplex.read();
      if (chunk instanceof Uint8Array) return chunk;
      if (this.#ended) return undefined;
      if (this.#failure) throw this.#failure;
      const left = deadline - this.#clock.now();
      if (left <= 0) throw new DeviceError("stale", `${this.name} does not answer`);
      await this.#woken(left);
    }
  }

  #woken(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = this.#clock.after(ms, resolve);
      this.#awake = () => {
        timer.cancel();
        resolve();
      };
    });
  }

  close(): Promise<void> {
    this.#duplex.destroy();
    return Promise.resolve();
  }
}

function connected(target: TcpTarget, clock: Clock, ms: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ ...target, noDelay: true });
    const refuse = (why: string, cause?: unknown): void => {
      socket.destroy();
      reject(new DeviceError("absent", `${nameOf(target)}: ${why}`, { cause }));
    };
    const timer = clock.after(ms, () => refuse("no connection in time"));
    socket.once("error", (error) => {
      timer.cancel();
      refuse(systemReason(error), error);
    });
    socket.once("connect", () => {
      timer.cancel();
      socket.removeAllListeners("error");
      resolve(socket);
    });
  });
}

export const tcpOpener = (clock: Clock = SYSTEM_CLOCK): TcpOpener => ({
  open: async (target, ms) => new DuplexStream(await connected(target, clock, ms), nameOf(target), clock),
});
