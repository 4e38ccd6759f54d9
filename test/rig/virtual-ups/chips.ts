/** How the chips of USB bridges speak, seen from the device. */
import { countedPackets, type PacketFormat, plainPackets } from "../../sim/devices/chips.ts";
import type { Face } from "./descriptors.ts";

export interface ChipIdentity {
  readonly vendorId: number;
  readonly productId: number;
  /** Maker, product, serial number; undefined for none. */
  readonly strings: readonly (string | undefined)[];
}

/** What the chip has to do with. */
export interface Socket {
  /** Asks the UPS. */
  ask(question: string): string;
  /** Sends a packet by the interrupt endpoint. */
  send(packet: Uint8Array): void;
}

interface Speech extends Face {
  /** Takes what the host sends: a report, a vendor request, or a packet at the endpoint. */
  readonly take?: (bytes: Uint8Array) => void;
  /** The feature report. */
  readonly report?: () => Uint8Array;
  /** A string descriptor. */
  readonly text?: (index: number) => string | undefined;
}

export interface Chip {
  speak(socket: Socket): Speech;
}

const ascii = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, "latin1"));
const CR = 13;

/** Packets in, up to a carriage return; packets out. */
const packets = ({ unpack, pack }: PacketFormat, hid = true, packet = 8, inwards?: number): Chip => ({
  speak: ({ ask, send }) => {
    let question: number[] = [];
    return {
      hid,
      packet,
      ...(inwards === undefined ? {} : { inwards }),
      take: (bytes) => {
        question.push(...unpack(bytes));
        const end = question.indexOf(CR);
        if (end < 0) return;
        const text = Buffer.from(question.slice(0, end + 1)).toString("latin1");
        question = [];
        const answer = ask(text);
        if (answer !== "") for (const part of pack(ascii(answer))) send(part);
      },
    };
  },
});

const plain = plainPackets();

/** The whole answer in one packet. */
const whole = (length: number | undefined): PacketFormat => ({
  unpack: (packet) => packet,
  pack: (answer) => [Uint8Array.from({ length: length ?? answer.length }, (_, at) => answer[at] ?? 0)],
});

/** Three bytes out and five in at a time, counted in the low bits. */
const richcomm: PacketFormat = {
  unpack: (packet) => packet.subarray(1, 1 + ((packet[0] ?? 0) & 0x0f)),
  pack: (answer) =>
    Array.from({ length: Math.ceil(answer.length / 5) }, (_, at) => {
      const part = answer.subarray(at * 5, at * 5 + 5);
      return Uint8Array.from({ length: 6 }, (_each, nth) => (nth === 0 ? 0xa0 + part.length : (part[nth - 1] ?? 0)));
    }),
};

/** The newer chip: everything in one packet. */
const newRichcomm: PacketFormat = {
  unpack: (packet) => packet.subarray(1, 1 + ((packet[0] ?? 0) & 0x3f)),
  pack: (answer) => [
    Uint8Array.from({ length: 64 }, (_, at) => (at === 0 ? 0x80 + answer.length : (answer[at - 1] ?? 0))),
  ],
};

/** `80 06 LEN 03`, then the letters without their carriage return. */
const fujiQuestion = (packet: Uint8Array): Uint8Array => Uint8Array.of(...packet.subarray(4, 3 + (packet[2] ?? 1)), CR);

/** Questions by the number of a string descriptor. */
const numbered = (questions: Readonly<Record<number, string>>, hid = false): Chip => ({
  speak: ({ ask }) => ({
    hid,
    packet: 8,
    text: (index) => {
      const question = questions[index];
      return question === undefined ? undefined : ask(question) || "UPS No Ack";
    },
  }),
});

const QUESTIONS = { 3: "Q1\r", 12: "I\r", 13: "F\r" };

/** Report 5: a header of three bytes, the letters; the answer without a header. */
const reports: Chip = {
  speak: ({ ask }) => {
    let answer = "";
    return {
      hid: true,
      packet: 8,
      take: (bytes) => {
        answer = ask(Buffer.from(bytes.subarray(3, 3 + (bytes[2] ?? 0))).toString("latin1"));
      },
      report: () => Uint8Array.from({ length: 47 }, (_, at) => ascii(answer)[at] ?? 0),
    };
  },
};

/** By the names that `subdriver =` gives them, and what is newer. */
export const CHIPS = {
  newArmac: packets(newRichcomm, false, 64, 0x82),
  cypress: packets(plain),
  phoenix: packets(plain),
  ippon: packets(whole(64), true, 64),
  gtec: packets(whole(undefined), true, 64),
  phoenixtec: packets(whole(undefined), false, 64),
  sgs: packets(countedPackets),
  armac: packets(richcomm),
  fuji: packets({ unpack: fujiQuestion, pack: plain.pack }, false),
  krauler: numbered({ ...QUESTIONS, 4: "T\r", 5: "TL\r", 7: "Q\r", 11: "C\r" }),
  snr: numbered(QUESTIONS),
  fabula: numbered({ ...QUESTIONS, 7: "Q\r", 10: "C\r" }),
  hunnox: numbered({ ...QUESTIONS, 7: "Q\r", 10: "C\r", 243: "BL\r" }),
  ablerex: reports,
} as const satisfies Readonly<Record<string, Chip>>;
