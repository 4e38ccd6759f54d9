/** A device of behaviours, transfer by transfer, on the cable: what a family's driver meets in memory it meets on a kernel. */
import type { UsbAnswer, UsbRequest } from "../../../src/device/usb-pipe.ts";
import type { Behaviours } from "../../sim/devices/fake-pipe.ts";
import type { ChipIdentity } from "./chips.ts";
import { descriptorOf, deviceDescriptor, type Face } from "./descriptors.ts";
import type { Reply } from "./device.ts";
import type { VirtualDevice } from "./usbip.ts";

const STALL = -32;
const INWARDS = 0x80;
const TYPES = ["standard", "class", "vendor"] as const;
const RECIPIENTS = ["device", "interface", "endpoint"] as const;
/** Of the bus's own requests the only one that a UPS is spoken to with. */
const SET_DESCRIPTOR = 0x07;
/** Of HID's: the kernel's own driver asks for others. */
const SET_REPORT = 0x09;

const requestOf = (setup: Buffer): UsbRequest => ({
  type: TYPES[((setup[0] ?? 0) >> 5) & 3] ?? "vendor",
  recipient: RECIPIENTS[(setup[0] ?? 0) & 3] ?? "device",
  request: setup[1] ?? 0,
  value: setup.readUInt16LE(2),
  index: setup.readUInt16LE(4),
});

const isMeant = ({ type, request }: UsbRequest): boolean =>
  type === "vendor" || request === (type === "class" ? SET_REPORT : SET_DESCRIPTOR);

export class PacketDevice implements VirtualDevice {
  readonly identity: ChipIdentity;
  /** With "interrupts" it brings nothing. */
  readonly hung = new Set<"interrupts">();
  /** Brings nothing of its own accord. */
  onInput: () => void = () => undefined;
  readonly #face: Face;
  readonly #does: Behaviours;

  constructor(identity: ChipIdentity, does: Behaviours, face: Face) {
    this.identity = identity;
    this.#does = does;
    this.#face = face;
  }

  deviceDescriptor(): Buffer {
    return deviceDescriptor(this.identity);
  }

  control(setup: Buffer, out: Uint8Array, reply: Reply): void {
    const request = requestOf(setup);
    const length = setup.readUInt16LE(6);
    const inwards = ((setup[0] ?? 0) & INWARDS) !== 0;
    if (inwards && request.type === "standard") return give(this.#standard(request), length, reply);
    if (!isMeant(request)) return reply(inwards ? STALL : 0);
    const answer = inwards ? this.#does.controlIn?.(request, length) : this.#does.controlOut?.(request, out);
    settle(answer ?? { kind: "stall" }, reply);
  }

  #standard({ request, value }: UsbRequest): Uint8Array | undefined {
    switch (request) {
      case 0:
        return Uint8Array.of(0, 0);
      case 6:
        return descriptorOf(value, this.identity, this.#face);
      case 8:
        return Uint8Array.of(1);
      default:
        return undefined;
    }
  }

  write(endpoint: number, bytes: Uint8Array): void {
    this.#does.write?.(endpoint, bytes);
  }

  bring(endpoint: number, length: number, reply: Reply): boolean {
    const answer = this.#does.read?.(INWARDS | endpoint, length) ?? { kind: "timeout" };
    return settle(answer, reply);
  }
}

const give = (data: Uint8Array | undefined, length: number, reply: Reply): void =>
  data ? reply(0, data.subarray(0, length)) : reply(STALL);

/** False: nothing yet. */
function settle(answer: UsbAnswer, reply: Reply): boolean {
  if (answer.kind === "timeout") return false;
  if (answer.kind === "data") reply(0, answer.bytes);
  else reply(STALL);
  return true;
}
