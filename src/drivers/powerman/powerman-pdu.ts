/**
 * powerman-pdu: outlets behind a PowerMan daemon. Lines over TCP, each answer with a prompt behind it:
 *
 *     it  001 2.3.27\r\npowerman>
 *     we  exprange\r\n           it  105 Hostrange expansion ON\r\npowerman>        each node on a line of its own
 *     we  nodes\r\n              it  307 n1\r\n307 n2\r\n103 Query complete\r\npowerman>
 *     we  status\r\n             it  303 n1: on\r\n303 n2: off\r\n103 Query complete\r\npowerman>
 *     we  off n1\r\n             it  102 Command completed successfully\r\npowerman>
 */
import type { TcpStream } from "../../device/tcp.ts";
import { numbered } from "../../nut/catalogue/names.ts";
import { phrase } from "../kit/codecs.ts";
import { formatHostPort, type HostPort, parseHostPort } from "../kit/host-port.ts";
import type { Closable, Link } from "../kit/link.ts";
import { TableDriver } from "../kit/table-driver.ts";
import type { TableRow } from "../kit/table-row.ts";
import { DeviceError, type DriverContext, type DriverDefinition } from "../types.ts";

const PORT = 10_101;
/** A daemon that asks many devices takes its time. */
const ANSWER_MS = 30_000;
const PROMPT = "powerman> ";
/** Characters; no answer is longer. */
const LONGEST = 1 << 20;
const [NODE, STATE] = [/^307 (\S+)$/, /^303 (\S+): (\w+)$/];
/** It has asked, but not every device has answered: those outlets are unknown. */
const WITH_ERRORS = "211";

interface Node {
  readonly node: string;
}
interface Order {
  readonly verb: "on" | "off" | "cycle";
  readonly node: string;
}
type PowermanRow = TableRow<Node, string, never, Order>;

interface Reply {
  /** Three digits; "" for none. */
  readonly code: string;
  readonly lines: readonly string[];
}

const isGood = ({ code }: Reply): boolean => /^(001|1\d\d)$/.test(code);

export function replyOf(text: string): Reply {
  const lines = text.split("\r\n");
  const last = lines.find((line) => /^(001|[12]\d\d) /.test(line));
  return { code: last?.slice(0, 3) ?? "", lines };
}

class PowermanClient {
  readonly #stream: TcpStream;
  readonly #now: () => number;

  constructor(stream: TcpStream, now: () => number) {
    this.#stream = stream;
    this.#now = now;
  }

  async ask(command: string): Promise<Reply> {
    await this.#stream.write(Buffer.from(`${command}\r\n`, "latin1"));
    return this.hear();
  }

  /** All up to the next prompt. Throws DeviceError `lost`, also for an answer that has no end: nothing later fits then. */
  async hear(): Promise<Reply> {
    const end = this.#now() + ANSWER_MS;
    let text = "";
    while (!text.endsWith(PROMPT)) {
      const bytes = text.length > LONGEST ? undefined : await this.#more(end);
      if (!bytes) throw new DeviceError("lost", `${this.#stream.name}: the PowerMan daemon broke off`);
      text += Buffer.from(bytes).toString("latin1");
    }
    return replyOf(text.slice(0, -PROMPT.length));
  }

  async #more(end: number): Promise<Uint8Array | undefined> {
    try {
      return await this.#stream.read(Math.max(0, end - this.#now()));
    } catch (error) {
      if (error instanceof DeviceError && error.fault === "stale") throw new DeviceError("lost", error.message);
      throw error;
    }
  }

  close(): Promise<void> {
    return this.#stream.close();
  }
}

function targetOf(port: string): HostPort {
  const target = parseHostPort(port, PORT);
  if (target) return target;
  throw new DeviceError("configuration", `port = "${port}" is no host, host:port or [IPv6 address]:port`);
}

const places = (lines: readonly string[], shape: RegExp): readonly (readonly string[])[] =>
  lines.flatMap((line) => {
    const [, ...found] = shape.exec(line) ?? [];
    return found.length > 0 ? [found] : [];
  });

export const nodesIn = ({ lines }: Reply): readonly string[] => places(lines, NODE).flatMap(([node]) => node ?? []);
export const statesIn = ({ lines }: Reply): ReadonlyMap<string, string> =>
  new Map(places(lines, STATE).map(([node = "", state = ""]) => [node, state]));

async function states(client: PowermanClient): Promise<ReadonlyMap<string, string>> {
  const reply = await client.ask("status");
  if (!isGood(reply) && reply.code !== WITH_ERRORS)
    throw new DeviceError("stale", "the PowerMan daemon does not tell the state of its outlets");
  return statesIn(reply);
}

const STATES = ["on", "off"];

const rowsOf = (node: string, outlet: number): readonly PowermanRow[] => [
  { var: numbered("outlet.#.status", outlet), node, poll: "quick", as: phrase((state: string) => state) },
  { cmd: numbered("outlet.#.load.on", outlet), send: { verb: "on", node } },
  { cmd: numbered("outlet.#.load.off", outlet), send: { verb: "off", node } },
  { cmd: numbered("outlet.#.load.cycle", outlet), send: { verb: "cycle", node } },
];

const factsOf = (node: string, outlet: number): readonly (readonly [string, string])[] => [
  [numbered("outlet.#.id", outlet), String(outlet)],
  [numbered("outlet.#.desc", outlet), node],
  [numbered("outlet.#.switchable", outlet), "yes"],
];

function linkTo(client: PowermanClient, nodes: readonly string[], name: string): Link<Node, string, Order> {
  const stateOf = (told: ReadonlyMap<string, string>, node: string): string => {
    const state = told.get(node) ?? "";
    return STATES.includes(state) ? state : "unknown";
  };
  const readMany = async (asked: readonly Node[]) => {
    const told = await states(client);
    return asked.map(({ node }) => ({ kind: "data", raw: stateOf(told, node) }) as const);
  };
  return {
    title: `PowerMan daemon at ${name}, ${nodes.length} outlets`,
    facts: [
      ["ups.mfr", "Powerman"],
      ["ups.model", "unknown PDU"],
      ["device.type", "pdu"],
      ...nodes.flatMap((node, at) => factsOf(node, at + 1)),
    ],
    rows: nodes.flatMap((node, at) => rowsOf(node, at + 1)),
    noSupply: true,
    read: async ({ node }) => ({ kind: "data", raw: stateOf(await states(client), node) }),
    readMany,
    order: async ({ verb, node }) => isGood(await client.ask(`${verb} ${node}`)),
    close: () => client.close(),
  };
}

async function open(
  { openers, settings, clock }: DriverContext,
  opened: (port: Closable) => void,
): Promise<Link<Node, string, Order>> {
  const target = targetOf(settings.port);
  const name = formatHostPort(target);
  const stream = await openers.tcp.open(target, ANSWER_MS);
  opened(stream);
  const client = new PowermanClient(stream, () => clock.now());
  const absent = (why: string): DeviceError =>
    new DeviceError("absent", `${name}: ${why}. Check that powermand listens there, and its powerman.conf`);
  const hello = await client.hear().catch((error: unknown) => {
    throw absent(error instanceof Error ? `no PowerMan daemon (${error.message})` : "no PowerMan daemon");
  });
  if (hello.code !== "001") throw absent("no PowerMan daemon");
  if (!isGood(await client.ask("exprange"))) throw absent("the PowerMan daemon does not name its nodes one by one");
  const told = await client.ask("nodes");
  const nodes = nodesIn(told);
  if (!isGood(told) || nodes.length === 0) throw absent("the PowerMan daemon has no outlets");
  return linkTo(client, nodes, name);
}

export const POWERMAN_PDU: DriverDefinition = {
  name: "powerman-pdu",
  title: "outlets behind a PowerMan daemon",
  version: "0.17",
  options: [],
  create: (context) => new TableDriver({ rows: [], placeOf: ({ node }: Node) => node, open }, context),
};
