/** USB chips with a UPS behind them: the profile answers, the chip brings it in its own way. */
import type { UsbDevice } from "../../../src/device/hid.ts";
import { AnswerTable, type Profile } from "./answer-table.ts";
import { asciiBytes, type Behaviours, data, FakePipe, SENT, STALL, TIMEOUT } from "./fake-pipe.ts";

/** What a chip does that takes packets by SET_REPORT until the line end, and gives packets to read. */
export interface PacketChip {
  readonly pipe: FakePipe;
  readonly asked: string[];
  readonly table: AnswerTable;
}

export interface PacketFormat {
  /** The bytes of a question in a packet, padding left out. */
  readonly unpack: (packet: Uint8Array) => Uint8Array;
  /** An answer in packets. */
  readonly pack: (answer: Uint8Array) => readonly Uint8Array[];
}

const chunks = (bytes: Uint8Array, size: number): readonly Uint8Array[] =>
  Array.from({ length: Math.ceil(bytes.length / size) }, (_, at) => bytes.subarray(at * size, (at + 1) * size));

/** Eight bytes each; behind the line end stands what was in the chip's memory before. */
export const plainPackets = (rest = 0): PacketFormat => ({
  unpack: (packet) => packet,
  pack: (answer) => chunks(answer, 8).map((part) => Uint8Array.from({ length: 8 }, (_, at) => part[at] ?? rest)),
});

/** The first byte counts the others. */
export const countedPackets: PacketFormat = {
  unpack: (packet) => packet.subarray(1, 1 + (packet[0] ?? 0)),
  pack: (answer) =>
    chunks(answer, 7).map((part) =>
      Uint8Array.from({ length: 8 }, (_, at) => (at === 0 ? part.length : (part[at - 1] ?? 0))),
    ),
};

export function packetChip(profile: Profile, format: PacketFormat = plainPackets(), device?: UsbDevice): PacketChip {
  const table = new AnswerTable(profile);
  const asked: string[] = [];
  let question: number[] = [];
  let answers: Uint8Array[] = [];
  const does: Behaviours = {
    controlOut: (_, packet) => {
      question.push(...format.unpack(packet));
      const end = question.indexOf(13);
      if (end >= 0) {
        const text = Buffer.from(question.slice(0, end + 1)).toString("latin1");
        asked.push(text);
        question = [];
        answers = [...format.pack(asciiBytes(table.answer(text).text))];
      }
      return SENT;
    },
    read: () => {
      const next = answers.shift();
      return next ? data(next) : TIMEOUT;
    },
  };
  return { pipe: new FakePipe(does, device), asked, table };
}

const STRING = 0x300;

/** A string descriptor: its length, its kind, and UTF-16. */
export const stringDescriptor = (text: string): Uint8Array =>
  Uint8Array.of(text.length * 2 + 2, 3, ...Buffer.from(text, "utf16le"));

export interface StringChip {
  readonly pipe: FakePipe;
  /** Index, language and length of every descriptor that was asked for. */
  readonly asked: (readonly [index: number, language: number, length: number])[];
  /** Descriptors by index; absent ones are stalled. */
  readonly strings: Map<number, Uint8Array | string>;
}

/** A chip that keeps its answers in string descriptors; number 0 lists its languages. */
export function stringChip(strings: Readonly<Record<number, string>>, device?: UsbDevice): StringChip {
  const asked: (readonly [number, number, number])[] = [];
  const all = new Map<number, Uint8Array | string>([[0, Uint8Array.of(4, 3, 0x09, 0x04)]]);
  for (const [index, text] of Object.entries(strings)) all.set(Number(index), text);
  const controlIn: Behaviours["controlIn"] = ({ value, index: language }, length) => {
    asked.push([value - STRING, language, length]);
    const found = all.get(value - STRING);
    if (found === undefined) return STALL;
    return data((typeof found === "string" ? stringDescriptor(found) : found).subarray(0, length));
  };
  return { pipe: new FakePipe({ controlIn }, device), asked, strings: all };
}
