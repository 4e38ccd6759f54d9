/** nutauth.conf from its file. */
import { type AuthSettings, authFor, type NutauthConf, parseNutauthConf } from "../conf/nutauth-conf.ts";
import { formatProblem } from "../conf/problem.ts";
import { FILES, warnWorldReadable } from "../host/files.ts";
import type { Log } from "../host/log.ts";
import { fileReason } from "../host/system-error.ts";
import { readTlsFiles } from "../netproto/client/tls-files.ts";
import type { TlsOptions } from "../netproto/client/tls-options.ts";
import { tlsOptions } from "../netproto/client/tls-wish.ts";
import { NutError } from "../nut/errors.ts";
import type { HostTarget } from "./target.ts";

export interface Auth {
  readonly settings: AuthSettings;
  /** Undefined: STARTTLS where it is offered, any certificate. */
  readonly tls: TlsOptions | undefined;
}

/** For a server, and the user that the command line names. Throws NutError when a file of TLS cannot be used. */
export type AuthFor = (server: HostTarget, user?: string) => Auth;

const refusal = (text: string): NutError => new NutError("configuration", text);

/** What an unreadable line would have asked for, nobody knows: better no connection than one that is too weak. */
function sayProblems({ problems }: NutauthConf, log: Log): void {
  for (const problem of problems) if (problem.severity !== "error") log.warning(formatProblem(problem));
  const errors = problems.filter(({ severity }) => severity === "error").map(formatProblem);
  if (errors.length > 0) throw refusal(errors.join("\n"));
}

function textOf(path: string, asked: boolean, log: Log): string | undefined {
  let why = "there is no such file";
  try {
    const text = FILES.read(path);
    if (text !== undefined) return text;
  } catch (error) {
    why = fileReason(error);
  }
  if (asked) throw refusal(`${path}: ${why}`);
  log.warning(`${path} is not used: ${why}`);
  return undefined;
}

/** `asked`: the user named the file, so that it must be there. Throws NutError `configuration`. */
export function readAuth(path: string, asked: boolean, log: Log): AuthFor {
  const text = textOf(path, asked, log);
  if (text === undefined) return () => ({ settings: {}, tls: undefined });
  log.debug(1, `users and TLS come from ${path}`);
  warnWorldReadable(FILES, path, log);
  const conf = parseNutauthConf(text, path, (included) => {
    const found = FILES.read(included);
    if (found !== undefined) warnWorldReadable(FILES, included, log);
    return found;
  });
  sayProblems(conf, log);
  return (server, user) => {
    const settings = authFor(conf, server, user);
    const { certpath, certfile, certidentName, certidentPass, certhost } = settings;
    const ident = certidentName ?? certidentPass;
    const files = readTlsFiles({
      certPath: certpath,
      certFile: certfile,
      certIdent: ident === undefined ? undefined : { name: certidentName ?? "", password: certidentPass },
    });
    const wish = {
      force: settings.forcessl ?? false,
      verify: settings.certverify ?? false,
      certName: certhost,
    };
    return { settings, tls: tlsOptions(files, wish, server.host) };
  };
}
