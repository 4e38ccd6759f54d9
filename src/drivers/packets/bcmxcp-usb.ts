/**
 * bcmxcp_usb: UPSes of Powerware and Phoenixtec with XCP on USB. A request to the control endpoint takes a frame, the interrupt
 * endpoint brings the answer in packets.
 */
import type { UsbDevice } from "../../device/hid.ts";
import type { UsbPipe, UsbRequest } from "../../device/usb-pipe.ts";
import { sleep } from "../../system/clock.ts";
import { PipeLine } from "../kit/line/pipe-line.ts";
import type { Closable } from "../kit/link.ts";
import { checkOptions } from "../kit/options.ts";
import { TableDriver } from "../kit/table-driver.ts";
import { PipeFinder } from "../kit/usb-pipe.ts";
import { ASK } from "../serial/bcmxcp/asked.ts";
import { FAMILY, linkTo, SHUTDOWN_DELAY, type XcpLink } from "../serial/bcmxcp/driver.ts";
import { identityOf } from "../serial/bcmxcp/identity.ts";
import { XcpLine } from "../serial/bcmxcp/line.ts";
import { DeviceError, type DriverContext, type DriverDefinition, type DriverOption } from "../types.ts";
import { deviceTitle } from "../usb/describe-device.ts";
import { DEVICE_OPTIONS } from "../usb/device-options.ts";

const IN = 0x81;
const PACKET = 128;
const SEND_MS = 1000;
const ANSWER_MS = 5000;
/** What is more than a question takes the UPS so long. */
const ORDER_MS = 2000;
const QUESTION_BYTES = 4;
const AGAIN_MS = 10;

/** As a descriptor that is set, or as a request of the maker's. */
const POWERWARE: UsbRequest = { type: "standard", recipient: "device", request: 0x07, value: 0x0304, index: 0 };
const PHOENIXTEC: UsbRequest = { type: "vendor", recipient: "endpoint", request: 0x0d, value: 0, index: 0 };

const DEVICES: readonly (readonly [vendorId: number, productId: number, UsbRequest])[] = [
  [0x0592, 0x0002, POWERWARE],
  [0x06da, 0x0002, PHOENIXTEC],
  // HP T500 and T750.
  [0x03f0, 0x1f01, PHOENIXTEC],
  [0x03f0, 0x1f02, PHOENIXTEC],
];

const requestOf = ({ vendorId, productId }: UsbDevice): UsbRequest | undefined =>
  DEVICES.find(([vendor, product]) => vendor === vendorId && product === productId)?.[2];

const OPTIONS: readonly DriverOption[] = [SHUTDOWN_DELAY, ...DEVICE_OPTIONS];

function lineOf(pipe: UsbPipe, { clock }: DriverContext): PipeLine {
  const request = requestOf(pipe.device) ?? POWERWARE;
  return new PipeLine(pipe, clock, {
    send: async (bytes) => {
      await pipe.controlOut(request, bytes, SEND_MS);
      if (bytes.length > QUESTION_BYTES) await sleep(clock, ORDER_MS);
    },
    receive: async (ms) => {
      const before = clock.now();
      const answer = await pipe.read(IN, PACKET, Math.max(1, ms));
      if (answer.kind === "stall") await pipe.clearHalt(IN);
      if (answer.kind === "data" && answer.bytes.length > 0) return answer.bytes;
      // A device that has nothing to say at once is not asked again at once.
      if (clock.now() === before) await sleep(clock, AGAIN_MS);
      return new Uint8Array();
    },
  });
}

async function open(finder: PipeFinder, context: DriverContext, opened: (port: Closable) => void): Promise<XcpLink> {
  checkOptions(OPTIONS, context.settings);
  const pipe = await finder.open();
  opened(pipe);
  const place = deviceTitle(pipe.device);
  const line = new XcpLine(lineOf(pipe, context), context.clock, { answerMs: ANSWER_MS, authoriseMs: 0 });
  const told = await line.ask(Uint8Array.of(ASK.identity));
  if (told.kind !== "data")
    throw new DeviceError("absent", `${place} does not answer. Check that the UPS is on, and that it is one with XCP`);
  const link = await linkTo(line, identityOf(told.raw), place, context, () => pipe.close());
  return { ...link, facts: [...link.facts, ...(await finder.facts(pipe))] };
}

export const BCMXCP_USB: DriverDefinition = {
  name: "bcmxcp_usb",
  title: "UPSes of Powerware, Eaton and HP with XCP on USB",
  version: "0.39",
  options: OPTIONS,
  quick: true,
  create: (context) => {
    const finder = new PipeFinder(context, {
      fits: (device) => requestOf(device) !== undefined,
      wanted: "UPS with XCP (0592:0002, 06da:0002, 03f0:1f01 or 03f0:1f02)",
    });
    return new TableDriver({ ...FAMILY, open: (own, opened) => open(finder, own, opened) }, context);
  },
};
