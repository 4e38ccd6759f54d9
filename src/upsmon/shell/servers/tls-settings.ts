/** CERTPATH, CERTFILE, CERTIDENT, CERTVERIFY, FORCESSL and CERTHOST as options of a connection. */
import { certHostOf, type Server } from "../../../conf/cert-hosts.ts";
import type { UpsmonConf } from "../../../conf/upsmon-conf.ts";
import { readTlsFiles } from "../../../netproto/client/tls-files.ts";
import type { TlsOptions } from "../../../netproto/client/tls-options.ts";
import { tlsOptions } from "../../../netproto/client/tls-requirements.ts";

export type TlsForServer = (server: Server) => TlsOptions;

/** Reads the files once; the same object for a server each time. Throws NutError `configuration`. */
export function tlsSettings(conf: UpsmonConf): TlsForServer {
  const files = readTlsFiles({ certPath: conf.certpath, certFile: conf.certfile, certIdent: conf.certident });
  const known = new Map<string, TlsOptions>();
  const optionsFor = (server: Server): TlsOptions => {
    const own = certHostOf(conf.certHosts, server);
    const wish = {
      force: own?.forcessl ?? conf.forcessl,
      verify: own?.verify ?? conf.certverify,
      certName: own?.certificate,
    };
    return tlsOptions(files, wish, server.host);
  };
  return (server) => {
    const key = `${server.host} ${server.port}`;
    const options = known.get(key) ?? optionsFor(server);
    known.set(key, options);
    return options;
  };
}
