import { type AuthSettings, authFor } from "../conf/nutauth/nutauth-conf.ts";
import { readNutauth } from "../conf/nutauth/nutauth-file.ts";
import type { TlsOptions } from "../netproto/client/tls-options.ts";
import { authTls } from "../netproto/client/tls-requirements.ts";
import type { Log } from "../system/log/log.ts";
import type { HostTarget } from "./target.ts";

export interface Auth {
  readonly settings: AuthSettings;
  /** Undefined: STARTTLS where it is offered, any certificate. */
  readonly tls: TlsOptions | undefined;
}

/** For a server, and the user that the command line names. Throws NutError when a file of TLS cannot be used. */
export type AuthFor = (server: HostTarget, user?: string) => Auth;

/** `asked`: the user named the file, so that it must be there. Throws NutError `configuration`. */
export function readAuth(path: string, asked: boolean, log: Log): AuthFor {
  const conf = readNutauth(path, asked, log);
  if (conf === undefined) return () => ({ settings: {}, tls: undefined });
  return (server, user) => {
    const settings = authFor(conf, server, user);
    return { settings, tls: authTls(settings, server.host) };
  };
}
