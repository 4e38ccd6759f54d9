/** apcmicrolink: newer Smart-UPSes of APC (SMT, SMX) at their RJ45 port, which speak Microlink (see session.ts). */
import type { SerialLine } from "../../../device/serial-line.ts";
import type { StatusToken } from "../../../nut/status.ts";
import type { Answer } from "../../kit/line/ask-line.ts";
import { feedCable } from "../../kit/line/output-lines.ts";
import type { Closable, Link } from "../../kit/link.ts";
import { among, checkOptions, value } from "../../kit/options.ts";
import { TableDriver } from "../../kit/table-driver.ts";
import {
  DeviceError,
  type Driver,
  type DriverContext,
  type DriverDefinition,
  type DriverOption,
  type Reading,
} from "../../types.ts";
import { type At, groupCount, type MicrolinkRow, type Order, rowsFor, SOURCE_NAMES } from "./rows.ts";
import { Microlink } from "./session.ts";
import { internalsOf, unmappedOf } from "./shown.ts";
import { type Bytes, bytesOf } from "./values.ts";

const BAUD = 9600;
const SPEEDS = ["1200", "2400", "4800", "9600", "19200", "38400", "57600", "115200"];
const YES = ["yes", "true", "on", "1"];
const YES_OR_NO = among(...YES, "no", "false", "off", "0");

export const OPTIONS: readonly DriverOption[] = [
  value("baudrate", "bit/s (9600)", among(...SPEEDS)),
  value("cmdsrc", `who is said to give orders: ${SOURCE_NAMES.join(", ")} (rj45)`, among(...SOURCE_NAMES)),
  value("showinternals", "show microlink.*: what the device says of its memory (no)", YES_OR_NO),
  value("showunmapped", "show microlink.unmapped.*: values that have no name of NUT (no)", YES_OR_NO),
];

const ADVICE = "Check that the UPS is on, that its RJ45 port has the serial cable of APC, and port in ups.conf";

/** The device behind a line, with all that it says of itself. Throws DeviceError `absent`. */
async function microlinkOn(port: SerialLine, { settings, clock }: DriverContext): Promise<Microlink> {
  const device = await Microlink.begin(port, clock);
  if (!device || !(await device.refresh()))
    throw new DeviceError("absent", `${settings.port}: no UPS answers in Microlink. ${ADVICE}`);
  if (await device.learn()) return device;
  throw new DeviceError("absent", `${settings.port}: the UPS does not describe its values. Check its firmware`);
}

async function open(
  context: DriverContext,
  opened: (port: Closable) => void,
  found: (device: Microlink) => void,
): Promise<Link<At, Bytes, Order, StatusToken>> {
  const { settings, openers } = context;
  checkOptions(OPTIONS, settings);
  const port = await openers.serial.open(settings.port, { baud: Number(settings.get("baudrate") ?? BAUD) });
  opened(port);
  await feedCable(port, { dtr: true });
  const device = await microlinkOn(port, context);
  found(device);
  const answerAt = ({ path }: At): Answer<Bytes> => {
    const raw = device.at(path);
    return raw ? { kind: "data", raw } : { kind: "refused" };
  };
  let isFresh = true;
  const readMany = async (places: readonly At[]): Promise<readonly Answer<Bytes>[]> => {
    const isRead = isFresh || (await device.refresh());
    isFresh = false;
    if (!isRead) throw new DeviceError("stale", "the UPS does not give all of its memory");
    return places.map(answerAt);
  };
  const rows: readonly MicrolinkRow[] = rowsFor(device.places, (name) => settings.get(name));
  const groups = groupCount(device.places);
  return {
    title: `Smart-UPS of APC on ${settings.port}`,
    facts: [
      ["ups.mfr", "APC"],
      ["device.type", "ups"],
      ...(groups > 0 ? [["outlet.group.count", String(groups)] as const] : []),
    ],
    rows,
    readMany,
    read: async (at) => (await readMany([at]))[0] ?? { kind: "silent" },
    write: ({ path }, raw) => device.write(path, raw),
    order: ({ path, value: bits }) => {
      const bytes = bytesOf(bits, device.places.get(path)?.size ?? 0);
      return bytes ? device.write(path, bytes) : Promise.resolve(false);
    },
    close: () => port.close(),
  };
}

/** With what is shown on request: names that only this driver has. */
class MicrolinkDriver extends TableDriver<At, Bytes, StatusToken, Order> {
  readonly #context: DriverContext;
  readonly #device: { current?: Microlink };

  constructor(context: DriverContext) {
    const device: { current?: Microlink } = {};
    super(
      {
        rows: [],
        placeOf: ({ path }) => path,
        open: (on, opened) => open(on, opened, (found) => Object.assign(device, { current: found })),
        killpower: "shutdown.return",
      },
      context,
    );
    this.#context = context;
    this.#device = device;
  }

  override async poll(depth: "full" | "quick"): Promise<Reading> {
    const reading = await super.poll(depth);
    const { current } = this.#device;
    const isShown = (name: string): boolean => YES.includes(this.#context.settings.get(name)?.toLowerCase() ?? "");
    const shown = [
      ...(current && isShown("showinternals") ? internalsOf(current) : []),
      ...(current && isShown("showunmapped") ? unmappedOf(current) : []),
    ];
    return shown.length > 0 ? { ...reading, vars: new Map([...reading.vars, ...shown]) } : reading;
  }
}

export const APCMICROLINK: DriverDefinition = {
  name: "apcmicrolink",
  title: "Smart-UPSes of APC that speak Microlink, at their RJ45 port",
  version: "0.01",
  options: OPTIONS,
  create: (context): Driver => new MicrolinkDriver(context),
};
