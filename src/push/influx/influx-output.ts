/** UPSes written to an InfluxDB (API v2): a line of each at every interval; what cannot be written waits. */
import type { Timer } from "../../system/clock.ts";
import type { Followed, Output, OutputDeps } from "../followed.ts";
import { askHttp, type HttpAnswer } from "../http-ask.ts";
import { lineOf } from "./line-protocol.ts";
import { type Batch, LineQueue } from "./line-queue.ts";
import type { InfluxSettings } from "./settings.ts";

const LONGEST_PAUSE_MS = 300_000;
/** These lines will never be taken, whatever becomes of the settings: bad request, too large, not to be processed. */
const NEVER: ReadonlySet<number> = new Set([400, 413, 422]);
const BLAME: Readonly<Record<number, string>> = {
  401: ": check token of [influxdb]",
  403: ": check that token of [influxdb] may write to the bucket",
  404: ": check url, org and bucket of [influxdb]",
};

const isWritten = ({ status }: HttpAnswer): boolean => status >= 200 && status < 300;

export class InfluxOutput implements Output {
  readonly #settings: InfluxSettings;
  readonly #followed: readonly Followed[];
  readonly #deps: OutputDeps;
  readonly #queue = new LineQueue();
  readonly #stopping = new AbortController();
  #beat: Timer | undefined;
  #writing: Promise<void> | undefined;
  #said: string | undefined;
  #pauseMs = 0;
  #notBefore = Number.NEGATIVE_INFINITY;

  constructor(settings: InfluxSettings, followed: readonly Followed[], deps: OutputDeps) {
    this.#settings = settings;
    this.#followed = followed;
    this.#deps = deps;
    this.#keepBeating();
  }

  #keepBeating(): void {
    this.#beat = this.#deps.clock.after(this.#settings.intervalMs, () => {
      this.#look();
      this.#writing ??= this.#write().finally(() => {
        this.#writing = undefined;
      });
      this.#keepBeating();
    });
  }

  /** What waits is lost: it is written every few seconds as it is, and an end must not hang on a database. */
  async stop(): Promise<void> {
    this.#beat?.cancel();
    this.#stopping.abort(new Error("stopped"));
    await this.#writing;
  }

  /** A UPS whose data are stale, or whose server is away, has no line. */
  #look(): void {
    const at = Math.floor(this.#deps.clock.wall() / 1000);
    for (const { server, mirror } of this.#followed) {
      for (const [ups, { values, description, answeredAt, error }] of mirror.upses) {
        if (answeredAt === undefined || error !== undefined) continue;
        const line = lineOf({ ups, description, server, values, at });
        if (line !== undefined) this.#queue.push(line);
      }
    }
  }

  async #write(): Promise<void> {
    if (this.#deps.clock.now() < this.#notBefore) return;
    while (this.#queue.length > 0 && !this.#stopping.signal.aborted) {
      const batch = this.#queue.batch();
      const answer = await this.#post(batch);
      if (this.#stopping.signal.aborted) return;
      if (isWritten(answer)) this.#written(batch);
      else if (NEVER.has(answer.status)) this.#refused(batch, answer);
      else return this.#later(answer);
    }
  }

  #post({ lines }: Batch): Promise<HttpAnswer> {
    const { url, token, org, bucket } = this.#settings;
    const wanted = new URLSearchParams({ org, bucket, precision: "s" });
    const request = {
      method: "POST",
      url: `${url.replace(/\/+$/, "")}/api/v2/write?${wanted}`,
      headers: { authorization: `Token ${token}`, "content-type": "text/plain; charset=utf-8" },
      body: `${lines.join("\n")}\n`,
    } as const;
    return askHttp(request, [token], { fetch: this.#deps.fetch, stopping: this.#stopping.signal });
  }

  #written(batch: Batch): void {
    this.#queue.done(batch);
    const lost = this.#queue.takeLost();
    const gap = lost > 0 ? `; ${lost} lines were too many to wait and are lost` : "";
    if (this.#said !== undefined || lost > 0) this.#deps.log.notice(`InfluxDB: written again${gap}`);
    this.#said = undefined;
    this.#pauseMs = 0;
  }

  #refused(batch: Batch, { why }: HttpAnswer): void {
    this.#queue.done(batch);
    this.#tell(`${why}: what it does not take of ${batch.lines.length} lines is left out`);
  }

  #later({ status, why, waitMs }: HttpAnswer): void {
    const { clock } = this.#deps;
    this.#pauseMs = Math.min(LONGEST_PAUSE_MS, this.#pauseMs * 2 || this.#settings.intervalMs);
    this.#notBefore = clock.now() + (waitMs ?? this.#pauseMs);
    this.#tell(`${why}${BLAME[status] ?? ""}; what is measured waits, and is tried again`);
  }

  #tell(text: string): void {
    if (this.#said === text) return;
    this.#said = text;
    this.#deps.log.warning(`InfluxDB: ${new URL(this.#settings.url).host}: ${text}`);
  }
}
