/** A virtual HID UPS: answers control requests as USB devices do, and misbehaves on demand. */
import { getBits, layoutOf, type ReportType, reportName, type SimField, type SimLayout, setBits } from "./fields.ts";
import type { Profile } from "./profile.ts";

/** The end of a request: data, nothing, or -32 for a stall. Never called: the device hangs. */
export type Reply = (status: number, data?: Uint8Array) => void;

const STALL = -32;

/** HID 1.11, appendix B.1, the modifier keys alone. */
const KEYBOARD = Uint8Array.from(
  [
    [0x05, 0x01, 0x09, 0x06, 0xa1, 0x01, 0x05, 0x07, 0x19, 0xe0, 0x29, 0xe7],
    [0x15, 0x00, 0x25, 0x01, 0x75, 0x01, 0x95, 0x08, 0x81, 0x02, 0xc0],
  ].flat(),
);
const REPORT_TYPES: Readonly<Record<number, ReportType>> = { 1: "input", 2: "output", 3: "feature" };

export interface Written {
  readonly type: ReportType;
  readonly id: number;
  readonly hex: string;
}

export class VirtualUps {
  readonly profile: Profile;
  readonly layout: SimLayout;
  /** What hosts wrote with SET_REPORT, in order. */
  readonly written: Written[] = [];
  /** How often each report was asked for. */
  readonly asked = new Map<number, number>();
  /** Reports that are refused, or that are never answered; "all" stands for every one. */
  readonly stalled = new Set<number | "all">();
  readonly hung = new Set<number | "all" | "interrupts">();
  /** Reports that are answered with so many bytes only. */
  readonly short = new Map<number, number>();
  readonly #reports = new Map<string, Uint8Array>();
  /** Called when an input report is to be sent. */
  onInput: (report: Uint8Array) => void = () => undefined;
  /** Called when a host has written a report. */
  onWritten: (report: Written) => void = () => undefined;

  constructor(profile: Profile) {
    this.profile = profile;
    this.layout = layoutOf(profile.descriptor);
    for (const [key, length] of this.layout.lengths) this.#reports.set(key, new Uint8Array(length));
    for (const [key, bytes] of profile.reports) this.#reports.set(key, Uint8Array.from(bytes));
    for (const [path, value] of Object.entries(profile.values)) this.#put(path, value);
  }

  /** Lays raw values into the reports and sends the input reports that changed. */
  set(values: Readonly<Record<string, number>>): void {
    const touched = Object.entries(values).flatMap(([path, value]) => this.#put(path, value));
    for (const id of new Set(touched.filter(({ type }) => type === "input").map(({ id }) => id))) this.push(id);
  }

  #put(path: string, value: number): readonly SimField[] {
    const fields = this.layout.fields.filter((field) => field.path === path);
    if (fields.length === 0) throw new Error(`the virtual UPS has no field ${path}`);
    for (const field of fields) setBits(this.#report(field.type, field.id) ?? new Uint8Array(), field, value);
    return fields;
  }

  get(path: string): number | undefined {
    const found = this.layout.fields.filter((field) => field.path === path);
    const field = found.find(({ type }) => type === "feature") ?? found[0];
    const report = field && this.#report(field.type, field.id);
    return field && report && getBits(report, field);
  }

  has(path: string): boolean {
    return this.layout.fields.some((field) => field.path === path);
  }

  push(id: number): void {
    const wire = this.#wire("input", id);
    if (wire) this.onInput(wire);
  }

  #report(type: ReportType, id: number): Uint8Array | undefined {
    return this.#reports.get(reportName(type, id));
  }

  #wire(type: ReportType, id: number): Uint8Array | undefined {
    const report = this.#report(type, id);
    return report && (this.layout.numbered ? Uint8Array.of(id, ...report) : report);
  }

  /** A control request; `out` is its data stage. */
  control(setup: Buffer, out: Uint8Array, reply: Reply): void {
    const value = setup.readUInt16LE(2);
    const length = setup.readUInt16LE(6);
    const face = setup.readUInt16LE(4);
    const give = (data: Uint8Array | undefined): void => (data ? reply(0, data.subarray(0, length)) : reply(STALL));
    switch (`${setup[0]?.toString(16)}:${setup[1]?.toString(16)}`) {
      case "80:6":
      case "81:6":
        return give(this.#descriptor(value, face));
      case "80:0":
      case "81:0":
      case "82:0":
        return give(Uint8Array.of(0, 0));
      case "80:8":
        return give(Uint8Array.of(1));
      case "81:a":
        return give(Uint8Array.of(0));
      case "a1:1":
        return face !== this.#face ? reply(STALL) : this.#getReport(value, give, reply);
      case "21:9":
        return face !== this.#face ? reply(STALL) : this.#setReport(value, out, reply);
      case "a1:2":
        return give(Uint8Array.of(0));
      default:
        return (setup[0] ?? 0) & 0x80 ? reply(STALL) : reply(0);
    }
  }

  #getReport(value: number, give: (data: Uint8Array | undefined) => void, reply: Reply): void {
    const id = value & 0xff;
    this.asked.set(id, (this.asked.get(id) ?? 0) + 1);
    if (this.hung.has("all") || this.hung.has(id)) return;
    if (this.stalled.has("all") || this.stalled.has(id)) return reply(STALL);
    const wire = this.#wire(REPORT_TYPES[value >> 8] ?? "feature", id);
    give(wire?.subarray(0, this.short.get(id) ?? wire.length));
  }

  #setReport(value: number, out: Uint8Array, reply: Reply): void {
    const id = value & 0xff;
    const type = REPORT_TYPES[value >> 8] ?? "feature";
    if (this.hung.has("all") || this.hung.has(id)) return;
    const report = this.#report(type, id);
    if (!report || this.stalled.has("all") || this.stalled.has(id)) return reply(STALL);
    const written: Written = { type, id, hex: Buffer.from(out).toString("hex") };
    this.written.push(written);
    report.set(out.subarray(this.layout.numbered ? 1 : 0).subarray(0, report.length));
    this.onWritten(written);
    reply(0);
  }

  /** The interface that is the UPS. */
  get #face(): number {
    return this.profile.keyboard ? 1 : 0;
  }

  get interrupts(): number {
    return this.#face + 1;
  }

  #reportDescriptor(face: number): Uint8Array {
    return face === this.#face ? this.profile.descriptor : KEYBOARD;
  }

  #descriptor(value: number, face: number): Uint8Array | undefined {
    switch (value >> 8) {
      case 1:
        return this.deviceDescriptor();
      case 2:
        return this.#configuration();
      case 3:
        return this.#string(value & 0xff);
      case 0x21:
        return this.#hid(face);
      case 0x22:
        return this.#reportDescriptor(face);
      default:
        return undefined;
    }
  }

  /** USB 1.1, full speed, one configuration. */
  deviceDescriptor(): Buffer {
    const { vendorId, productId, release, manufacturer, product, serial } = this.profile;
    const bytes = Buffer.from([18, 1, 0x10, 1, 0, 0, 0, 8, 0, 0, 0, 0, 0, 0, manufacturer, product, serial, 1]);
    bytes.writeUInt16LE(vendorId, 8);
    bytes.writeUInt16LE(productId, 10);
    bytes.writeUInt16LE(release, 12);
    return bytes;
  }

  #hid(face: number): Buffer {
    const bytes = Buffer.from([9, 0x21, 0x10, 1, 0, 1, 0x22, 0, 0]);
    bytes.writeUInt16LE(this.#reportDescriptor(face).length, 7);
    return bytes;
  }

  #configuration(): Buffer {
    const faces = Array.from({ length: this.#face + 1 }, (_, at) => [
      ...[9, 4, at, 0, 1, 3, 0, 0, 0],
      ...this.#hid(at),
      ...[7, 5, 0x81 + at, 3, 64, 0, 10],
    ]);
    const all = Buffer.from([9, 2, 0, 0, faces.length, 1, 0, 0xa0, 1, ...faces.flat()]);
    all.writeUInt16LE(all.length, 2);
    return all;
  }

  #string(index: number): Uint8Array | undefined {
    if (index === 0) return Uint8Array.of(4, 3, 9, 4);
    const text = this.profile.strings[index];
    if (text === undefined) return undefined;
    const bytes = Buffer.from(text, "utf16le");
    return Buffer.concat([Buffer.from([bytes.length + 2, 3]), bytes]);
  }
}
