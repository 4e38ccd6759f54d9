/**
 * A node of Proxmox VE by its API (https://pve.proxmox.com/pve-docs/api-viewer/): guests in order, then the node. The token needs
 * VM.Audit and VM.PowerMgmt for the guests, Sys.PowerMgmt for the node.
 */
import { UNREAD } from "../../conf/settings/section-settings.ts";
import type { Doubt, Written } from "../doubt.ts";
import { NOBODY, orderDoubts, stepDoubts } from "../guest-order.ts";
import { type Guest, type GuestHost, stepsOf, stopGuests } from "../guests.ts";
import { done, type HostKind, type Job, leftMs, type Outcome, refused, type Settings, unsure } from "../host-kind.ts";
import type { HttpAnswer } from "../http/http-ask.ts";
import { complaintOf, isJsonObject, jsonOf, textIn } from "../http/http-outcome.ts";
import { TRUST_ROWS, trustComplaint, trustDoubts, trustOf } from "../http/trust.ts";
import { hostComplaint } from "../reach/host-complaint.ts";

const PORT = 8006;
const REQUEST_MS = 10_000;
const MS = 1000;
/** One step of guests. */
const USUAL_GUESTS_S = 120;

type Data = { readonly kind: "data"; readonly data: unknown } | { readonly kind: "failed"; readonly outcome: Outcome };
const failed = (outcome: Outcome) => ({ kind: "failed", outcome }) as const;

const TOKEN = /^[^@!=\s]+@[^@!=\s]+![^!=\s]+=\S+$/;
const NO_TOKEN = 'token is none of Proxmox; write "USER@REALM!NAME=SECRET", with the quotes';

function complaint(settings: Settings): string | undefined {
  const token = settings.get("token");
  return token !== "" && token !== UNREAD && !TOKEN.test(token)
    ? NO_TOKEN
    : (hostComplaint(settings) ?? trustComplaint(settings));
}

const UNAUTHORIZED = 401;
const TOKEN_ADVICE = "HTTP 401: the token is refused; write USER@REALM!NAME=SECRET, as Proxmox showed it once";
const refusedToken = (answer: HttpAnswer): boolean => answer.kind === "answered" && answer.status === UNAUTHORIZED;

class ProxmoxApi {
  readonly #settings: Settings;
  readonly #job: Job;

  constructor(settings: Settings, job: Job) {
    this.#settings = settings;
    this.#job = job;
  }

  #url(path: string): URL {
    const host = this.#settings.get("host");
    return new URL(`https://${host.includes(":") ? `[${host}]` : host}:${this.#settings.get("port")}/api2/json${path}`);
  }

  #send(method: "GET" | "POST", path: string, form: string): Promise<HttpAnswer> {
    const { ask } = this.#job;
    const url = this.#url(path);
    const headers = {
      authorization: `PVEAPIToken=${this.#settings.get("token")}`,
      ...(form === "" ? {} : { "content-type": "application/x-www-form-urlencoded" }),
    };
    return ask({ method, url, headers, body: form, trust: trustOf(this.#settings) }, leftMs(this.#job, REQUEST_MS));
  }

  /** What the API has as `data`. */
  async call(method: "GET" | "POST", path: string, form: Readonly<Record<string, string>> = {}): Promise<Data> {
    try {
      const answer = await this.#send(method, path, new URLSearchParams(form).toString());
      const what = `${method} ${this.#url(path).href}`;
      const complaint = complaintOf(what, answer);
      if (complaint) return failed(refusedToken(answer) ? refused(`${what}: ${TOKEN_ADVICE}`) : complaint);
      const json = jsonOf(answer);
      if (!isJsonObject(json) || !("data" in json)) return failed(unsure(`${what}: the answer is not Proxmox's`));
      return { kind: "data", data: json.data };
    } catch (error) {
      return failed(refused(error instanceof Error ? error.message : String(error)));
    }
  }
}

interface Node {
  readonly api: ProxmoxApi;
  readonly path: string;
  readonly name: string;
}

const objectsIn = (data: unknown) => (Array.isArray(data) ? data.filter(isJsonObject) : []);

/** The node of the settings, or the only one that there is. */
async function findNode(settings: Settings, job: Job): Promise<Node | Extract<Data, { kind: "failed" }>> {
  const api = new ProxmoxApi(settings, job);
  const answer = await api.call("GET", "/nodes");
  if (answer.kind === "failed") return answer;
  const names = objectsIn(answer.data).map((node) => textIn(node, "node"));
  const [only = "", ...more] = names;
  const name = settings.get("node") || only;
  if (names.length === 0) return failed(refused("Proxmox names no node; the token needs Sys.Audit or VM.Audit"));
  if (!names.includes(name)) return failed(refused(`there is no node ${name}; nodes are ${names.join(", ")}`));
  if (settings.get("node") === "" && more.length > 0)
    return failed(refused(`there are several nodes (${names.join(", ")}); write node = NAME`));
  return { api, name, path: `/nodes/${encodeURIComponent(name)}` };
}

/** Identifiers are unique among virtual machines and containers: the path is found by them. */
class NodeGuests implements GuestHost {
  readonly #node: Node;
  readonly #paths = new Map<string, string>();

  constructor(node: Node) {
    this.#node = node;
  }

  async running() {
    const guests: Guest[] = [];
    for (const type of ["qemu", "lxc"]) {
      const answer = await this.#node.api.call("GET", `${this.#node.path}/${type}`);
      if (answer.kind === "failed") return answer;
      for (const each of objectsIn(answer.data).filter((guest) => textIn(guest, "status") === "running")) {
        const id = textIn(each, "vmid");
        this.#paths.set(id, `${this.#node.path}/${type}/${encodeURIComponent(id)}`);
        guests.push({ id, name: textIn(each, "name") });
      }
    }
    return { kind: "guests", guests } as const;
  }

  async stop({ id }: Guest, seconds: number): Promise<Outcome | undefined> {
    const form = { timeout: String(seconds) };
    const answer = await this.#node.api.call("POST", `${this.#paths.get(id)}/status/shutdown`, form);
    return answer.kind === "failed" ? answer.outcome : undefined;
  }
}

const seconds = (settings: Settings, name: string): number => Number(settings.get(name));
const switchesOff = (settings: Settings): boolean => settings.get("node_off").toLowerCase() === "yes";

async function shutDown(settings: Settings, job: Job): Promise<Outcome> {
  const node = await findNode(settings, job);
  if ("kind" in node) return node.outcome;
  const guests = new NodeGuests(node);
  const running = await guests.running();
  if (running.kind === "failed") return running.outcome;
  const steps = stepsOf(settings.get("guests"), running.guests);
  const forNode = switchesOff(settings) ? seconds(settings, "node_time") * MS : 0;
  const gone = await stopGuests(steps, seconds(settings, "guest_time"), guests, { ...job, until: job.until - forNode });
  if (!switchesOff(settings)) return gone.all ? done(gone.text) : unsure(gone.text);
  const answer = await node.api.call("POST", `${node.path}/status`, { command: "shutdown" });
  if (answer.kind === "failed") return answer.outcome;
  return done(`${gone.text}; node ${node.name} told to shut down`);
}

/** Of a node that stays up, as its port will: whether its guests are down. */
async function isDown(settings: Settings, job: Job): Promise<boolean | undefined> {
  const node = await findNode(settings, job);
  const running = "kind" in node ? undefined : await new NodeGuests(node).running();
  return running?.kind === "guests" ? stepsOf(settings.get("guests"), running.guests).length === 0 : undefined;
}

async function test(settings: Settings, job: Job): Promise<Outcome> {
  const node = await findNode(settings, job);
  if ("kind" in node) return node.outcome;
  const running = await new NodeGuests(node).running();
  if (running.kind === "failed") return running.outcome;
  const steps = stepsOf(settings.get("guests"), running.guests).map((step) => step.map(({ id }) => id).join(","));
  const last = switchesOff(settings) ? `then node ${node.name}` : `node ${node.name} stays up`;
  return done(`would shut down guests ${steps.join(" ") || "(none)"}, ${last}`);
}

function timeDoubts(written: Written): readonly Doubt[] {
  const { settings, timeoutS } = written;
  const guests = settings.get("guests").trim() !== NOBODY;
  if (!guests && !switchesOff(settings))
    return [
      {
        setting: "guests",
        text: "neither guests nor the node are shut down",
        advice: "write guests = *, or node_off = yes",
      },
    ];
  if (!guests) return [];
  const forNode = switchesOff(settings) ? seconds(settings, "node_time") : 0;
  if (timeoutS > forNode) return stepDoubts("guest_time", timeoutS - forNode, written);
  const text = `timeout = ${timeoutS} and node_time = ${forNode} leave guests no time: the node shuts them down in an order of its own`;
  return [
    { setting: "timeout", text, advice: `write timeout = ${forNode + USUAL_GUESTS_S} or more, or guests = ${NOBODY}` },
  ];
}

export const PROXMOX: HostKind = {
  name: "proxmox",
  rows: [
    { name: "host", help: "name or address of the node", required: true },
    { name: "port", help: "its port", fallback: String(PORT), within: [1, 65_535] },
    { name: "token", help: "API token, as USER@REALM!NAME=SECRET", required: true, secret: true },
    { name: "node", help: "the node's name, where there are several" },
    {
      name: "guests",
      help: "numbers or names in the order in which they go down, a comma between those that go at once; * for the rest, none for none",
      fallback: "*",
    },
    {
      name: "guest_time",
      help: "seconds for each step of guests",
      fallback: String(USUAL_GUESTS_S),
      within: [1, 3600],
    },
    { name: "node_off", help: "whether the node goes down, too", among: ["yes", "no"], fallback: "yes" },
    { name: "node_time", help: "seconds that are kept for the node", fallback: "60", within: [1, 3600] },
    ...TRUST_ROWS,
  ],
  programs: [],
  complaint,
  doubts: (written) => [...orderDoubts("guests", written), ...timeDoubts(written), ...trustDoubts(written, true)],
  address: (settings) => ({ host: settings.get("host"), port: Number(settings.get("port")) }),
  shutDown,
  test,
  isDown,
  knowsItself: (settings) => !switchesOff(settings),
};
