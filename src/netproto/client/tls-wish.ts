/** What a user writes about TLS for one server, in upsmon.conf or nutauth.conf, as options of a connection. */
import type { TlsOptions } from "./tls-options.ts";

export interface TlsWish {
  /** FORCESSL. */
  readonly force: boolean;
  /** CERTVERIFY. */
  readonly verify: boolean;
  /** CERTHOST: the name that the server's certificate must carry. */
  readonly certName: string | undefined;
}

/** `files` is what `readTlsFiles` gives. */
export const tlsOptions = (
  files: Pick<TlsOptions, "ca" | "cert" | "key" | "passphrase">,
  { force, verify, certName }: TlsWish,
  host: string,
): TlsOptions => ({
  ...files,
  mode: force ? "require" : "try",
  verify,
  // Authorities of the whole world sign for anybody: without CERTPATH the name must be the server's.
  certName: certName || (verify && !files.ca ? host : undefined),
});
