/**
 * powervar_cx_usb: UPSes of Powervar on USB (4234:0001 GTS, 4234:0002 UPM). CUSPP: what we say goes out as a report,
 * what it says comes in packets of eight bytes, filled up behind the CR.
 */
import type { UsbPipe } from "../../device/usb-pipe.ts";
import { sleep } from "../../system/clock.ts";
import { PipeLine } from "../kit/line/pipe-line.ts";
import { TableDriver } from "../kit/table-driver.ts";
import { PipeFinder } from "../kit/usb-pipe.ts";
import { FAMILY, linkTo, OPTIONS } from "../serial/powervar/driver.ts";
import type { DriverContext, DriverDefinition } from "../types.ts";
import { deviceTitle } from "../usb/describe-device.ts";
import { DEVICE_OPTIONS } from "../usb/device-options.ts";

const IN = 0x81;
const SIZE = 8;
const TRANSFER_MS = 500;
const SET_REPORT = { type: "class", recipient: "interface", request: 0x09, value: 0x0300, index: 0 } as const;
/** A device that refuses at once is not asked again at once. */
const REFUSED_MS = 5;

const lineOf = (pipe: UsbPipe, { clock }: DriverContext): PipeLine =>
  new PipeLine(pipe, clock, {
    send: async (bytes) => {
      await pipe.controlOut(SET_REPORT, bytes, TRANSFER_MS);
    },
    receive: async (ms) => {
      const before = clock.now();
      const answer = await pipe.read(IN, SIZE, Math.max(1, Math.min(ms, TRANSFER_MS)));
      if (answer.kind === "data" && answer.bytes.length > 0) return answer.bytes;
      if (answer.kind === "stall") await pipe.clearHalt(IN);
      if (clock.now() === before) await sleep(clock, REFUSED_MS);
      return new Uint8Array();
    },
  });

export const POWERVAR_CX_USB: DriverDefinition = {
  name: "powervar_cx_usb",
  title: "UPSes of Powervar on USB",
  version: "1.01",
  options: [...OPTIONS, ...DEVICE_OPTIONS],
  quick: true,
  create: (context) => {
    const finder = new PipeFinder(context, {
      fits: ({ vendorId, productId }) => vendorId === 0x4234 && (productId === 1 || productId === 2),
      wanted: "UPS of Powervar (4234:0001, 4234:0002)",
    });
    return new TableDriver(
      {
        ...FAMILY,
        open: async (own, opened) => {
          const pipe = await finder.open();
          opened(pipe);
          const link = await linkTo(lineOf(pipe, own), deviceTitle(pipe.device), own);
          return { ...link, facts: await finder.facts(pipe) };
        },
      },
      context,
    );
  },
};
