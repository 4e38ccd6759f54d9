/** CERTPATH, CERTFILE and CERTIDENT: reading what TLS needs from files. */
import { readdirSync, type Stats, statSync } from "node:fs";
import { isAbsolute, join } from "node:path";
import { NutError } from "../../nut/errors.ts";
import { readText } from "../../system/files/text-file.ts";
import { fileReason, systemCode } from "../../system/system-error.ts";
import { certificateOf } from "./cert-file.ts";
import type { TlsOptions } from "./tls-options.ts";

export interface TlsFiles {
  readonly certPath?: string | undefined;
  readonly certFile?: string | undefined;
  /** CERTIDENT: beside a CERTFILE the name that it must carry, and the key's password. Else a PEM file with our certificate and its key (a name is looked up in CERTPATH), and the key's password. */
  readonly certIdent?: { readonly name: string; readonly password?: string | undefined } | undefined;
}

const CERTIFICATE =
  /-----BEGIN (?:TRUSTED |X509 )?CERTIFICATE-----[\s\S]+?-----END (?:TRUSTED |X509 )?CERTIFICATE-----/g;
const PEM_NAME = /\.(?:pem|crt|cer|0)$/i;
/** The files of an NSS database, which Debian's NUT uses. */
const NSS_NAME = /^(?:cert[89]|key[34])\.db$/;

const problem = (text: string, cause?: unknown): NutError =>
  new NutError("configuration", text, ...(cause === undefined ? [] : [{ cause }]));

function read(path: string, what: string): string {
  try {
    return readText(path);
  } catch (cause) {
    throw problem(`${what} ${path} cannot be read: ${fileReason(cause)}`, cause);
  }
}

const nssAdvice = (folder: string): string =>
  `CERTPATH ${folder} is an NSS certificate database, which Node cannot read; export each authority with ` +
  `certutil -L -d sql:${folder} -n NICKNAME -a > ${folder}/NICKNAME.pem (certutil -L -d sql:${folder} lists the nicknames)`;

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder).sort();
  } catch (cause) {
    throw problem(`CERTPATH ${folder} cannot be read: ${fileReason(cause)}`, cause);
  }
}

function fromFolder(folder: string): readonly string[] {
  const names = namesIn(folder);
  const found = names
    .filter((name) => PEM_NAME.test(name) || /^[0-9a-f]{8}\.\d+$/.test(name))
    .flatMap((name) => read(join(folder, name), "CERTPATH").match(CERTIFICATE) ?? []);
  if (found.length > 0) return found;
  if (names.some((name) => NSS_NAME.test(name))) throw problem(nssAdvice(folder));
  throw problem(`CERTPATH ${folder} holds no certificate (PEM files named *.pem, *.crt or *.cer are read)`);
}

function statOf(path: string): Stats {
  try {
    return statSync(path);
  } catch (cause) {
    if (systemCode(cause) === "ENOENT") throw problem(`CERTPATH ${path} does not exist`, cause);
    throw problem(`CERTPATH ${path} cannot be read: ${fileReason(cause)}`, cause);
  }
}

/** The authorities of CERTPATH as PEM. Throws NutError `configuration`. */
export function readAuthorities(path: string): readonly string[] {
  const stat = statOf(path);
  if (stat.isDirectory()) return fromFolder(path);
  const found = read(path, "CERTPATH").match(CERTIFICATE) ?? [];
  if (found.length === 0) throw problem(`CERTPATH ${path} holds no certificate in PEM form`);
  return found;
}

function isFile(path: string): boolean {
  try {
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

function identPath(name: string, folder: string | undefined): string {
  if (isAbsolute(name) || folder === undefined) return name;
  const candidates = [join(folder, name), join(folder, `${name}.pem`)];
  return candidates.find(isFile) ?? join(folder, name);
}

function readIdent(name: string, password: string | undefined, certPath: string | undefined): Partial<TlsOptions> {
  const path = identPath(name, certPath);
  const pem = read(path, "CERTIDENT");
  if (!pem.includes("BEGIN CERTIFICATE")) throw problem(`CERTIDENT ${path} holds no certificate in PEM form`);
  if (!/BEGIN [A-Z ]*PRIVATE KEY/.test(pem))
    throw problem(`CERTIDENT ${path} holds no private key after the certificate`);
  return { cert: pem, key: pem, ...(password ? { passphrase: password } : {}) };
}

/** Reads the files once: `{ mode: "require", verify: true, ...readTlsFiles(…) }`. Throws NutError `configuration`. */
export function readTlsFiles({
  certPath,
  certFile,
  certIdent,
}: TlsFiles): Pick<TlsOptions, "ca" | "cert" | "key" | "passphrase"> {
  return {
    ...(certPath !== undefined && { ca: readAuthorities(certPath) }),
    ...(certFile !== undefined && certificateOf(certFile, read(certFile, "CERTFILE"), certIdent)),
    ...(certFile === undefined && certIdent && readIdent(certIdent.name, certIdent.password, certPath)),
  };
}
