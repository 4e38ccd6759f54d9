/** A virtual USB bridge: a chip that speaks USB to the host, and a UPS behind it that answers questions. */
import { AnswerTable, type Profile } from "../../sim/devices/answer-table.ts";
import { stringDescriptor } from "../../sim/devices/chips.ts";
import type { Chip, ChipIdentity, Socket } from "./chips.ts";
import type { Reply } from "./device.ts";
import type { VirtualDevice } from "./usbip.ts";

const STALL = -32;

export class VirtualBridge implements VirtualDevice {
  readonly identity: ChipIdentity;
  readonly table: AnswerTable;
  /** What the UPS was asked, in order. */
  readonly asked: string[] = [];
  readonly hung = new Set<"interrupts" | "all">();
  readonly #speech: ReturnType<Chip["speak"]>;
  onInput: (packet: Uint8Array) => void = () => undefined;

  constructor(chip: Chip, identity: ChipIdentity, profile: Profile) {
    this.identity = identity;
    this.table = new AnswerTable(profile);
    const socket: Socket = {
      ask: (question) => {
        this.asked.push(question);
        return this.table.answer(question).text;
      },
      send: (packet) => this.onInput(packet),
    };
    this.#speech = chip.speak(socket);
  }

  control(setup: Buffer, out: Uint8Array, reply: Reply): void {
    const [type = 0, request = 0] = setup;
    const [value, length] = [setup.readUInt16LE(2), setup.readUInt16LE(6)];
    const give = (data: Uint8Array | undefined): void => (data ? reply(0, data.subarray(0, length)) : reply(STALL));
    if (this.hung.has("all")) return;
    switch (`${type.toString(16)}:${request.toString(16)}`) {
      case "80:6":
      case "81:6":
        return give(this.#descriptor(value));
      case "80:8":
        return give(Uint8Array.of(1));
      case "80:0":
      case "81:0":
      case "82:0":
        return give(Uint8Array.of(0, 0));
      case "21:9":
      case "42:d":
        this.#speech.take?.(out);
        return reply(0);
      case "a1:1":
        return give(this.#speech.report?.());
      default:
        return type & 0x80 ? reply(STALL) : reply(0);
    }
  }

  write(_endpoint: number, bytes: Uint8Array): void {
    this.#speech.take?.(bytes);
  }

  #descriptor(value: number): Uint8Array | undefined {
    switch (value >> 8) {
      case 1:
        return this.deviceDescriptor();
      case 2:
        return this.#configuration();
      case 3:
        return this.#string(value & 0xff);
      case 0x22:
        return REPORTS;
      default:
        return undefined;
    }
  }

  /** The chip's answers come first: some chips count them from 3. */
  #string(index: number): Uint8Array | undefined {
    if (index === 0) return Uint8Array.of(4, 3, 9, 4);
    const named = this.identity.strings[index - FIRST_STRING];
    const text = named ?? this.#speech.text?.(index);
    return text === undefined ? undefined : stringDescriptor(text);
  }

  /** USB 1.1, full speed, one configuration. */
  deviceDescriptor(): Buffer {
    const { vendorId, productId, strings } = this.identity;
    const numbers = strings.map((text, at) => (text === undefined ? 0 : FIRST_STRING + at));
    const [vendor = 0, product = 0, serial = 0] = numbers;
    const bytes = Buffer.from([18, 1, 0x10, 1, 0, 0, 0, 8, 0, 0, 0, 0, 0, 1, vendor, product, serial, 1]);
    bytes.writeUInt16LE(vendorId, 8);
    bytes.writeUInt16LE(productId, 10);
    return bytes;
  }

  #configuration(): Buffer {
    const { hid, packet, inwards = 0x81 } = this.#speech;
    const head = [9, 2, 0, 0, 1, 1, 0, 0xa0, 1];
    const face = [9, 4, 0, 0, 2, hid ? 3 : 0xff, 0, 0, 0];
    const reports = hid ? [9, 0x21, 0x10, 1, 0, 1, 0x22, REPORTS.length, 0] : [];
    const endpoints = [7, 5, inwards, 3, packet, 0, 10, 7, 5, 0x02, 3, packet, 0, 10];
    const all = Buffer.from([...head, ...face, ...reports, ...endpoints]);
    all.writeUInt16LE(all.length, 2);
    return all;
  }
}

/** Where the names of the device stand, out of the way of answers. */
const FIRST_STRING = 0x60;

/** Eight bytes in and eight bytes out, of the maker's own meaning. */
const REPORTS = Uint8Array.from(
  Buffer.from("0600ff0901a1010902150026ff00750895088102090315 0026ff00750895089102c0".replaceAll(" ", ""), "hex"),
);
