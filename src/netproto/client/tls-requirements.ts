/** What a user writes about TLS for one server, in upsmon.conf or nutauth.conf, as options of a connection. */
import { readTlsFiles } from "./tls-files.ts";
import type { TlsOptions } from "./tls-options.ts";

export interface TlsRequirements {
  readonly force: boolean;
  readonly verify: boolean;
  readonly certName: string | undefined;
}

export const tlsOptions = (
  files: Pick<TlsOptions, "ca" | "cert" | "key" | "passphrase">,
  { force, verify, certName }: TlsRequirements,
  host: string,
): TlsOptions => ({
  ...files,
  mode: force ? "require" : "try",
  verify,
  // Authorities of the whole world sign for anybody: without CERTPATH the name must be the server's.
  certName: certName || (verify && !files.ca ? host : undefined),
});

interface AuthTls {
  readonly certpath?: string;
  readonly certfile?: string;
  readonly certidentName?: string;
  readonly certidentPass?: string;
  readonly certhost?: string;
  readonly certverify?: boolean;
  readonly forcessl?: boolean;
}

/** What they ask of a connection to a server. Throws NutError `configuration` when a file cannot be used. */
export function authTls(wanted: AuthTls, host: string): TlsOptions {
  const { certpath, certfile, certidentName, certidentPass, certhost } = wanted;
  const ident = certidentName ?? certidentPass;
  const files = readTlsFiles({
    certPath: certpath,
    certFile: certfile,
    certIdent: ident === undefined ? undefined : { name: certidentName ?? "", password: certidentPass },
  });
  const { forcessl: force = false, certverify: verify = false } = wanted;
  return tlsOptions(files, { force, verify, certName: certhost }, host);
}
