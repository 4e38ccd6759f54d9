/** A web server in memory. */
import { DeviceError } from "../../../src/device/device-error.ts";
import type { HttpAnswer, HttpOpener, HttpSession, HttpTarget } from "../../../src/device/http.ts";
import type { CardRequest } from "../servers/netxml-card.ts";

export class MemoryHttp implements HttpOpener {
  readonly targets: HttpTarget[] = [];
  /** Sessions that are open. */
  live = 0;
  /** False: nobody answers. */
  present = true;
  readonly #handle: (request: CardRequest) => HttpAnswer;

  constructor(handle: (request: CardRequest) => HttpAnswer) {
    this.#handle = handle;
  }

  open(target: HttpTarget): Promise<HttpSession> {
    this.targets.push(target);
    this.live++;
    const ask = (method: string, path: string, body: string): Promise<HttpAnswer> =>
      this.present
        ? Promise.resolve(this.#handle({ method, path, body }))
        : Promise.reject(new DeviceError("stale", `${target.base}${path}: no answer in time`));
    return Promise.resolve({
      name: target.base,
      get: (path) => ask("GET", path, ""),
      post: (path, _type, body) => ask("POST", path, body),
      close: () => {
        this.live--;
        return Promise.resolve();
      },
    });
  }
}
