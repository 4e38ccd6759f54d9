/** Domoticz 2025.1 as far as its sensors can be set: /json.htm, and Basic unless the network is trusted. */
import { HttpSink, type SinkAnswer, type SinkRequest } from "./http-sink.ts";

export interface DomoticzUser {
  readonly username: string;
  readonly password: string;
}

const ok = { status: 200, body: '{"status":"OK","title":"Update Device"}' };
const err = { status: 200, body: '{"status":"ERR"}' };

export class Domoticz {
  /** By idx: what the sensor shows. */
  readonly sensors = new Map<string, string>();
  readonly forbidden = new Set<string>();
  readonly sink: HttpSink;
  user: DomoticzUser | undefined;
  down = false;

  private constructor(sink: HttpSink) {
    this.sink = sink;
    sink.answer = (request) => this.#answer(request);
  }

  static async start(...idxs: readonly string[]): Promise<Domoticz> {
    const domoticz = new Domoticz(await HttpSink.start());
    for (const idx of idxs) domoticz.sensors.set(idx, "");
    return domoticz;
  }

  /** From a trusted network whoever gives a name is refused; from elsewhere whoever gives none. */
  #admits({ headers }: SinkRequest): boolean {
    const { user } = this;
    const pair = user && Buffer.from(`${user.username}:${user.password}`).toString("base64");
    return headers.authorization === (pair && `Basic ${pair}`);
  }

  #answer(request: SinkRequest): SinkAnswer {
    if (this.down) return { status: 502, echo: true };
    if (!this.#admits(request)) return { status: 401, echo: true };
    const { pathname, searchParams: query } = new URL(request.path, this.sink.url);
    if (pathname !== "/json.htm" || query.get("type") !== "command") return { status: 404 };
    const idx = query.get("idx") ?? "";
    if (this.forbidden.has(idx)) return { status: 403 };
    const shown = this.#shown(query);
    if (!this.sensors.has(idx) || shown === undefined) return err;
    this.sensors.set(idx, shown);
    return ok;
  }

  #shown(query: URLSearchParams): string | undefined {
    if (query.get("param") === "switchlight") return query.get("switchcmd") ?? undefined;
    const [nvalue, svalue] = [query.get("nvalue"), query.get("svalue")];
    return query.get("param") === "udevice" && /^\d+$/.test(nvalue ?? "") && svalue !== null
      ? `${nvalue}|${svalue}`
      : undefined;
  }
}
