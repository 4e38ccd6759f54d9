/** apcupsd-ups: a UPS that an apcupsd watches, over the apcupsd's network information server. */
import type { TcpOpener, TcpStream } from "../../device/tcp.ts";
import type { Clock } from "../../system/clock.ts";
import { formatHostPort, type HostPort, parseHostPort } from "../kit/host-port.ts";
import { type Reads, readOnly } from "../kit/read-only.ts";
import { DeviceError, type DriverContext, type DriverDefinition, type Identity, type Reading } from "../types.ts";
import { ROWS, STATUS_WORDS, UNHEARD, WHOLE_STATUS } from "./rows.ts";
import { asRecord, StatusReader } from "./status-reader.ts";

const PORT = 3551;
/** For a whole answer; the C driver waits as long for each of its parts. */
const ANSWER_MS = 15_000;

type Items = ReadonlyMap<string, string>;

function targetOf(port: string): HostPort {
  const target = parseHostPort(port.replace(/^(?=:\d+$)/, "localhost") || "localhost", PORT);
  if (target) return target;
  throw new DeviceError("configuration", `port = "${port}" is no host, host:port or [IPv6 address]:port`);
}

/** All items of the answer; throws DeviceError. */
async function readItems(stream: TcpStream, clock: Clock): Promise<Items> {
  const reader = new StatusReader();
  const deadline = clock.now() + ANSWER_MS;
  await stream.write(asRecord("status"));
  for (;;) {
    const bytes = await stream.read(deadline - clock.now());
    const progress = bytes ? reader.take(bytes) : ({ kind: "broken", why: "half an answer" } as const);
    if (progress.kind === "whole") return reader.items;
    if (progress.kind === "broken")
      throw new DeviceError("stale", `${stream.name} is no apcupsd, or a broken one: it sent ${progress.why}`);
  }
}

async function ask(opener: TcpOpener, target: HostPort, clock: Clock): Promise<Items> {
  const stream = await opener.open(target, ANSWER_MS);
  try {
    return await readItems(stream, clock);
  } finally {
    await stream.close();
  }
}

const tokensOf = (said: string): readonly string[] =>
  WHOLE_STATUS.get(said) ?? said.split(/\s+/).flatMap((word) => STATUS_WORDS.get(word) ?? []);

export function readingOf(items: Items): Reading {
  const vars = new Map<string, string>([["ups.mfr", "APC"]]);
  for (const { var: name, item, as } of ROWS) {
    const value = as.read(items.get(item) ?? "");
    if (value !== undefined) vars.set(name, value);
  }
  return { vars, status: tokensOf(items.get("STATUS") ?? ""), alarms: [], commands: [] };
}

const withFault = (error: unknown, fault: "absent" | "stale", advice = ""): unknown =>
  error instanceof DeviceError ? new DeviceError(fault, `${error.message}${advice}`, { cause: error }) : error;

class NisDriver implements Reads {
  readonly #target: HostPort;
  readonly #context: DriverContext;

  constructor(context: DriverContext) {
    this.#target = targetOf(context.settings.port);
    this.#context = context;
  }

  /** An apcupsd without its UPS is there all the same. */
  async open(): Promise<Identity> {
    const name = formatHostPort(this.#target);
    const advice = `: check that apcupsd runs there with NETSERVER on, and lets this host ask`;
    const items = await this.#ask().catch((error: unknown) => {
      throw withFault(error, "absent", advice);
    });
    return { title: `${items.get("MODEL") ?? "UPS"} of the apcupsd at ${name}` };
  }

  async poll(): Promise<Reading> {
    const items = await this.#ask().catch((error: unknown) => {
      throw withFault(error, "stale");
    });
    const said = items.get("STATUS") ?? "";
    if (!UNHEARD.includes(said)) return readingOf(items);
    const name = formatHostPort(this.#target);
    throw new DeviceError("stale", `the apcupsd at ${name} hears nothing of its UPS (${said}): check its cable there`);
  }

  #ask(): Promise<Items> {
    const { openers, clock } = this.#context;
    return ask(openers.tcp, this.#target, clock);
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

export const APCUPSD_UPS: DriverDefinition = {
  name: "apcupsd-ups",
  title: "UPSes that an apcupsd watches, over the network",
  version: "0.75",
  options: [],
  create: (context) =>
    readOnly(new NisDriver(context), context, "apcupsd turns its UPS off itself (KILLDELAY, apcupsd --killpower)"),
};
