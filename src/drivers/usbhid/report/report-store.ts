/** The last reports of a device. An input report stands in for the feature field of its path. */
import { physicalOf } from "./report-codec.ts";
import { type Field, type ReportDescriptor, type ReportKind, reportKey } from "./report-descriptor.ts";

const pathKey = (field: Field): string => field.path.join(",");

export class ReportStore {
  readonly #descriptor: ReportDescriptor;
  readonly #reports = new Map<string, Uint8Array>();
  /** Values of interrupt reports by path, until the feature report is asked for; and the last of all of them. */
  readonly #pushed = new Map<string, number>();
  readonly #heard = new Map<string, number>();
  /** Paths that interrupt reports brought and nobody has read yet. */
  readonly #arrived = new Set<string>();
  readonly #freshUntil = new Map<number, number>();

  constructor(descriptor: ReportDescriptor) {
    this.#descriptor = descriptor;
  }

  lengthOf(report: number): number {
    const lengths = (["feature", "input", "output"] as const).map(
      (kind) => this.#descriptor.lengths.get(reportKey(kind, report)) ?? 0,
    );
    return Math.max(...lengths) + this.#numberSize;
  }

  get #numberSize(): number {
    return this.#descriptor.numbered ? 1 : 0;
  }

  /** Files the answer to GET_REPORT. What a short answer leaves out stays as it was, at first 0. */
  fileFeature(report: number, answer: Uint8Array): void {
    this.#file("feature", report, answer);
    for (const field of this.#fields("feature", report)) this.#pushed.delete(pathKey(field));
    this.#freshUntil.delete(report);
  }

  /**
   * Files a report from the interrupt endpoint; until `freshUntil` (clock) its feature twin need not be asked
   * for. True where it says something new; false too where the descriptor knows no such input report.
   */
  fileInput(bytes: Uint8Array, freshUntil: number): boolean {
    const report = this.#descriptor.numbered ? bytes[0] : 0;
    if (report === undefined || bytes.length === 0) return false;
    const fields = this.#fields("input", report);
    if (fields.length === 0) return false;
    const payload = this.#file("input", report, bytes);
    const arrived = (bytes.length - this.#numberSize) * 8;
    const values = new Map<string, number>();
    for (const field of fields) {
      const key = pathKey(field);
      if (!values.has(key) && field.offset + field.size <= arrived) values.set(key, physicalOf(field, payload));
    }
    this.#freshUntil.set(report, freshUntil);
    return this.#push(values);
  }

  #push(values: ReadonlyMap<string, number>): boolean {
    let news = false;
    for (const [key, value] of values) {
      news ||= this.#heard.get(key) !== value;
      this.#heard.set(key, value);
      this.#pushed.set(key, value);
      this.#arrived.add(key);
    }
    return news;
  }

  /** True where an interrupt report has brought the field since `heeded`. */
  hasArrived(field: Field): boolean {
    return this.#arrived.has(pathKey(field));
  }

  heeded(): void {
    this.#arrived.clear();
  }

  isFresh(report: number, now: number): boolean {
    return (this.#freshUntil.get(report) ?? Number.NEGATIVE_INFINITY) > now;
  }

  /** The physical value of a field; undefined as long as no report with it came. */
  value(field: Field): number | undefined {
    if (field.kind === "feature") {
      const pushed = this.#pushed.get(pathKey(field));
      if (pushed !== undefined) return pushed;
    }
    const report = this.#reports.get(reportKey(field.kind, field.report));
    return report && physicalOf(field, report);
  }

  /**
   * A copy of the report of a field for SET_REPORT, as long as the descriptor says, with zeros where nothing is known.
   * Devices that are only listened to are written with what they sent.
   */
  writable({ kind, report }: Field): Uint8Array {
    const length = this.#descriptor.lengths.get(reportKey(kind, report)) ?? 0;
    const copy = new Uint8Array(length);
    copy.set((this.#reports.get(reportKey(kind, report)) ?? copy).subarray(0, length));
    return copy;
  }

  has({ kind, report }: Field): boolean {
    return this.#reports.has(reportKey(kind, report));
  }

  fileWritten({ kind, report }: Field, bytes: Uint8Array): void {
    if (kind === "feature") this.fileFeature(report, bytes);
    else this.#file(kind, report, bytes);
    this.#freshUntil.clear();
  }

  #file(kind: ReportKind, report: number, bytes: Uint8Array): Uint8Array {
    const key = reportKey(kind, report);
    const payload = bytes.subarray(this.#numberSize);
    const before = this.#reports.get(key);
    const merged = new Uint8Array(Math.max(payload.length, before?.length ?? 0));
    if (before) merged.set(before);
    merged.set(payload);
    this.#reports.set(key, merged);
    return merged;
  }

  #fields(kind: ReportKind, report: number): readonly Field[] {
    return this.#descriptor.fields.filter((field) => field.kind === kind && field.report === report);
  }
}
