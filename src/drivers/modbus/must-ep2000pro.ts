/** must_ep2000pro: EP2000Pro of MUST over Modbus RTU (drivers/must_ep2000pro.c of 2.8.5). */
import type { ModbusLink } from "../../device/modbus.ts";
import type { Answer } from "../kit/line/ask-line.ts";
import type { Link } from "../kit/link.ts";
import { numberOf, value } from "../kit/options.ts";
import { TableDriver } from "../kit/table-driver.ts";
import { DeviceError, type DriverContext, type DriverDefinition } from "../types.ts";
import { type Asked, BLOCKS, LOW_PERCENT, ROWS, STATES, type Token, type Write } from "./tables/must.ts";

const LINE = { baud: 9600, dataBits: 8, parity: "none", stopBits: 1 } as const;
const UNIT = 10;
const TIMEOUT_MS = 1000;

type Words = readonly number[];

/** Throws DeviceError `stale`: no poll makes sense without both blocks. */
async function read(link: ModbusLink, { block }: Asked): Promise<Answer<Words>> {
  const { at, count } = BLOCKS[block];
  const answer = await link.read("holding", at, count);
  if (answer.kind !== "data") throw new DeviceError("stale", `${link.name} does not tell ${at}: ${answer.why}`);
  const [, , state = 0] = answer.values;
  if (block === "state" && STATES[state] === undefined)
    throw new DeviceError("stale", `${link.name}: ${state} is no state of an EP2000Pro`);
  return { kind: "data", raw: answer.values };
}

const write = async (link: ModbusLink, [at, word]: Write): Promise<boolean> =>
  (await link.writeAll(at, [word])).kind === "data";

async function open(
  { openers, settings }: DriverContext,
  opened: (link: ModbusLink) => void,
): Promise<Link<Asked, Words, Write, Token>> {
  const line = { kind: "serial", path: settings.port, settings: LINE } as const;
  const link = await openers.modbus.open({ line, unit: UNIT, timeoutMs: TIMEOUT_MS });
  opened(link);
  await read(link, { block: "state" }).catch((error: unknown) => {
    const advice = "Check that the UPS is on, the cable, and port in ups.conf";
    throw error instanceof DeviceError && error.fault === "stale"
      ? new DeviceError("absent", `${settings.port}: no EP2000Pro answers. ${advice}`)
      : error;
  });
  return {
    title: `MUST EP2000Pro on ${settings.port}`,
    facts: [
      ["ups.mfr", "MUST"],
      ["ups.model", "EP2000Pro"],
      ["battery.charge.low", settings.get("lowbatt") ?? String(LOW_PERCENT)],
    ],
    read: (asked) => read(link, asked),
    write: (_, [at = 0, word = 0]) => write(link, [at, word]),
    order: (order) => write(link, order),
    close: () => link.close(),
  };
}

const percent = (text: string): string | undefined => {
  const number = numberOf(text) ?? 0;
  return number < 1 || number > 99 ? `"${text}" is not a percentage from 1 to 99` : undefined;
};

export const MUST_EP2000PRO: DriverDefinition = {
  name: "must_ep2000pro",
  title: "EP2000Pro of MUST over Modbus on a serial line",
  version: "0.01",
  options: [value("lowbatt", `charge, in percent, at which the battery counts as low (${LOW_PERCENT})`, percent)],
  quick: true,
  create: (context) =>
    new TableDriver({ rows: ROWS, placeOf: ({ block }) => block, open, killpower: "shutdown.return" }, context),
};
