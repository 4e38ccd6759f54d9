/** CERTPATH, CERTIDENT, CERTVERIFY, FORCESSL and CERTHOST as options of a connection. */
import type { UpsmonConf } from "../../conf/upsmon-conf.ts";
import { readTlsFiles } from "../../netproto/client/tls-files.ts";
import type { TlsOptions } from "../../netproto/client/tls-options.ts";

export type TlsForHost = (host: string) => TlsOptions;

/** Reads the files once. Throws NutError `configuration`. */
export function tlsSettings(conf: UpsmonConf): TlsForHost {
  const files = readTlsFiles({ certPath: conf.certpath, certIdent: conf.certident });
  return (host) => {
    const own = conf.certHosts.find((entry) => entry.host.toLowerCase() === host.toLowerCase());
    return {
      ...files,
      mode: (own?.forcessl ?? conf.forcessl) ? "require" : "try",
      verify: own?.verify ?? conf.certverify,
      certName: own?.certificate,
    };
  };
}
