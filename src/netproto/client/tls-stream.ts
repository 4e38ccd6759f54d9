/** TLS over a connected stream. The chain is checked when asked for; the name only where CERTHOST gives one. */
import type { Duplex } from "node:stream";
import { checkServerIdentity, connect, type PeerCertificate, type TLSSocket } from "node:tls";
import { NutError } from "../../nut/errors.ts";
import type { Clock } from "../../system/clock.ts";
import type { Log } from "../../system/log/log.ts";
import { abortReason } from "./abort.ts";
import type { TlsOptions } from "./tls-options.ts";

export interface TlsPeer {
  readonly host: string;
  readonly log: Log;
  readonly clock: Clock;
  /** Milliseconds for the handshake; 0 waits for ever. */
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
}

const OPENSSL_CODE = /^ERR_SSL_|^ERR_TLS_|^(CERT|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO|HOSTNAME)_/;

/** The check of the name: an error refuses the certificate. */
function checkName(options: TlsOptions, { host, log }: TlsPeer, certificate: PeerCertificate): Error | undefined {
  const mismatch = checkServerIdentity(options.certName ?? host, certificate);
  if (!mismatch) return undefined;
  // The C programs take the common name too, whatever other names the certificate has.
  if (options.certName !== undefined) return certificate.subject.CN === options.certName ? undefined : mismatch;
  log.warning(`The certificate of NUT server ${host} was issued for another name (${mismatch.message})`);
  return undefined;
}

const sslFailed = (text: string, cause?: Error): NutError =>
  new NutError("ssl-failed", text, ...(cause ? [{ cause }] : []));

function failure(error: Error & { code?: string }, options: TlsOptions): NutError {
  const code = error.code ?? "";
  if (!OPENSSL_CODE.test(code)) return sslFailed(error.message, error);
  const refused = options.verify === true && !code.startsWith("ERR_SSL_");
  const text = "reason" in error && typeof error.reason === "string" ? error.reason : error.message;
  return new NutError(refused ? "certificate-refused" : "ssl-failed", `${text} (${code})`, { cause: error });
}

/** Shakes hands. Rejects with NutError `ssl-failed` or `certificate-refused`, or with the signal's reason. */
export function startTls(stream: Duplex, options: TlsOptions, peer: TlsPeer): Promise<TLSSocket> {
  const { signal, clock, timeoutMs } = peer;
  return new Promise((resolve, reject) => {
    const socket = open(stream, options, peer);
    const timer =
      timeoutMs > 0
        ? clock.after(timeoutMs, () => finish(sslFailed("the server did not finish the handshake")))
        : undefined;
    const onAbort = (): void => signal && finish(abortReason(signal));
    const onError = (error: Error): void => finish(failure(error, options));
    const onEnd = (): void => finish(sslFailed("the server ended the connection"));
    const finish = (error?: Error): void => {
      timer?.cancel();
      signal?.removeEventListener("abort", onAbort);
      socket.off("error", onError).off("end", onEnd);
      if (!error) return resolve(socket);
      socket.on("error", () => undefined).destroy();
      reject(error);
    };
    socket
      .once("secureConnect", () => finish())
      .on("error", onError)
      .on("end", onEnd);
    signal?.addEventListener("abort", onAbort, { once: true });
  });
}

function open(stream: Duplex, options: TlsOptions, peer: TlsPeer): TLSSocket {
  const { verify = false, ca, cert, key, passphrase, certName } = options;
  const name = certName ?? peer.host;
  return connect({
    socket: stream,
    minVersion: "TLSv1.2",
    rejectUnauthorized: verify,
    ...(ca && { ca: [...ca] }),
    ...(cert !== undefined && { cert, key: key ?? cert }),
    ...(passphrase !== undefined && { passphrase }),
    // An address is no server name (RFC 6066).
    ...(/^[\d.]+$|:/.test(name) ? {} : { servername: name }),
    checkServerIdentity: (_host, certificate) => checkName(options, peer, certificate),
  });
}
