/** STARTTLS: a plain socket goes in, an encrypted one comes out. */
import type { Socket } from "node:net";
import { createServer, type Server, type TLSSocket, type TlsOptions } from "node:tls";
import { reasonOf } from "../../system/system-error.ts";

export interface TlsSettings {
  /** Certificate with its chain, and its key, as PEM. */
  readonly cert: string;
  readonly key: string;
  readonly passphrase?: string | undefined;
  /** Authorities of client certificates, as PEM; undefined: those of Node. */
  readonly ca?: readonly string[] | undefined;
  /**
   * CERTREQUEST: `NO` asks for no certificate, `REQUEST` wants some certificate, `REQUIRE` one that an
   * authority has signed.
   */
  readonly clients: "NO" | "REQUEST" | "REQUIRE";
}

export type Entered =
  | { readonly kind: "secure"; readonly socket: Socket; readonly protocol: string }
  | { readonly kind: "refused"; readonly reason: string };

/** Handshakes at a time; the oldest has to make room. Each holds some tens of KiB. */
const MAX_WAITING = 256;

/** A record of TLS: kind (22: handshake), version, length of what follows. */
const RECORD_HEAD = 5;
const HANDSHAKE_RECORD = 22;

/** True when the handshake can begin: its first record is whole, or what has come is none and will be refused. */
export function isHello(bytes: string): boolean {
  if (bytes.length === 0) return false;
  if (bytes.charCodeAt(0) !== HANDSHAKE_RECORD) return true;
  return bytes.length >= RECORD_HEAD && bytes.length >= RECORD_HEAD + bytes.charCodeAt(3) * 256 + bytes.charCodeAt(4);
}

/** A client that does not finish its handshake in this time is refused. */
const HANDSHAKE_MS = 10_000;

const options = ({ cert, key, passphrase, ca, clients }: TlsSettings): TlsOptions => ({
  cert,
  key,
  minVersion: "TLSv1.2",
  honorCipherOrder: true,
  handshakeTimeout: HANDSHAKE_MS,
  requestCert: clients !== "NO",
  rejectUnauthorized: clients === "REQUIRE",
  ...(passphrase !== undefined && { passphrase }),
  ...(ca && { ca: [...ca] }),
});

/** OpenSSL's errors name their reason apart from where in its sources they arose. */
function handshakeReason(error: unknown): string {
  if (typeof error === "object" && error !== null && "reason" in error) return String(error.reason);
  return reasonOf(error);
}

/** The same at both ends of the handshake: the socket that comes out has the addresses of the one that went in. */
const pair = ({ remoteAddress, remotePort, localAddress, localPort }: Socket): string =>
  [remoteAddress, remotePort, localAddress, localPort].join(" ");

export class StartTls {
  readonly #settings: TlsSettings;
  readonly #server: Server;
  readonly #waiting = new Map<string, (entered: Entered) => void>();

  /** Throws OpenSSL's reason when the certificate or key cannot be used. */
  constructor(settings: TlsSettings) {
    this.#settings = settings;
    this.#server = createServer(options(settings));
    this.#server.on("secureConnection", (socket) => this.#leave(socket, this.#judge(socket)));
    this.#server.on("tlsClientError", (error, socket) =>
      this.#leave(socket, { kind: "refused", reason: handshakeReason(error) }),
    );
  }

  /** Shakes hands with the client of `plain`; `done` is called once. */
  enter(plain: Socket, done: (entered: Entered) => void): void {
    const key = pair(plain);
    for (const oldest of this.#waiting.keys()) {
      if (this.#waiting.size < MAX_WAITING) break;
      this.#settle(oldest, { kind: "refused", reason: "it was slow, and too many others came after it" });
    }
    this.#waiting.set(key, done);
    plain.once("close", () => this.#settle(key, { kind: "refused", reason: "the client went away" }));
    // The documented way to hand a connected socket to a TLS server.
    this.#server.emit("connection", plain);
  }

  #judge(socket: TLSSocket): Entered {
    if (this.#settings.clients !== "NO" && socket.getPeerX509Certificate() === undefined) {
      return { kind: "refused", reason: "it showed no certificate, and CERTREQUEST asks for one" };
    }
    return { kind: "secure", socket, protocol: socket.getProtocol() ?? "TLS" };
  }

  #leave(socket: TLSSocket, entered: Entered): void {
    this.#settle(pair(socket), entered);
  }

  #settle(key: string, entered: Entered): void {
    const done = this.#waiting.get(key);
    this.#waiting.delete(key);
    done?.(entered);
  }
}
