/**
 * powercom: UPSes of Powercom and those made by it, in several dialects. 1200 bit/s, one byte asks:
 *
 *     we  01              it  11 or 16 bytes, without a checksum: zeros at places that are always zero
 *     we  b9 bc 01 1e     off in 1 minute and 30 seconds, and on again with the mains
 */
import type { SerialLine } from "../../../device/serial-line.ts";
import { figure, type ViewReader } from "../../kit/codecs.ts";
import { feedCable } from "../../kit/line/output-lines.ts";
import type { Link } from "../../kit/link.ts";
import { checkOptions, flag, numberOf, value } from "../../kit/options.ts";
import { TableDriver } from "../../kit/table-driver.ts";
import type { TableRow } from "../../kit/table-row.ts";
import { DeviceError, type DriverContext, type DriverDefinition, type DriverOption } from "../../types.ts";
import {
  at,
  type Bytes,
  charge,
  detected,
  frequency,
  inputVoltage,
  load,
  onBattery,
  outputVoltage,
  regulates,
  type Unit,
} from "./meaning.ts";
import { isTypeName, type PowercomType, TYPE_OPTIONS, type TypeName, typeOf } from "./types.ts";

const BAUD = 1200;
const ANSWER_MS = 3000;
/** Some are slow to wake. */
const TRIES = 2;
const TELL = 0x01;
const TEST = 0x03;
const [RESTART, SHUTDOWN, COUNTER] = [0xb9, 0xba, 0xbc];
const USUAL_VOLTS = 230;

export const OPTIONS: readonly DriverOption[] = [
  ...TYPE_OPTIONS,
  value("manufacturer", "maker to show (PowerCom)"),
  value("modelname", "model to show, where the UPS does not tell it"),
  value("serialnumber", "serial number to show"),
  flag("nobt", "no test of the battery when the driver starts"),
];

type Asked = Readonly<Record<never, never>>;
type Token = "OL" | "OFF" | "OB" | "LB" | "BOOST" | "TRIM" | "OVER" | "RB" | "TEST";
type PowercomRow = TableRow<Asked, Bytes, Token, readonly number[]>;
type Rows = readonly PowercomRow[];

const NOW = { poll: "quick" } as const;
const bit =
  (place: number, mask: number) =>
  (bytes: Bytes): boolean =>
    (at(bytes, place) & mask) !== 0;
const isOff = bit(9, 128);

const STATES: Rows = [
  { status: "OL", ...NOW, when: (bytes) => !onBattery(bytes) && !isOff(bytes) },
  { status: "OFF", ...NOW, when: (bytes) => !onBattery(bytes) && isOff(bytes) },
  { status: "OB", ...NOW, when: onBattery },
  { status: "LB", ...NOW, when: bit(9, 2) },
];
const HEALTH: Rows = [
  { status: "OVER", ...NOW, when: bit(9, 32) },
  { status: "RB", ...NOW, when: bit(10, 2) },
  { status: "TEST", ...NOW, when: bit(10, 4) },
];

const METERS = [
  ["input.frequency", 2, (unit, bytes) => frequency(unit, bytes, 4)],
  ["output.frequency", 2, (unit, bytes) => frequency(unit, bytes, 6)],
  ["ups.load", 1, load],
  ["battery.charge", 1, charge],
  ["input.voltage", 1, inputVoltage],
  ["output.voltage", 1, outputVoltage],
] as const satisfies readonly (readonly [string, number, (unit: Unit, bytes: Bytes) => number | undefined])[];

function rowsOf(unit: Unit): Rows {
  const [minutes, seconds] = unit.type.delay;
  const delay = minutes === undefined ? [seconds] : [minutes, seconds];
  const isLow = (bytes: Bytes): boolean => inputVoltage(unit, bytes) < unit.volts;
  return [
    ...STATES,
    { status: "BOOST", ...NOW, when: (bytes) => regulates(bytes) && isLow(bytes) },
    { status: "TRIM", ...NOW, when: (bytes) => regulates(bytes) && !isLow(bytes) },
    ...HEALTH,
    ...METERS.map(([name, places, of]): PowercomRow => {
      const as: ViewReader<Bytes, unknown> = figure(places, (bytes: Bytes) => of(unit, bytes));
      return { var: name, ...NOW, as };
    }),
    { cmd: "test.battery.start", send: [[TEST]] },
    { cmd: "shutdown.return", send: [[RESTART, COUNTER, ...delay]] },
    { cmd: "shutdown.stayoff", send: [[SHUTDOWN, ...delay]] },
  ];
}

class PowercomLine {
  readonly #port: SerialLine;
  readonly #type: PowercomType;

  constructor(port: SerialLine, type: PowercomType) {
    this.#port = port;
    this.#type = type;
  }

  async send(bytes: readonly number[]): Promise<boolean> {
    await this.#port.write(Uint8Array.from(bytes));
    return true;
  }

  /** Undefined where too few or too many bytes come, or others than must. Throws DeviceError `lost`. */
  async tell(): Promise<Bytes | undefined> {
    for (let tries = 0; tries < TRIES; tries++) {
      this.#port.flush();
      await this.send([TELL]);
      const bytes = await this.#port.read(() => false, ANSWER_MS, this.#type.length);
      const more = await this.#port.read(() => false, 0);
      if (bytes.length === this.#type.length && more.length === 0 && this.#isValid(bytes)) return bytes;
    }
    return undefined;
  }

  #isValid(bytes: Bytes): boolean {
    return [0, 2, 4].every((pair) => bytes[this.#type.valid[pair] ?? 0] === this.#type.valid[pair + 1]);
  }
}

/** These say what they are. */
const TELLING: readonly TypeName[] = ["IMP", "KIN", "BNT", "BNT-other", "OPTI"];
const ADVICE =
  "Check that the UPS is on, the cable, port in ups.conf, and type, which the driver does not find by itself";

async function open(
  context: DriverContext,
  opened: (port: SerialLine) => void,
  isFirst: () => boolean,
): Promise<Link<Asked, Bytes, readonly number[], Token>> {
  const { openers, settings } = context;
  checkOptions(OPTIONS, settings);
  const told = settings.get("type") ?? "Trust";
  const set = isTypeName(told) ? told : "Trust";
  const type = typeOf(settings, set);
  const port = await openers.serial.open(settings.port, { baud: BAUD });
  opened(port);
  if (type.flow === "dtr0rts1") await feedCable(port, { dtr: false, rts: true });
  const line = new PowercomLine(port, type);
  const first = await line.tell();
  if (!first) throw new DeviceError("absent", `${settings.port}: no Powercom UPS of type ${set} answers. ${ADVICE}`);
  const own = TELLING.includes(set) ? detected(set, first) : undefined;
  if (own && isFirst() && settings.get("nobt") === undefined) await line.send([TEST]);
  const unit: Unit = {
    name: own?.name ?? set,
    type,
    volts: own?.volts ?? numberOf(settings.get("linevoltage")) ?? USUAL_VOLTS,
  };
  const model = settings.get("modelname") ?? own?.model ?? "Unknown";
  return {
    title: `Powercom UPS (${model}) on ${settings.port}`,
    facts: [
      ["ups.mfr", settings.get("manufacturer") ?? "PowerCom"],
      ["ups.model", model],
      ["ups.serial", settings.get("serialnumber") ?? "Unknown"],
      ["ups.model.type", unit.name],
      ["input.voltage.nominal", String(unit.volts)],
    ],
    rows: rowsOf(unit),
    read: async () => {
      const raw = await line.tell();
      if (!raw) throw new DeviceError("stale", "the UPS gives no whole answer");
      return { kind: "data", raw };
    },
    order: (order) => line.send(order),
    close: () => port.close(),
  };
}

export const POWERCOM: DriverDefinition = {
  name: "powercom",
  title: "UPSes of Powercom and those made by it, on a serial line",
  version: "0.27",
  options: OPTIONS,
  quick: true,
  create: (context) => {
    let starts = 0;
    return new TableDriver(
      {
        rows: [],
        placeOf: () => "data",
        open: (world, opened) => open(world, opened, () => starts++ === 0),
        killpower: "shutdown.return",
      },
      context,
    );
  },
};
