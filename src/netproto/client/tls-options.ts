/** What a client wants of TLS: CERTPATH, CERTIDENT, CERTVERIFY, CERTHOST and FORCESSL of upsmon.conf, as values. */
export interface TlsOptions {
  /**
   *  - `off`: never ask for it.
   *  - `try`: STARTTLS, and clear text where the server has no TLS (what the C programs do).
   *  - `require`: FORCESSL; without TLS there is no connection.
   */
  readonly mode: "off" | "try" | "require";
  /** CERTVERIFY: refuse a server whose certificate no known authority has signed. */
  readonly verify?: boolean | undefined;
  /** The authorities, as PEM. Node's own list when undefined. */
  readonly ca?: readonly string[] | undefined;
  /** CERTHOST: the name that the server's certificate must carry; checked when `verify` is set. */
  readonly certName?: string | undefined;
  /** CERTIDENT: our own certificate with its chain, and its key, as PEM. */
  readonly cert?: string | undefined;
  readonly key?: string | undefined;
  /** Opens an encrypted key. */
  readonly passphrase?: string | undefined;
}

/** What upsc and the other short clients do. */
export const TRY_TLS: TlsOptions = { mode: "try" };
