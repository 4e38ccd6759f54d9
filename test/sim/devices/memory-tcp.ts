/** TCP connections in memory: each that a driver opens is handed to a server. */
import type { Duplex } from "node:stream";
import { DeviceError } from "../../../src/device/device-error.ts";
import type { TcpOpener, TcpStream, TcpTarget } from "../../../src/device/tcp.ts";
import type { Clock } from "../../../src/system/clock.ts";
import { DuplexStream } from "../../../src/transport/tcp.ts";
import { duplexPair } from "../machine/duplex-pair.ts";

export class MemoryTcp implements TcpOpener {
  /** Whom the driver wanted. */
  readonly targets: TcpTarget[] = [];
  /** Connections that are open. */
  live = 0;
  /** False: nobody listens. */
  present = true;
  readonly #serve: (end: Duplex) => void;
  readonly #clock: Clock;

  constructor(serve: (end: Duplex) => void, clock: Clock) {
    this.#serve = serve;
    this.#clock = clock;
  }

  open(target: TcpTarget): Promise<TcpStream> {
    this.targets.push(target);
    const name = `${target.host}:${target.port}`;
    if (!this.present) return Promise.reject(new DeviceError("absent", `${name}: Connection refused`));
    const [near, far] = duplexPair();
    this.live++;
    near.on("close", () => this.live--);
    this.#serve(far.on("error", () => undefined));
    return Promise.resolve(new DuplexStream(near, name, this.#clock));
  }
}
