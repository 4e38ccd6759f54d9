/** Containers of a Docker Engine, or of Podman's service of the same API (https://docs.docker.com/reference/api/engine/). */
import type { Doubt, Written } from "../doubt.ts";
import { emptyDoubts, orderDoubts, stepDoubts } from "../guest-order.ts";
import { type Guest, type GuestHost, type RunningGuests, stepsOf, stopGuests } from "../guests.ts";
import { done, type HostKind, type Job, leftMs, type Outcome, refused, type Settings, unsure } from "../host-kind.ts";
import type { HttpAnswer } from "../http/http-ask.ts";
import { complaintOf, isJsonObject, jsonOf, textIn } from "../http/http-outcome.ts";
import {
  IDENTITY_ROWS,
  identityComplaint,
  identityOf,
  TRUST_ROWS,
  trustComplaint,
  trustDoubts,
  trustOf,
} from "../http/trust.ts";

const REQUEST_MS = 10_000;
const MS = 1000;
/** The engine answers when the container has ended, by itself or by force. */
const AFTER_STOP_MS = 5000;
const ALREADY_STOPPED = 304;

async function engine(method: "GET" | "POST", path: string, settings: Settings, job: Job, ms = REQUEST_MS) {
  const base = settings.get("url");
  const url = new URL(path, base || "http://docker");
  const where =
    base === "" ? { socket: settings.get("socket") } : { trust: trustOf(settings), identity: identityOf(settings) };
  return job.ask({ method, url, ...where }, leftMs(job, ms));
}

async function asked(what: string, ask: Promise<HttpAnswer>, good: readonly number[] = []) {
  try {
    const answer = await ask;
    return { answer, complaint: complaintOf(what, answer, good) };
  } catch (error) {
    return { answer: undefined, complaint: refused(error instanceof Error ? error.message : String(error)) };
  }
}

const whereOf = (settings: Settings): string => settings.get("url") || settings.get("socket");

class Containers implements GuestHost {
  readonly #settings: Settings;
  readonly #job: Job;

  constructor(settings: Settings, job: Job) {
    this.#settings = settings;
    this.#job = job;
  }

  async running(): Promise<RunningGuests> {
    const { answer, complaint } = await asked(
      `containers of ${whereOf(this.#settings)}`,
      engine("GET", "/containers/json", this.#settings, this.#job),
    );
    if (complaint || !answer) return { kind: "failed", outcome: complaint ?? unsure("containers: no answer") };
    const list = jsonOf(answer);
    if (!Array.isArray(list)) return { kind: "failed", outcome: unsure("containers: the answer is not the engine's") };
    const guests = list.filter(isJsonObject).map((each) => {
      const [name] = Array.isArray(each.Names) ? each.Names : [];
      return { id: textIn(each, "Id").slice(0, 12), name: typeof name === "string" ? name.replace(/^\//, "") : "" };
    });
    return { kind: "guests", guests: guests.filter(({ id }) => id !== "") };
  }

  async stop({ id, name }: Guest, seconds: number): Promise<Outcome | undefined> {
    const grace = Math.max(1, Math.min(Number(this.#settings.get("stop_time")), seconds - AFTER_STOP_MS / MS));
    const path = `/containers/${encodeURIComponent(id)}/stop?t=${Math.floor(grace)}`;
    const ask = engine("POST", path, this.#settings, this.#job, grace * MS + AFTER_STOP_MS);
    return (await asked(`stop ${name || id}`, ask, [ALREADY_STOPPED])).complaint;
  }
}

async function shutDown(settings: Settings, job: Job): Promise<Outcome> {
  const containers = new Containers(settings, job);
  const running = await containers.running();
  if (running.kind === "failed") return running.outcome;
  const each = Number(settings.get("stop_time")) + AFTER_STOP_MS / MS;
  const gone = await stopGuests(stepsOf(settings.get("containers"), running.guests), each, containers, job);
  return gone.all ? done(gone.text) : unsure(gone.text);
}

async function test(settings: Settings, job: Job): Promise<Outcome> {
  const running = await new Containers(settings, job).running();
  if (running.kind === "failed") return running.outcome;
  const steps = stepsOf(settings.get("containers"), running.guests);
  const names = steps.map((step) => step.map(({ id, name }) => name || id).join(","));
  return done(`would stop containers ${names.join(" ") || "(none)"}, ${settings.get("stop_time")} s for each`);
}

async function isDown(settings: Settings, job: Job): Promise<boolean | undefined> {
  const running = await new Containers(settings, job).running();
  return running.kind === "failed" ? undefined : stepsOf(settings.get("containers"), running.guests).length === 0;
}

const NO_URL =
  "url is no address of an engine; write http://HOST:PORT or https://HOST:PORT, or socket = /var/run/docker.sock";
const NO_SOCKET = "socket is no path; write it from / on, as /var/run/docker.sock";

function placeComplaint(settings: Settings): string | undefined {
  const [url, socket] = [settings.get("url"), settings.get("socket")];
  if (url === "") return socket.startsWith("/") ? undefined : NO_SOCKET;
  return URL.canParse(url) && /^https?:$/.test(new URL(url).protocol) ? undefined : NO_URL;
}

function doubts(written: Written): readonly Doubt[] {
  const url = written.settings.get("url");
  const both = url !== "" && written.has("socket");
  return [
    ...(both ? [{ setting: "socket", text: "socket has no effect beside url", advice: "delete one of them" }] : []),
    ...orderDoubts("containers", written),
    ...emptyDoubts("containers", written),
    ...stepDoubts("stop_time", written.timeoutS, written, AFTER_STOP_MS / MS),
    ...trustDoubts(written, url.startsWith("https:")),
  ];
}

export const DOCKER: HostKind = {
  name: "docker",
  rows: [
    { name: "socket", help: "the engine's UNIX socket", fallback: "/var/run/docker.sock" },
    { name: "url", help: "http:// or https:// of the engine, instead of the socket" },
    {
      name: "containers",
      help: "names in the order in which they stop, a comma between those that stop at once; * for the rest",
      fallback: "*",
    },
    { name: "stop_time", help: "seconds that a container has before it is killed", fallback: "30", within: [1, 3600] },
    ...TRUST_ROWS,
    ...IDENTITY_ROWS,
  ],
  programs: [],
  doubts,
  complaint: (settings) => placeComplaint(settings) ?? trustComplaint(settings) ?? identityComplaint(settings),
  shutDown,
  test,
  isDown,
};
