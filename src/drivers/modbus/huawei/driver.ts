/** huawei-ups2000: UPS2000s of Huawei on a serial line, 9600 bit/s, unit 1. */
import type { StatusToken } from "../../../nut/status.ts";
import { notThere } from "../../kit/held.ts";
import type { Closable, Link } from "../../kit/link.ts";
import { checkOptions, value } from "../../kit/options.ts";
import { type Family, TableDriver } from "../../kit/table-driver.ts";
import { DeviceError, type DriverContext, type DriverDefinition, type DriverOption } from "../../types.ts";
import { type Place, placeOf, type Words } from "../place.ts";
import { ROWS } from "../tables/huawei.ts";
import { type HuaweiIdentity, identityOf } from "./identity.ts";
import { DELAYS, type Delay, leastOf, MOST, type Order, roundedDelay } from "./order.ts";
import { HuaweiUnit } from "./unit.ts";

const LINE = { baud: 9600, dataBits: 8, parity: "none", stopBits: 1 } as const;
const ANSWER_MS = 2000;
const UPSES = 0x87;

const DELAY_OPTIONS = { shutdown: "offdelay", reboot: "rebootdelay", start: "ondelay" } as const;

const delayOption = (delay: Delay, help: string): DriverOption =>
  value(DELAY_OPTIONS[delay], `${help}, in seconds (60)`, (text) =>
    roundedDelay(delay, text) === undefined ? `"${text}" is no delay from ${leastOf(delay)} to ${MOST}` : undefined,
  );

export const OPTIONS: readonly DriverOption[] = [
  delayOption("shutdown", "time until the load goes off"),
  delayOption("reboot", "time until the load goes off for shutdown.reboot.graceful"),
  delayOption("start", "time until it may come on again"),
];

const factsOf = ({ model, firmware, protocol, serial }: HuaweiIdentity): readonly (readonly [string, string])[] => [
  ["device.mfr", "Huawei"],
  ["device.type", "ups"],
  ["device.model", model],
  ["device.serial", serial],
  ["ups.mfr", "Huawei"],
  ["ups.model", model],
  ["ups.serial", serial],
  ["ups.firmware", firmware],
  ["ups.firmware.aux", protocol],
  ["ups.type", "online"],
];

async function open(
  { openers, settings, clock, log }: DriverContext,
  opened: (port: Closable) => void,
): Promise<Link<Place, Words, Order, StatusToken>> {
  checkOptions(OPTIONS, settings);
  const line = { kind: "serial", path: settings.port, settings: LINE } as const;
  const link = await openers.modbus.open({ line, unit: 1, timeoutMs: ANSWER_MS });
  opened(link);
  const unit = new HuaweiUnit(link, clock, log);
  const told = await unit.tries(() => link.identify(UPSES)).catch(notThere("check port in ups.conf, and the cable"));
  if (told.kind === "refused") throw new DeviceError("absent", `${link.name} is no UPS2000: ${told.why}`);
  const identity = identityOf(told.objects, link.name);
  for (const delay of DELAYS) unit.keep(delay, settings.get(DELAY_OPTIONS[delay]));
  return {
    title: `${identity.model} of Huawei on ${settings.port}`,
    facts: factsOf(identity),
    readMany: (places) => unit.readMany(places),
    read: async (place) => (await unit.readMany([place]))[0] ?? { kind: "silent" },
    write: ({ at }, values) => unit.write({ at, values }),
    order: (order) => unit.order(order),
    close: () => link.close(),
  };
}

const FAMILY: Family<Place, Words, StatusToken, Order> = {
  rows: ROWS,
  placeOf,
  open,
  killpower: "shutdown.reboot",
};

export const HUAWEI_UPS2000: DriverDefinition = {
  name: "huawei-ups2000",
  title: "UPS2000s of Huawei on a serial line",
  version: "0.10",
  options: OPTIONS,
  quick: true,
  create: (context) => new TableDriver(FAMILY, context),
};
