/**
 * richcomm_usb: UPSes with contacts at a USB chip of Richcomm (0925:1234). Four bytes ask, six answer; in the fourth, 4 says
 * mains and 2 a battery that is not low.
 */
import type { UsbPipe } from "../../device/usb-pipe.ts";
import { sleep } from "../../system/clock.ts";
import type { Answer } from "../kit/line/ask-line.ts";
import type { Closable, Link } from "../kit/link.ts";
import { TableDriver } from "../kit/table-driver.ts";
import type { TableRow } from "../kit/table-row.ts";
import { PipeFinder } from "../kit/usb-pipe.ts";
import { DeviceError, type DriverContext, type DriverDefinition } from "../types.ts";
import { deviceTitle } from "../usb/describe-device.ts";
import { DEVICE_OPTIONS } from "../usb/device-options.ts";

const REQUEST = { type: "class", recipient: "interface", request: 0x09, value: 0x0200, index: 0 } as const;
const REPLY = 0x81;
const REPLY_BYTES = 6;
const LEAST = 4;
const TRANSFER_MS = 1000;
const STATE = Uint8Array.of(0x01, 0x00, 0x00, 0x30);
/** The first answers after the device was plugged in mean nothing. */
const RUBBISH = 5;
const PAUSE_MS = 1000;
/** Off when the mains are not there, then: on with the mains. */
const OFF = Uint8Array.of(0x02, 0x00, 0x00, 0x00);
const ON_AGAIN = Uint8Array.of(0x02, 0x01, 0x00, 0x00);

type Asked = Readonly<Record<never, never>>;
type Token = "OL" | "OB" | "LB";
type Order = "return";

const bit =
  (mask: number, wanted: boolean) =>
  ({ 3: state = 0 }: Uint8Array): boolean =>
    ((state & mask) !== 0) === wanted;

const ROWS: readonly TableRow<Asked, Uint8Array, Token, Order>[] = [
  { status: "OL", when: bit(4, true), poll: "quick" },
  { status: "OB", when: bit(4, false), poll: "quick" },
  { status: "LB", when: bit(2, false), poll: "quick" },
  { cmd: "shutdown.return", send: "return" },
];

async function exchange(pipe: UsbPipe, query: Uint8Array): Promise<Answer<Uint8Array>> {
  const sent = await pipe.controlOut(REQUEST, query, TRANSFER_MS);
  if (sent.kind !== "data") return { kind: "silent" };
  const answer = await pipe.read(REPLY, REPLY_BYTES, TRANSFER_MS);
  if (answer.kind === "stall") await pipe.clearHalt(REPLY);
  return answer.kind === "data" && answer.bytes.length >= LEAST
    ? { kind: "data", raw: answer.bytes }
    : { kind: "silent" };
}

async function open(
  finder: PipeFinder,
  { clock }: DriverContext,
  opened: (port: Closable) => void,
): Promise<Link<Asked, Uint8Array, Order, Token>> {
  const pipe = await finder.open();
  opened(pipe);
  for (let times = 0; times < RUBBISH; times++) {
    await exchange(pipe, STATE);
    await sleep(clock, PAUSE_MS);
  }
  const { product = "unknown", serial = "unknown" } = pipe.device;
  return {
    title: deviceTitle(pipe.device),
    facts: [
      ...(await finder.facts(pipe)),
      ["ups.mfr", "Richcomm dry-contact to USB solution"],
      ["ups.model", product],
      ["ups.serial", serial],
    ],
    read: async () => {
      const answer = await exchange(pipe, STATE);
      if (answer.kind === "data") return answer;
      throw new DeviceError("stale", "the UPS does not tell its state");
    },
    order: async () => {
      const off = await exchange(pipe, OFF);
      // The second is not heard right behind the first.
      await sleep(clock, PAUSE_MS);
      const on = await exchange(pipe, ON_AGAIN);
      return off.kind === "data" && on.kind === "data";
    },
    close: () => pipe.close(),
  };
}

export const RICHCOMM_USB: DriverDefinition = {
  name: "richcomm_usb",
  title: "UPSes with contacts at a USB chip of Richcomm",
  version: "0.20",
  options: DEVICE_OPTIONS,
  quick: true,
  create: (context) => {
    const finder = new PipeFinder(context, {
      fits: ({ vendorId, productId }) => vendorId === 0x0925 && productId === 0x1234,
      wanted: "UPS at a chip of Richcomm (0925:1234)",
    });
    return new TableDriver(
      {
        rows: ROWS,
        placeOf: () => "state",
        open: (own, opened) => open(finder, own, opened),
        killpower: "shutdown.return",
      },
      context,
    );
  },
};
