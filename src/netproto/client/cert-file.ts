/** CERTFILE of a client: its certificate, those above it, and its key, in one PEM; checked before anybody needs it. */
import { createPrivateKey, type KeyObject, X509Certificate } from "node:crypto";
import { isIP } from "node:net";
import { NutError } from "../../nut/errors.ts";
import { reasonOf } from "../../system/system-error.ts";
import type { TlsOptions } from "./tls-options.ts";

/** CERTIDENT beside a CERTFILE: what the certificate must be called, and the password of the key. */
export interface CertIdent {
  readonly name: string;
  readonly password?: string | undefined;
}

const CERTIFICATE =
  /-----BEGIN (?:TRUSTED |X509 )?CERTIFICATE-----[\s\S]+?-----END (?:TRUSTED |X509 )?CERTIFICATE-----/;

const problem = (path: string, text: string): NutError => new NutError("configuration", `CERTFILE ${path} ${text}`);

function keyOf(path: string, pem: string, password: string | undefined): KeyObject {
  try {
    return createPrivateKey({ key: pem, ...(password ? { passphrase: password } : {}) });
  } catch (error) {
    throw problem(path, `has a private key that cannot be used (${reasonOf(error)}); CERTIDENT gives its password`);
  }
}

/** As the C programs: a host name or address that it was issued for, or its common name. */
export function isCalled(certificate: X509Certificate, name: string): boolean {
  const found = isIP(name) > 0 ? certificate.checkIP(name) : certificate.checkHost(name);
  const common = /^CN=(.*)$/m.exec(certificate.subject)?.[1];
  return found !== undefined || certificate.subject === name || common === name;
}

/** The options that show the certificate to servers. Throws NutError `configuration`. */
export function certificateOf(
  path: string,
  pem: string,
  ident: CertIdent | undefined,
): Pick<TlsOptions, "cert" | "key" | "passphrase"> {
  const own = CERTIFICATE.exec(pem)?.[0];
  if (own === undefined) throw problem(path, "holds no certificate in PEM form");
  if (!/BEGIN [A-Z ]*PRIVATE KEY/.test(pem))
    throw problem(path, "holds no private key: put it behind the certificates");
  const certificate = new X509Certificate(own);
  const password = ident?.password;
  if (!certificate.checkPrivateKey(keyOf(path, pem, password)))
    throw problem(path, "has a private key that does not belong to its first certificate");
  if (ident && ident.name !== "" && !isCalled(certificate, ident.name))
    throw problem(path, `is the certificate of ${certificate.subject}, not of ${ident.name} as CERTIDENT says`);
  return { cert: pem, key: pem, ...(password ? { passphrase: password } : {}) };
}
