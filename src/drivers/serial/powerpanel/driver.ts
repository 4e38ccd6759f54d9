/** powerpanel: UPSes of CyberPower on serial lines, in bytes or in text. */
import type { SerialLine } from "../../../device/serial-line.ts";
import { sleep } from "../../../system/clock.ts";
import { feedCable } from "../../kit/line/output-lines.ts";
import type { Closable, Link } from "../../kit/link.ts";
import { notNegative, value } from "../../kit/options.ts";
import { TableDriver } from "../../kit/table-driver.ts";
import {
  DeviceError,
  type DriverContext,
  type DriverDefinition,
  type DriverOption,
  type DriverSettings,
} from "../../types.ts";
import { speakBinary } from "./binary.ts";
import { endShutdown, type Panel, type PanelToken } from "./panel.ts";
import { speakText } from "./text.ts";

const PROTOCOLS = [
  { name: "binary", baud: 1200, speak: speakBinary },
  { name: "text", baud: 2400, speak: speakText },
] as const;

const protocolProblem = (text: string): string | undefined =>
  PROTOCOLS.some(({ name }) => name === text.toLowerCase()) ? undefined : `"${text}" is neither text nor binary`;

export const OPTIONS: readonly DriverOption[] = [
  value("ondelay", "minutes from the return of mains to power on (1; in text only)", notNegative),
  value("offdelay", "seconds from a shutdown command to power off (60; in text only)", notNegative),
  value("manufacturer", "maker to show"),
  value("model", "model to show"),
  value("serial", "serial number to show"),
  value("protocol", "text or binary, instead of finding out", protocolProblem),
];

const POWER_MS = 10;

// What a place, a value and an order are is each protocol's own, and stays with it.
interface Asked {
  readonly ask: string;
}
type AnyPanel = Panel<Asked, never, never>;
type AnyLink = Link<Asked, never, never, PanelToken>;

const shown = ({ get }: DriverSettings): readonly (readonly [string, string])[] =>
  (
    [
      ["ups.mfr", "manufacturer"],
      ["ups.model", "model"],
      ["ups.serial", "serial"],
    ] as const
  ).flatMap(([name, option]) => {
    const text = get(option);
    return text === undefined ? [] : [[name, text] as const];
  });

function linkTo(panel: AnyPanel, port: SerialLine, title: string, settings: DriverSettings): AnyLink {
  return {
    title,
    facts: [...panel.facts, ...shown(settings)],
    rows: panel.rows,
    read: async (where) => {
      const answer = await panel.read(where);
      if (where.ask === panel.status && answer.kind !== "data")
        throw new DeviceError("stale", "the UPS does not tell its status");
      return answer;
    },
    write: (where, raw) => panel.write(where, raw),
    order: (order) => panel.order(order),
    killpower: () => endShutdown(panel),
    close: () => port.close(),
  };
}

async function open(context: DriverContext, opened: (port: Closable) => void): Promise<AnyLink> {
  const { openers, settings, clock } = context;
  const wanted = settings.get("protocol")?.toLowerCase();
  for (const { name, baud, speak } of PROTOCOLS) {
    if (wanted !== undefined && wanted !== name) continue;
    const port = await openers.serial.open(settings.port, { baud });
    opened(port);
    await feedCable(port, { dtr: true, rts: false });
    await sleep(clock, POWER_MS);
    const panel = (await speak(port, context)) as AnyPanel | undefined;
    if (panel) return linkTo(panel, port, `CyberPower UPS on ${settings.port}, ${name} protocol`, settings);
    await port.close();
  }
  const advice = "Check that the UPS is on, the cable, port and protocol in ups.conf";
  throw new DeviceError("absent", `${settings.port}: no UPS of CyberPower answers. ${advice}`);
}

export const POWERPANEL: DriverDefinition = {
  name: "powerpanel",
  title: "UPSes of CyberPower on a serial line, text or binary",
  version: "0.32",
  options: OPTIONS,
  quick: true,
  create: (context) =>
    new TableDriver({ rows: [], placeOf: ({ ask }: Asked) => ask, places: ["D"], open, silentLimit: 3 }, context),
};
