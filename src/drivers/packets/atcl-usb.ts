/** nutdrv_atcl_usb: UPSes that call themselves `ATCL FOR UPS` (0001:0000). They say one byte a second: 3 mains, 1 battery, 2 battery low. */
import type { UsbDevice } from "../../device/hid.ts";
import { sleep } from "../../system/clock.ts";
import type { Closable, Link } from "../kit/link.ts";
import { TableDriver } from "../kit/table-driver.ts";
import type { TableRow } from "../kit/table-row.ts";
import { PipeFinder } from "../kit/usb-pipe.ts";
import { DeviceError, type DriverContext, type DriverDefinition, type DriverSettings } from "../types.ts";
import { deviceTitle } from "../usb/describe-device.ts";
import { DEVICE_OPTIONS } from "../usb/device-options.ts";

const [OUT, IN] = [0x02, 0x81];
const BYTES = 8;
const TRANSFER_MS = 5000;
const PAUSE_MS = 170;
const OFF = Uint8Array.of(0x01, 0, 0, 0, 0, 0, 0, 0);
const CALLED = "ATCL FOR UPS";
/** What `vendor` says of a device that tells no maker. */
const NONE = "NULL";

type Asked = Readonly<Record<never, never>>;
type Token = "OL" | "LB" | "OB";

const state =
  (...states: readonly number[]) =>
  ([now = 0]: Uint8Array): boolean =>
    states.includes(now);
const isKnown = state(1, 2, 3);

const ROWS: readonly TableRow<Asked, Uint8Array, Token, Uint8Array>[] = [
  { status: "OL", when: state(3), poll: "quick" },
  { status: "LB", when: state(2), poll: "quick" },
  { status: "OB", when: state(1, 2), poll: "quick" },
  { cmd: "shutdown.stayoff", send: OFF },
];

/** Some repeat their name where a serial number belongs. */
const serialOf = (serial: string | undefined, product: string): readonly (readonly [string, string])[] =>
  serial === undefined || serial === product ? [] : [["ups.serial", serial]];

/** Others have the same numbers, and speak as nutdrv_qx wants it: the maker decides. */
const fits =
  ({ get }: DriverSettings) =>
  ({ vendorId, productId, vendor }: UsbDevice): boolean => {
    if (vendorId !== 0x0001 || productId !== 0x0000) return false;
    const wanted = get("vendor") ?? CALLED;
    return wanted === NONE ? vendor === undefined : vendor === wanted;
  };

async function open(
  finder: PipeFinder,
  { clock }: DriverContext,
  opened: (port: Closable) => void,
): Promise<Link<Asked, Uint8Array, Uint8Array, Token>> {
  const pipe = await finder.open();
  opened(pipe);
  const { vendor = "unknown", product = "unknown", serial } = pipe.device;
  return {
    title: deviceTitle(pipe.device),
    facts: [...(await finder.facts(pipe)), ["ups.mfr", vendor], ["ups.model", product], ...serialOf(serial, product)],
    read: async () => {
      const answer = await pipe.read(IN, BYTES, TRANSFER_MS);
      if (answer.kind === "stall") await pipe.clearHalt(IN);
      if (answer.kind === "data" && isKnown(answer.bytes)) return { kind: "data", raw: answer.bytes };
      throw new DeviceError("stale", "the UPS does not tell its state");
    },
    // Twice, as its own program does.
    order: async (order) => {
      const first = await pipe.write(OUT, order, TRANSFER_MS);
      await sleep(clock, PAUSE_MS);
      const second = await pipe.write(OUT, order, TRANSFER_MS);
      return first.kind === "data" && second.kind === "data";
    },
    close: () => pipe.close(),
  };
}

export const NUTDRV_ATCL_USB: DriverDefinition = {
  name: "nutdrv_atcl_usb",
  title: "UPSes that call themselves ATCL FOR UPS on USB",
  version: "1.24",
  options: DEVICE_OPTIONS,
  quick: true,
  create: (context) => {
    const finder = new PipeFinder(context, {
      fits: fits(context.settings),
      wanted: `device 0001:0000 called ${CALLED}; with another name it may be one for nutdrv_qx`,
      own: ["vendor"],
    });
    return new TableDriver(
      {
        rows: ROWS,
        placeOf: () => "state",
        open: (own, opened) => open(finder, own, opened),
        killpower: "shutdown.stayoff",
      },
      context,
    );
  },
};
