/**
 * tripplite_usb: Tripp Lite's older USB UPSes (09ae:0001), which are no HID power devices. Eight bytes go out as a report, and
 * eight come back; what is not known is answered with the last answer over again.
 *
 *     we  3a 53 ac 0d 00 00 00 00      :S, what makes the sum 255, end
 *     it  53 31 30 30 00 5a 30 0d      S100…
 */
import type { UsbPipe } from "../../../device/usb-pipe.ts";
import { type Clock, sleep } from "../../../system/clock.ts";
import { sumOf } from "../../kit/line/frames.ts";
import type { Closable, Link } from "../../kit/link.ts";
import { checkOptions, notNegative, numberOf, value } from "../../kit/options.ts";
import { TableDriver } from "../../kit/table-driver.ts";
import { PipeFinder } from "../../kit/usb-pipe.ts";
import { DeviceError, type DriverContext, type DriverDefinition, type DriverOption } from "../../types.ts";
import { deviceTitle } from "../../usb/describe-device.ts";
import { DEVICE_OPTIONS } from "../../usb/device-options.ts";
import { type Answer, configurationOf, type Protocol, protocolOf, SMART_0004 } from "./protocols.ts";
import { isState, rowsOf } from "./rows.ts";
import { type Asked, groupOf, type Order, outletFacts, switchOrders, type Token } from "./switching.ts";

const IN = 0x81;
const BYTES = 8;
const SET_REPORT = { type: "class", recipient: "interface", request: 0x09, value: 0x0300, index: 0 } as const;
const [BEGIN, END] = [0x3a, 0x0d];
const SEND_MS = 5000;
/** Between a question and the first look for its answer. */
const THINK_MS = 100;
const LISTEN_MS = 1000;
const [LISTENS, SENDS] = [10, 3];
const USUAL_DELAY = 64;
const USUAL_RANGE = [11, 13.4] as const;
const USUAL_ID = 65_535;

const isVolts = (text: string): string | undefined =>
  /^\s*\d+(\.\d+)?\s*$/.test(text) ? undefined : `"${text}" is no voltage`;

const OPTIONS: readonly DriverOption[] = [
  value("offdelay", "seconds before shutdown.return turns the load off (64)", notNegative),
  value("battery_min", "volts of a 12 V battery that count as 10 % (11.0)", isVolts),
  value("battery_max", "volts of a 12 V battery that count as 100 % (13.4)", isVolts),
  value("upsid", "the unit's number (ups.id), where several UPSes are plugged in", notNegative),
  ...DEVICE_OPTIONS,
];

const framed = (bytes: readonly number[]): Uint8Array => {
  const frame = new Uint8Array(BYTES);
  frame.set([BEGIN, ...bytes, 0xff - sumOf(bytes), END]);
  return frame;
};

class TrippPipe {
  readonly #pipe: UsbPipe;
  readonly #clock: Clock;

  constructor(pipe: UsbPipe, clock: Clock) {
    this.#pipe = pipe;
    this.#clock = clock;
  }

  /** Undefined where nothing answers this. Throws DeviceError `lost`. */
  async ask(bytes: readonly number[]): Promise<Answer | undefined> {
    for (let sends = 0; sends < SENDS; sends++) {
      const sent = await this.#pipe.controlOut(SET_REPORT, framed(bytes), SEND_MS);
      await sleep(this.#clock, THINK_MS);
      const answer = sent.kind === "data" ? await this.#hear(bytes[0] ?? 0) : undefined;
      if (answer) return answer;
    }
    return undefined;
  }

  async #hear(letter: number): Promise<Answer | undefined> {
    const end = this.#clock.now() + LISTEN_MS;
    for (let listens = 0; listens < LISTENS; listens++) {
      const left = end - this.#clock.now();
      const answer = await this.#pipe.read(IN, BYTES, Math.max(1, left));
      if (answer.kind === "stall") await this.#pipe.clearHalt(IN);
      if (answer.kind === "data" && answer.bytes.length === BYTES && answer.bytes[0] === letter) return answer.bytes;
      if (left <= 0) break;
    }
    return undefined;
  }

  letter(character: string): Promise<Answer | undefined> {
    return this.ask([character.charCodeAt(0)]);
  }
}

const word = (answer: Answer): number => (answer[1] ?? 0) * 256 + (answer[2] ?? 0);

/** `upsid` of a device that tells none is the usual one. */
async function hasId(pipe: UsbPipe, clock: Clock, wanted: number): Promise<boolean> {
  const told = await new TrippPipe(pipe, clock).letter("U");
  return (told ? word(told) : USUAL_ID) === wanted;
}

/** Without the maker's name in front. */
function modelOf({ device: { vendor = "", product = "unknown" } }: UsbPipe): string {
  return (product.startsWith(vendor) ? product.slice(vendor.length) : product).trim();
}

/** Letters and digits; a point for the rest. */
const firmwareOf = (answer: Answer): string =>
  `F${Buffer.from(answer.subarray(1, 7))
    .toString("latin1")
    .replace(/[^0-9A-Za-z]/g, ".")}`;

function powerOf({ number }: Protocol, answer: Answer): number {
  const digits = /^\d*/.exec(Buffer.from(answer.subarray(1)).toString("latin1"))?.[0] ?? "";
  return Number(digits) * (number === SMART_0004 ? 10 : 1);
}

async function identify(pipe: TrippPipe, title: string): Promise<Protocol> {
  const absent = (why: string): DeviceError =>
    new DeviceError("absent", `${title} ${why}. Check that it is no newer one, which usbhid-ups reads`);
  const told = await pipe.ask([0]);
  if (!told) throw absent("does not answer");
  const protocol = protocolOf(word(told));
  if (!protocol) throw absent(`speaks protocol ${word(told).toString(16).padStart(4, "0")}, which nobody knows yet`);
  if (protocol.watchdog) await pipe.ask(["W".charCodeAt(0), 0]);
  return protocol;
}

async function open(
  finder: PipeFinder,
  { settings, clock }: DriverContext,
  opened: (port: Closable) => void,
): Promise<Link<Asked, Answer, Order, Token>> {
  checkOptions(OPTIONS, settings);
  const usb = await finder.open();
  opened(usb);
  const pipe = new TrippPipe(usb, clock);
  const title = deviceTitle(usb.device);
  const protocol = await identify(pipe, title);
  const [power, firmware, told] = [await pipe.letter("P"), await pipe.letter("F"), await pipe.letter("V")];
  if (!told) throw new DeviceError("absent", `${title} does not tell how it is set up. Check the cable`);
  const configuration = configurationOf(protocol, told);
  const [low, high] = ["battery_min", "battery_max"].map((name, at) => Number(settings.get(name) ?? USUAL_RANGE[at]));
  const switches = new Map<number, Answer>();
  const send = async ({ bytes, pauseMs = 0, anyway }: Order): Promise<boolean> => {
    const answer = await pipe.ask(bytes);
    await sleep(clock, pauseMs);
    return anyway === true || answer !== undefined;
  };
  return {
    title,
    facts: [
      ["ups.mfr", "Tripp Lite"],
      ["ups.model", modelOf(usb)],
      ["ups.firmware.aux", `protocol ${protocol.number.toString(16).padStart(4, "0")}`],
      ...(power ? ([["ups.power.nominal", String(powerOf(protocol, power))]] as const) : []),
      ...(firmware ? ([["ups.firmware", firmwareOf(firmware)]] as const) : []),
      ["input.voltage.nominal", String(configuration.input)],
      ["battery.voltage.nominal", String(configuration.battery)],
      ...outletFacts(configuration),
      ...(await finder.facts(usb)),
    ],
    rows: rowsOf({
      protocol,
      configuration,
      range: [low ?? USUAL_RANGE[0], high ?? USUAL_RANGE[1]],
      delay: numberOf(settings.get("offdelay")) ?? USUAL_DELAY,
    }),
    read: async ({ ask }) => {
      const group = groupOf(ask);
      if (group !== undefined) return { kind: "data", raw: switches.get(group) ?? Uint8Array.of(1) };
      const answer = await pipe.letter(ask);
      if (answer && (ask !== "S" || isState(protocol, answer))) return { kind: "data", raw: answer };
      if (ask === "S" || ask === "L" || ask === "B" || ask === "D")
        throw new DeviceError("stale", `the UPS does not tell its ${ask === "S" ? "state" : "meters"}`);
      return { kind: "silent" };
    },
    write: async ({ ask }, raw) => {
      const group = groupOf(ask);
      if (group === undefined) return (await pipe.ask([...raw])) !== undefined;
      for (const order of switchOrders(protocol, group, raw)) if (!(await send(order))) return false;
      switches.set(group, raw);
      return true;
    },
    order: send,
    close: () => usb.close(),
  };
}

export const TRIPPLITE_USB: DriverDefinition = {
  name: "tripplite_usb",
  title: "Tripp Lite's older UPSes on USB",
  version: "0.46",
  options: OPTIONS,
  quick: true,
  create: (context) => {
    const wanted = numberOf(context.settings.get("upsid"));
    const finder = new PipeFinder(context, {
      fits: ({ vendorId, productId }) =>
        vendorId === 0x09ae && (productId === 0x0001 || context.settings.has("productid")),
      wanted: "older UPS of Tripp Lite (09ae:0001)",
      ...(wanted === undefined ? {} : { accepts: (pipe) => hasId(pipe, context.clock, wanted) }),
    });
    return new TableDriver(
      {
        rows: [],
        placeOf: ({ ask }: Asked) => ask,
        places: ["S"],
        open: (own, opened) => open(finder, own, opened),
        killpower: "shutdown.return",
      },
      context,
    );
  },
};
