/**
 * nhs_ser: UPSes of NHS Sistemas Eletronicos. They say what they measure of themselves, over and over, and what they
 * are when they are asked:
 *
 *     we  ff 09 53 83 00 00 00 df fe     start, length, what is wanted, sum, end (03 in place of 83: the short form)
 *     it  ff 32 53 22 …                  what it is, 18 or 50 bytes
 *     it  ff 15 44 e6 05 …               data, 21 bytes
 */
import type { SerialLine, SerialSettings } from "../../../device/serial-line.ts";
import { AskFrames } from "../../kit/line/ask-frames.ts";
import type { Answer } from "../../kit/line/ask-line.ts";
import { type Framing, sumOf } from "../../kit/line/frames.ts";
import type { Link } from "../../kit/link.ts";
import { checkOptions, flag, notNegative, numberOf, positive, value } from "../../kit/options.ts";
import { TableDriver } from "../../kit/table-driver.ts";
import {
  DeviceError,
  type DriverContext,
  type DriverDefinition,
  type DriverOption,
  type DriverSettings,
} from "../../types.ts";
import { type Asked, modelOf, ROWS, type Said, voltAmperes } from "./rows.ts";

const START = 0xff;
const END = 0xfe;
const SELF_SHORT = 18;
const DATA = 21;
const SELF_LONG = 50;

/** The sum stands behind what it is about, and in the long form in front of the end mark all the same. */
const sumAt: Readonly<Record<number, number>> = { [SELF_SHORT]: 16, [DATA]: 19, [SELF_LONG]: 48 };

const isWhole = (bytes: ArrayLike<number>, length: number): boolean => {
  const at = sumAt[length] ?? 0;
  return bytes[length - 1] === END && sumOf(Array.from(bytes).slice(1, at)) === bytes[at];
};

/** The end mark may stand in the middle: a length is right where the sum is. */
const FRAMING: Framing = {
  start: [START],
  length: (begun) => {
    const known = [SELF_SHORT, DATA, SELF_LONG];
    const found = known.find((length) => begun.length >= length && isWhole(begun, length));
    return found ?? (begun.length < SELF_LONG ? "more" : undefined);
  },
  isRight: (frame) => isWhole(frame, frame.length),
  longest: SELF_LONG,
};

const request = (form: number): Uint8Array => {
  const body = [0x09, 0x53, form, 0, 0, 0];
  return Uint8Array.of(START, ...body, sumOf(body), END);
};
const LONG = request(0x83);
const SHORT = request(0x03);
const isSelf = ({ length }: Uint8Array): boolean => length !== DATA;
const isData = ({ length }: Uint8Array): boolean => length === DATA;

const SELF_MS = 2000;
const DATA_MS = 6000;
const SELF_TRIES = 3;

const oneOf =
  (...words: readonly string[]) =>
  (text: string): string | undefined =>
    words.includes(text.toLowerCase()) ? undefined : `"${text}" is none of ${words.join(", ")}`;

const percentage = (text: string): string | undefined =>
  Number.isFinite(Number(text)) ? undefined : `"${text}" is no percentage`;

const FLOWS = ["none", "hardware", "software", "both"] as const;
const PARITIES = ["none", "even", "odd"] as const;

export const OPTIONS: readonly DriverOption[] = [
  value("baud", "bits per second (2400)", positive),
  value("serial_data_bits", "bits of a byte: 5, 6, 7, 8 (8)", oneOf("5", "6", "7", "8")),
  value("serial_parity", "none, even or odd (none)", oneOf(...PARITIES)),
  value("serial_stop_bits", "1 or 2 (1)", oneOf("1", "2")),
  value("serial_flow_control", "none, hardware, software or both (hardware)", oneOf(...FLOWS)),
  value("serial_read_timeout_ms", "taken and not needed: packets are waited for", notNegative),
  value("serial_send_pace_us", "microseconds between two bytes that are sent (0)", notNegative),
  value("ah", "ampere-hours of a battery (needed)", positive),
  value("va", "volt-amperes of the UPS, where its model does not tell", positive),
  value("pf", "power factor (0.9)", percentage),
  value("vin_low_warn_perc", "percent above the lowest input voltage that count as warning (2)", percentage),
  value("vin_low_crit_perc", "percent above the lowest input voltage that count as critical (2)", percentage),
  value("vin_high_warn_perc", "percent above the highest input voltage that count as warning (2)", percentage),
  value("vin_high_crit_perc", "percent above the highest input voltage that count as critical (2)", percentage),
  value("numbatteries", "number of batteries instead of what the UPS says", positive),
  value("vbat", "rated volts of a battery (12)", percentage),
  flag("debug_pkt_raw", "tell packets in hexadecimal, from debug level 1"),
  flag("debug_pkt_data", "tell packets of data, from debug level 1"),
  flag("debug_pkt_hwinfo", "tell packets about the UPS itself, from debug level 1"),
];

const serialSettings = ({ get }: DriverSettings): SerialSettings => {
  const bits = (["5", "6", "7", "8"] as const).find((one) => one === get("serial_data_bits"));
  return {
    baud: numberOf(get("baud")) ?? 2400,
    dataBits: bits === "5" ? 5 : bits === "6" ? 6 : bits === "7" ? 7 : 8,
    parity: PARITIES.find((one) => one === get("serial_parity")?.toLowerCase()) ?? "none",
    stopBits: get("serial_stop_bits") === "2" ? 2 : 1,
    flow: FLOWS.find((one) => one === get("serial_flow_control")?.toLowerCase()) ?? "hardware",
  };
};

class NhsLine {
  readonly #frames: AskFrames;
  readonly #context: DriverContext;
  self: Uint8Array | undefined;
  #least = 255;
  #most = 0;

  constructor(port: SerialLine, context: DriverContext) {
    const paceMs = (numberOf(context.settings.get("serial_send_pace_us")) ?? 0) / 1000;
    this.#frames = new AskFrames(port, context.clock, { framing: FRAMING, answerMs: SELF_MS, paceMs });
    this.#context = context;
  }

  /** Asks what the UPS is, in the long form first. */
  async askSelf(): Promise<void> {
    for (let tries = 0; tries <= SELF_TRIES && !this.self; tries++) {
      const answer = await this.#frames.ask(tries < SELF_TRIES ? LONG : SHORT, isSelf);
      if (answer.kind === "data") this.self = answer.raw;
    }
    this.#tell("hwinfo", this.self);
  }

  async hear(): Promise<Said | undefined> {
    const data = await this.#frames.hear(isData, DATA_MS);
    this.#tell("data", data);
    if (!data) return undefined;
    this.#least = Math.min(this.#least, data[7] ?? 0);
    this.#most = Math.max(this.#most, data[7] ?? 0);
    return { data, self: this.self, least: this.#least, most: this.#most };
  }

  #tell(what: "data" | "hwinfo", packet: Uint8Array | undefined): void {
    const { settings, log } = this.#context;
    if (packet && (settings.has("debug_pkt_raw") || settings.has(`debug_pkt_${what}`)))
      log.debug(1, `${what}: ${Buffer.from(packet).toString("hex")}`);
  }
}

/** What cannot be calculated without. Throws DeviceError `configuration`. */
function expectRating(self: Uint8Array | undefined, settings: DriverSettings): void {
  if (self && voltAmperes(self, settings) === undefined)
    throw new DeviceError("configuration", "the model does not tell its volt-amperes: write va = … in ups.conf");
}

const ADVICE =
  "Check that the UPS is on, the cable, port and baud in ups.conf, and serial_flow_control = none where the cable has three wires";

async function open(context: DriverContext, opened: (port: SerialLine) => void): Promise<Link<Asked, Said, never>> {
  const { openers, settings, log } = context;
  checkOptions(OPTIONS, settings);
  if (settings.get("ah") === undefined)
    throw new DeviceError("configuration", "the ampere-hours of a battery are not known: write ah = … in ups.conf");
  const port = await openers.serial.open(settings.port, serialSettings(settings));
  opened(port);
  const line = new NhsLine(port, context);
  await line.askSelf();
  if (!line.self && !(await line.hear()))
    throw new DeviceError("absent", `${settings.port}: no NHS UPS speaks. ${ADVICE}`);
  if (!line.self) log.warning("the UPS does not tell what it is: some values cannot be calculated");
  expectRating(line.self, settings);
  const read = async (): Promise<Answer<Said>> => {
    port.flush();
    const raw = await line.hear();
    if (!raw) throw new DeviceError("stale", "the UPS has said nothing for a while");
    return { kind: "data", raw };
  };
  return {
    title: `${modelOf(line.self) ?? "NHS UPS"} on ${settings.port}`,
    facts: [],
    read,
    close: () => port.close(),
  };
}

export const NHS_SER: DriverDefinition = {
  name: "nhs_ser",
  title: "UPSes of NHS Sistemas Eletronicos on a serial line",
  version: "0.05",
  options: OPTIONS,
  quick: true,
  create: (context) => new TableDriver({ rows: ROWS, placeOf: () => "data", open }, context),
};
