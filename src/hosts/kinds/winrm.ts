/**
 * A command on Windows by its remote management (WinRM) over HTTPS, with user and password of an account of that machine: nothing
 * is installed there. The service has to allow Basic, which HTTPS protects.
 */
import { randomUUID } from "node:crypto";
import { sleep } from "../../system/clock.ts";
import { commandDoubts } from "../command-doubts.ts";
import { done, type HostKind, type Job, leftMs, type Outcome, refused, type Settings, unsure } from "../host-kind.ts";
import type { HttpAnswer } from "../http/http-ask.ts";
import { complaintOf } from "../http/http-outcome.ts";
import { TRUST_ROWS, trustComplaint, trustDoubts, trustOf } from "../http/trust.ts";
import {
  commandIdOf,
  type Fault,
  faultOf,
  type Received,
  receivedOf,
  type ShellQuestion,
  shellIdOf,
  shellMessage,
} from "../http/ws-man.ts";
import { hostComplaint } from "../reach/host-complaint.ts";

const PORT = 5986;
const REQUEST_S = 10;
const MS = 1000;
/** The server answers in its own time, and then the answer has to come. */
const GRACE_MS = 5000;
const PAUSE_MS = 1000;
const MOST_TOLD = 200;
/** It goes down already (ERROR_SHUTDOWN_IN_PROGRESS, ERROR_SHUTDOWN_IS_SCHEDULED). */
const ON_ITS_WAY = new Set([1115, 1190]);

type Step<T> = { readonly kind: "got"; readonly value: T } | { readonly kind: "failed"; readonly outcome: Outcome };
const failed = (outcome: Outcome) => ({ kind: "failed", outcome }) as const;

function outcomeOf(what: string, answer: HttpAnswer, fault: Fault | undefined): Outcome | undefined {
  if (answer.kind === "answered" && answer.status === 401)
    return refused(
      `${what}: HTTP 401: user or password is refused, or the service does not allow Basic (winrm set winrm/config/service/auth @{Basic="true"})`,
    );
  if (fault) return unsure(`${what}: ${fault.text}`);
  return complaintOf(what, answer);
}

class Shell {
  readonly #settings: Settings;
  readonly #job: Job;

  constructor(settings: Settings, job: Job) {
    this.#settings = settings;
    this.#job = job;
  }

  async #send(question: ShellQuestion): Promise<HttpAnswer> {
    const get = (name: string): string => this.#settings.get(name);
    const host = get("host").includes(":") ? `[${get("host")}]` : get("host");
    const url = new URL(`https://${host}:${get("port")}/wsman`);
    const seconds = Math.max(1, Math.min(REQUEST_S, leftMs(this.#job) / MS));
    const headers = {
      authorization: `Basic ${Buffer.from(`${get("user")}:${get("password")}`).toString("base64")}`,
      "content-type": "application/soap+xml;charset=UTF-8",
    };
    const body = shellMessage(question, { url: url.href, seconds, id: randomUUID() });
    const limit = Math.min(seconds * MS + GRACE_MS, leftMs(this.#job) + GRACE_MS);
    return this.#job.ask({ method: "POST", url, headers, body, trust: trustOf(this.#settings) }, limit);
  }

  /** What `find` finds in the answer. */
  async #ask<T>(question: ShellQuestion, find: (xml: string) => T | undefined): Promise<Step<T>> {
    const what = `WinRM ${question.kind} at ${this.#settings.get("host")}:${this.#settings.get("port")}`;
    try {
      const answer = await this.#send(question);
      const xml = answer.kind === "answered" ? answer.text : "";
      const outcome = outcomeOf(what, answer, faultOf(xml));
      if (outcome) return failed(outcome);
      const value = find(xml);
      return value === undefined ? failed(unsure(`${what}: the answer is not that of WinRM`)) : { kind: "got", value };
    } catch (error) {
      return failed(refused(error instanceof Error ? error.message : String(error)));
    }
  }

  open(): Promise<Step<string>> {
    return this.#ask({ kind: "create" }, shellIdOf);
  }

  run(shell: string, command: string): Promise<Step<string>> {
    return this.#ask({ kind: "command", shell, command }, commandIdOf);
  }

  /** `later`: the server has nothing to say yet; `gone`: it has gone, or nobody knows what it says. */
  async receive(shell: string, id: string): Promise<Received | "later" | "gone"> {
    const answer = await this.#send({ kind: "receive", shell, id }).catch(() => undefined);
    if (answer === undefined) return "gone";
    if (answer.kind === "silent") return "gone";
    const received = receivedOf(answer.text);
    if (received) return received;
    return faultOf(answer.text)?.timedOut === true ? "later" : "gone";
  }

  /** What it costs nobody to leave open: the server ends it, and a machine that goes down does not care. */
  async close(shell: string): Promise<void> {
    await this.#ask({ kind: "delete", shell }, () => true);
  }
}

const SENT = "the command was sent, and the connection is gone";

function verdictOf(status: number | undefined, said: string): Outcome {
  if (status === 0) return done("the command was run");
  if (status !== undefined && ON_ITS_WAY.has(status)) return done("it goes down already");
  const words = said.replace(/\s+/g, " ").trim().slice(-MOST_TOLD);
  return unsure(`the command returned ${status ?? "nothing"}${words === "" ? "" : `: ${words}`}`);
}

/** Until the command has ended; who goes down may take the connection along. */
async function watch(shell: Shell, open: string, id: string, job: Job): Promise<Outcome> {
  let said = "";
  while (leftMs(job) > 0) {
    const received = await shell.receive(open, id);
    if (received === "gone") return done(SENT);
    if (received !== "later") {
      said = `${said}${received.text}`.slice(-2 * MOST_TOLD);
      if (received.over) return verdictOf(received.status, said);
    }
    await sleep(job.clock, Math.min(PAUSE_MS, leftMs(job)));
  }
  return done("the command was sent, and has not ended yet");
}

async function shutDown(settings: Settings, job: Job): Promise<Outcome> {
  const shell = new Shell(settings, job);
  const open = await shell.open();
  if (open.kind === "failed") return open.outcome;
  const id = await shell.run(open.value, settings.get("command"));
  const outcome = id.kind === "failed" ? id.outcome : await watch(shell, open.value, id.value, job);
  if (outcome.kind !== "done") await shell.close(open.value);
  return outcome;
}

async function test(settings: Settings, job: Job): Promise<Outcome> {
  const shell = new Shell(settings, job);
  const open = await shell.open();
  if (open.kind === "failed") return open.outcome;
  await shell.close(open.value);
  return done(`logged in as ${settings.get("user")}; would run: ${settings.get("command")}`);
}

const PLAIN_PORT = "5985";
const PLAIN = {
  setting: "port",
  text: "5985 is the port of WinRM without TLS, which is not spoken here",
  advice: `write ${PORT}`,
};

export const WINRM: HostKind = {
  name: "winrm",
  rows: [
    { name: "host", help: "name or address of the Windows", required: true },
    { name: "port", help: "port of WinRM over HTTPS", fallback: String(PORT), within: [1, 65_535] },
    { name: "user", help: "an account of that machine that may shut it down", required: true },
    { name: "password", help: "that account's password", required: true, secret: true },
    { name: "command", help: "what is run there", fallback: "shutdown /s /t 0" },
    ...TRUST_ROWS,
  ],
  programs: [],
  complaint: (settings) => hostComplaint(settings) ?? trustComplaint(settings),
  doubts: (written) => [
    ...(written.settings.get("port") === PLAIN_PORT ? [PLAIN] : []),
    ...commandDoubts(written),
    ...trustDoubts(written, true),
  ],
  address: (settings) => ({ host: settings.get("host"), port: Number(settings.get("port")) }),
  shutDown,
  test,
};
