/** One request over HTTP, also to a UNIX socket, and to a server whose certificate is known by its fingerprint alone. */
import { request } from "node:http";
import { connect as connectTcp, type Socket } from "node:net";
import { connect as connectTls, type TLSSocket } from "node:tls";
import type { Clock } from "../../system/clock.ts";
import { systemCode, systemReason } from "../../system/system-error.ts";

export type Trust =
  /** The system's authorities, or those of a file's text. */
  | { readonly kind: "authority"; readonly ca: string | undefined }
  /** SHA-256 of the certificate, hexadecimal digits without colons, in upper case. */
  | { readonly kind: "fingerprint"; readonly sha256: string }
  | { readonly kind: "anybody" };

/** Certificate and key as PEM: for a server that asks who we are. */
export interface Identity {
  readonly cert: string;
  readonly key: string;
}

export interface HttpQuestion {
  readonly method: string;
  readonly url: URL;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly trust?: Trust;
  readonly identity?: Identity | undefined;
  /** The path of a UNIX socket, instead of the URL's host. */
  readonly socket?: string;
}

export type HttpAnswer =
  | { readonly kind: "answered"; readonly status: number; readonly text: string }
  /** `sent`: the request may have been heard. */
  | { readonly kind: "silent"; readonly why: string; readonly sent: boolean };

export type HttpAsker = (question: HttpQuestion, limitMs: number) => Promise<HttpAnswer>;

/** What is read of an answer, in bytes; the rest is dropped. */
const MOST_READ = 1_048_576;

const isSecure = ({ url, socket }: HttpQuestion): boolean => socket === undefined && url.protocol === "https:";

function open(question: HttpQuestion): Socket | TLSSocket {
  const { url, socket, trust = { kind: "authority", ca: undefined } } = question;
  if (socket !== undefined) return connectTcp(socket);
  const host = url.hostname.replace(/^\[|\]$/g, "");
  const port = Number(url.port || (isSecure(question) ? 443 : 80));
  if (!isSecure(question)) return connectTcp({ host, port });
  const named = /^[\d.]+$|:/.test(host) ? {} : { servername: host };
  const ca = trust.kind === "authority" && trust.ca !== undefined ? { ca: trust.ca } : {};
  const { identity = {} } = question;
  return connectTls({ host, port, ...named, ...ca, ...identity, rejectUnauthorized: trust.kind === "authority" });
}

/** OpenSSL's own text has numbers, files and a line end. */
function reasonOf(error: unknown): string {
  const code = systemCode(error) ?? "";
  if (code === "ERR_SSL_WRONG_VERSION_NUMBER") return "what answers there does not speak TLS; look at the port";
  const { reason } = error as { readonly reason?: unknown };
  return code.startsWith("ERR_SSL_") && typeof reason === "string" ? `TLS: ${reason}` : systemReason(error);
}

/** Before anything secret goes out. */
function stranger(socket: Socket | TLSSocket, { trust }: HttpQuestion): string | undefined {
  if (trust?.kind !== "fingerprint" || !("getPeerCertificate" in socket)) return undefined;
  const shown = socket.getPeerCertificate().fingerprint256?.replaceAll(":", "");
  return shown === trust.sha256
    ? undefined
    : `its certificate has the fingerprint ${shown}, and not the one that is written down`;
}

class Exchange {
  readonly #question: HttpQuestion;
  readonly #end: (answer: HttpAnswer) => void;
  readonly #socket: Socket | TLSSocket;
  #sent = false;

  constructor(question: HttpQuestion, end: (answer: HttpAnswer) => void) {
    this.#question = question;
    this.#end = end;
    this.#socket = open(question);
    this.#socket.on("error", (error) => this.fail(reasonOf(error)));
    this.#socket.on("close", () => this.fail("the connection was closed without an answer"));
    this.#socket.once(isSecure(question) ? "secureConnect" : "connect", () => this.#send());
  }

  fail(why: string): void {
    this.#finish({ kind: "silent", why, sent: this.#sent });
  }

  #finish(answer: HttpAnswer): void {
    this.#socket.destroy();
    this.#end(answer);
  }

  #send(): void {
    const complaint = stranger(this.#socket, this.#question);
    if (complaint !== undefined) return this.fail(complaint);
    const { method, url, headers = {}, body = "" } = this.#question;
    const length = body === "" && method === "GET" ? {} : { "content-length": String(Buffer.byteLength(body)) };
    try {
      const outgoing = request({
        method,
        path: `${url.pathname}${url.search}`,
        headers: { host: url.host, connection: "close", ...length, ...headers },
        createConnection: () => this.#socket,
      });
      outgoing.on("error", (error) => this.fail(reasonOf(error)));
      outgoing.on("response", (response) => {
        const chunks: Buffer[] = [];
        let bytes = 0;
        const finish = (): void => {
          const text = Buffer.concat(chunks).toString("utf8");
          this.#finish({ kind: "answered", status: response.statusCode ?? 0, text });
        };
        response.on("data", (chunk: Buffer) => {
          bytes += chunk.length;
          if (bytes <= MOST_READ) chunks.push(chunk);
          else finish();
        });
        response.on("end", finish);
        // The status counts, also where the connection broke before all was said.
        response.on("error", finish);
      });
      this.#sent = true;
      outgoing.end(body);
    } catch (error) {
      this.fail(reasonOf(error));
    }
  }
}

/** Never rejects. */
export const httpAsker =
  (clock: Clock): HttpAsker =>
  (question, limitMs) =>
    new Promise((resolve) => {
      const timer = clock.after(Math.max(1, limitMs), () =>
        exchange?.fail(`no answer in ${Math.ceil(limitMs / 1000)} s`),
      );
      const end = (answer: HttpAnswer): void => {
        timer.cancel();
        resolve(answer);
      };
      let exchange: Exchange | undefined;
      try {
        exchange = new Exchange(question, end);
      } catch (error) {
        // A certificate or key that is none.
        end({ kind: "silent", why: systemReason(error), sent: false });
      }
    });
