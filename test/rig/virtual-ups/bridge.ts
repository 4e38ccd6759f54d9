/** A virtual USB bridge: a chip that speaks USB to the host, and a UPS behind it that answers questions. */
import { AnswerTable, type Profile } from "../../sim/devices/answer-table.ts";
import type { Chip, ChipIdentity, Socket } from "./chips.ts";
import { descriptorOf, deviceDescriptor } from "./descriptors.ts";
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
        return give(descriptorOf(value, this.identity, this.#speech, this.#speech.text));
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

  deviceDescriptor(): Buffer {
    return deviceDescriptor(this.identity);
  }
}
