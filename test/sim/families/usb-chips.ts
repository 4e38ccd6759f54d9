/** UPSes behind USB chips with packets of their own, each a serial unit and what its chip makes of packets. */
import { type Behaviours, data, SENT, TIMEOUT } from "../devices/fake-pipe.ts";
import type { Say } from "../devices/played-line.ts";
import { oneOf, type XcpUnit } from "./bcmxcp.ts";
import { PowervarUnit } from "./powervar.ts";
import { GpserUnit } from "./riello-ser.ts";

export interface UsbChip<U> {
  readonly unit: U;
  readonly does: Behaviours;
  /** Everything that is no question, in order: what was sent, in hexadecimal or in words. */
  readonly orders: string[];
  mute: boolean;
  /** Makes something else of a packet that it brings. */
  spoil: (packet: Uint8Array) => Uint8Array;
}

const same = (packet: Uint8Array): Uint8Array => packet;
const hexOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");
const latin1 = (bytes: Uint8Array): string => Buffer.from(bytes).toString("latin1");

/** A chip that brings what `next` has, or nothing. */
function chipOf<U>(unit: U, orders: string[], does: Behaviours, next: () => Uint8Array | undefined): UsbChip<U> {
  const chip: UsbChip<U> = {
    unit,
    orders,
    mute: false,
    spoil: same,
    does: {
      ...does,
      read: () => {
        const packet = chip.mute ? undefined : next();
        return packet === undefined ? TIMEOUT : data(chip.spoil(packet));
      },
    },
  };
  return chip;
}

/** Eight bytes at a time: how many count, then those, filled up. Questions are GI, GN, RS and RE. */
export function rielloChip(facts: Partial<GpserUnit> = {}): UsbChip<GpserUnit> {
  const coming: number[] = [];
  const orders: string[] = [];
  const unit = Object.assign(new GpserUnit((bytes) => coming.push(...bytes)), facts);
  let frame = "";
  const write: Behaviours["write"] = (_, packet) => {
    const bytes = packet.subarray(1, 1 + ((packet[0] ?? 0) & 7));
    frame += latin1(bytes);
    for (let end = frame.indexOf("\x03"); end >= 0; end = frame.indexOf("\x03")) {
      const whole = frame.slice(0, end + 1);
      frame = frame.slice(end + 1);
      if (/^\x02..[CT]/.test(whole)) orders.push(hexOf(Buffer.from(whole, "latin1")));
    }
    unit.hear(bytes);
    return SENT;
  };
  return chipOf(unit, orders, { controlOut: () => SENT, write }, () => {
    const part = coming.splice(0, 7);
    return part.length === 0
      ? undefined
      : Uint8Array.from([0x30 + part.length, ...part, ...Array<number>(7 - part.length).fill(0x30)]);
  });
}

/** Blocks are asked for with 31 to 43 and A0; everything else is an order. */
const isXcpQuestion = ([, , what = 0]: Uint8Array): boolean => what === 0xa0 || (what > 0x30 && what < 0x44);

/** Frames arrive as control requests, and what is said goes back in transfers: its short last packet ends each frame. */
export function xcpChip(made: (say: Say) => XcpUnit = oneOf): UsbChip<XcpUnit> {
  const coming: Uint8Array[] = [];
  const orders: string[] = [];
  const unit = made((frame) => coming.push(frame));
  const controlOut: Behaviours["controlOut"] = ({ type, recipient, request, value }, bytes) => {
    if (!isXcpQuestion(bytes))
      orders.push(`${type} ${recipient} ${request.toString(16)} ${value.toString(16)} ${hexOf(bytes)}`);
    unit.hear(bytes);
    return SENT;
  };
  return chipOf(unit, orders, { controlOut }, () => coming.shift());
}

/** Reports go out, and packets of eight bytes, filled up, come. */
export function powervarChip(): UsbChip<PowervarUnit> {
  const coming: Uint8Array[] = [];
  const orders: string[] = [];
  const unit = new PowervarUnit((bytes) => {
    for (let at = 0; at < bytes.length; at += 8)
      coming.push(Uint8Array.from({ length: 8 }, (_, i) => bytes[at + i] ?? 0));
  }, "\r");
  const controlOut: Behaviours["controlOut"] = (_, bytes) => {
    const text = latin1(bytes);
    if (text.includes(".W=")) orders.push(text);
    unit.hear(bytes);
    return SENT;
  };
  return chipOf(unit, orders, { controlOut }, () => coming.shift());
}

/** Six bytes answer four; 4 in the fourth says mains, 2 a battery that is not low. */
export function richcommChip(): UsbChip<{ state: number }> {
  const unit = { state: 6 };
  const orders: string[] = [];
  let waiting = 0;
  const controlOut: Behaviours["controlOut"] = ({ value }, bytes) => {
    if (value !== 0x200 || bytes.length !== 4) return SENT;
    if (bytes[0] === 2) orders.push(hexOf(bytes));
    waiting++;
    return SENT;
  };
  return chipOf(unit, orders, { controlOut }, () => {
    if (waiting === 0) return undefined;
    waiting--;
    return Uint8Array.of(0, 0, 0, unit.state, 0, 0);
  });
}

/** It says its state again and again: 3 mains, 1 battery, 2 battery low. */
export function atclChip(): UsbChip<{ state: number }> {
  const unit = { state: 3 };
  const orders: string[] = [];
  const write: Behaviours["write"] = (address, bytes) => {
    orders.push(`${address} ${hexOf(bytes)}`);
    return SENT;
  };
  return chipOf(unit, orders, { write }, () => Uint8Array.of(unit.state, 0, 0, 0, 0, 0, 0, 0));
}
