/** Requests to a device's web server with `node:http` and `node:https`. */
import { X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import { Agent, type IncomingMessage, type RequestOptions, request } from "node:http";
import { Agent as SecureAgent, request as secureRequest } from "node:https";
import { checkServerIdentity, rootCertificates } from "node:tls";
import { DeviceError } from "../../device/device-error.ts";
import type { HttpAnswer, HttpOpener, HttpSession, HttpTarget } from "../../device/http.ts";
import { type Clock, SYSTEM_CLOCK } from "../../system/clock.ts";
import { fileReason, systemCode, systemReason } from "../../system/system-error.ts";
import { authorization } from "./credentials.ts";

/** Real pages have some tens of KiB. */
const MOST_BYTES = 1 << 20;

interface Asked {
  readonly method: "GET" | "POST";
  readonly path: string;
  readonly type?: string;
  readonly body?: string;
}

interface Heard extends HttpAnswer {
  readonly challenge: string | undefined;
}

const textOf = (bytes: Buffer): string =>
  bytes.toString(/encoding=["']iso-8859-1/i.test(bytes.toString("latin1", 0, 200)) ? "latin1" : "utf8");

async function bodyOf(answer: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of answer as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > MOST_BYTES) throw new Error(`the answer is longer than ${MOST_BYTES} bytes`);
    chunks.push(chunk);
  }
  return textOf(Buffer.concat(chunks));
}

const UNTRUSTED =
  /^(DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_\w+|ERR_TLS_CERT_ALTNAME_INVALID)$/;

const adviceOn = (why: unknown): string =>
  UNTRUSTED.test(systemCode(why) ?? "") ? " (certfile may name a file with the device's own certificate)" : "";

class Session implements HttpSession {
  readonly name: string;
  readonly #target: HttpTarget;
  readonly #agent: Agent;
  readonly #clock: Clock;

  constructor(target: HttpTarget, agent: Agent, clock: Clock) {
    this.name = new URL(target.base).origin;
    this.#target = target;
    this.#agent = agent;
    this.#clock = clock;
  }

  get(path: string): Promise<HttpAnswer> {
    return this.#askAs({ method: "GET", path });
  }

  post(path: string, type: string, body: string): Promise<HttpAnswer> {
    return this.#askAs({ method: "POST", path, type, body });
  }

  /** Says who we are only where that is asked for. */
  async #askAs(asked: Asked): Promise<HttpAnswer> {
    const { login, password = "" } = this.#target;
    const first = await this.#ask(asked);
    if (first.status !== 401 || login === undefined || first.challenge === undefined) return first;
    const header = authorization(first.challenge, { login, password }, asked);
    return header === undefined ? first : this.#ask(asked, header);
  }

  async #ask(asked: Asked, header?: string): Promise<Heard> {
    const abort = new AbortController();
    const timer = this.#clock.after(this.#target.timeoutMs, () => abort.abort(new Error("no answer in time")));
    try {
      const answer = await this.#send(asked, abort.signal, header);
      return {
        status: answer.statusCode ?? 0,
        body: await bodyOf(answer),
        challenge: answer.headers["www-authenticate"],
      };
    } catch (error) {
      const why = abort.signal.aborted ? abort.signal.reason : error;
      throw new DeviceError("stale", `${this.name}${asked.path}: ${systemReason(why)}${adviceOn(why)}`, {
        cause: error,
      });
    } finally {
      timer.cancel();
    }
  }

  #send(asked: Asked, signal: AbortSignal, header?: string): Promise<IncomingMessage> {
    const { method, path, type, body } = asked;
    const options: RequestOptions = {
      method,
      agent: this.#agent,
      signal,
      headers: {
        "User-Agent": "nutts",
        ...(type === undefined ? {} : { "Content-Type": type }),
        ...(body === undefined ? {} : { "Content-Length": Buffer.byteLength(body) }),
        ...(header === undefined ? {} : { Authorization: header }),
      },
    };
    const url = new URL(path, this.#target.base);
    return new Promise((resolve, reject) => {
      const send = url.protocol === "https:" ? secureRequest : request;
      const sent = send(url, options, (answer) => resolve(answer.on("error", reject)));
      // The card may close a kept connection just when it is used again.
      sent.on("error", (error) => {
        if (sent.reusedSocket && systemCode(error) === "ECONNRESET") resolve(this.#send(asked, signal, header));
        else reject(error);
      });
      sent.end(body);
    });
  }

  close(): Promise<void> {
    this.#agent.destroy();
    return Promise.resolve();
  }
}

function certificatesOf(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (cause) {
    throw new DeviceError("configuration", `certfile = ${path}: ${fileReason(cause)}`, { cause });
  }
}

/** One connection to a device, kept open between requests. */
const KEPT = { keepAlive: true, maxSockets: 1 } as const;

const CERTIFICATE = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

/** Cards name themselves in certificates of their own by a MAC address or a serial number: which it is says enough. */
function identityAmong(pem: string): typeof checkServerIdentity {
  const known = new Set([...pem.matchAll(CERTIFICATE)].map(([one]) => new X509Certificate(one).fingerprint256));
  return (host, certificate) =>
    known.has(certificate.fingerprint256) ? undefined : checkServerIdentity(host, certificate);
}

function agentOf({ base, certfile }: HttpTarget): Agent {
  if (!base.startsWith("https:")) return new Agent(KEPT);
  if (certfile === undefined) return new SecureAgent(KEPT);
  const pem = certificatesOf(certfile);
  return new SecureAgent({ ...KEPT, ca: [...rootCertificates, pem], checkServerIdentity: identityAmong(pem) });
}

export const httpOpener = (clock: Clock = SYSTEM_CLOCK): HttpOpener => ({
  open: (target) => Promise.resolve().then(() => new Session(target, agentOf(target), clock)),
});
