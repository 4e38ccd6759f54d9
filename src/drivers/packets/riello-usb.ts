/**
 * riello_usb: UPSes of Riello at a Cypress chip (04b4:5500). GPSER in packets of eight bytes: 0x30 and how many of the seven
 * behind it count.
 */
import type { UsbPipe } from "../../device/usb-pipe.ts";
import { sleep } from "../../system/clock.ts";
import { PipeLine } from "../kit/line/pipe-line.ts";
import type { Closable } from "../kit/link.ts";
import { TableDriver } from "../kit/table-driver.ts";
import { PipeFinder } from "../kit/usb-pipe.ts";
import { FAMILY, linkTo, OPTIONS, type RielloLink } from "../serial/riello/driver.ts";
import { speakGpser } from "../serial/riello/speak.ts";
import { DeviceError, type DriverContext, type DriverDefinition } from "../types.ts";
import { deviceTitle } from "../usb/describe-device.ts";
import { DEVICE_OPTIONS } from "../usb/device-options.ts";

const [OUT, IN] = [0x02, 0x81];
const SIZE = 7;
const PAD = 0x30;
const TRANSFER_MS = 1000;
/** Behind each packet, as Riello's own driver in C leaves it. */
const WRITE_MS = 200;
/** A device that refuses at once is not asked again at once. */
const REFUSED_MS = 5;

/** Nothing arrives before the chip was told so. */
const FEATURES = Uint8Array.of(0xb0, 0x04, 0x00, 0x00, 0x03);
const SET_FEATURES = { type: "class", recipient: "interface", request: 0x09, value: 0x0300, index: 0 } as const;

export function packetsOf(bytes: Uint8Array): readonly Uint8Array[] {
  return Array.from({ length: Math.ceil(bytes.length / SIZE) }, (_, at) => {
    const part = bytes.subarray(at * SIZE, (at + 1) * SIZE);
    return Uint8Array.of(PAD + part.length, ...part, ...new Uint8Array(SIZE - part.length).fill(PAD));
  });
}

const lineOf = (pipe: UsbPipe, { clock }: DriverContext): PipeLine =>
  new PipeLine(pipe, clock, {
    send: async (bytes) => {
      for (const packet of packetsOf(bytes)) {
        await pipe.write(OUT, packet, TRANSFER_MS);
        await sleep(clock, WRITE_MS);
      }
    },
    receive: async (ms) => {
      const before = clock.now();
      const answer = await pipe.read(IN, SIZE + 1, Math.max(1, Math.min(ms, TRANSFER_MS)));
      if (answer.kind === "data" && answer.bytes.length > 0)
        return answer.bytes.subarray(1, 1 + ((answer.bytes[0] ?? 0) & 0x07));
      if (answer.kind === "stall") await pipe.clearHalt(IN);
      if (clock.now() === before) await sleep(clock, REFUSED_MS);
      return new Uint8Array();
    },
  });

async function open(finder: PipeFinder, context: DriverContext, opened: (port: Closable) => void): Promise<RielloLink> {
  const pipe = await finder.open();
  opened(pipe);
  await pipe.controlOut(SET_FEATURES, FEATURES, TRANSFER_MS);
  const spoken = await speakGpser(lineOf(pipe, context), context);
  if (!spoken)
    throw new DeviceError(
      "absent",
      `${deviceTitle(pipe.device)} does not answer. Check that the UPS is on, and that it is one of Riello`,
    );
  const link = linkTo(spoken, deviceTitle(pipe.device), context, () => pipe.close());
  return { ...link, facts: [...link.facts, ...(await finder.facts(pipe))] };
}

export const RIELLO_USB: DriverDefinition = {
  name: "riello_usb",
  title: "UPSes of Riello on USB",
  version: "0.19",
  options: [...OPTIONS, ...DEVICE_OPTIONS],
  quick: true,
  create: (context) => {
    const finder = new PipeFinder(context, {
      fits: ({ vendorId, productId }) => vendorId === 0x04b4 && productId === 0x5500,
      wanted: "Riello UPS (04b4:5500)",
    });
    return new TableDriver({ ...FAMILY, open: (own, opened) => open(finder, own, opened) }, context);
  },
};
