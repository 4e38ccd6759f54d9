/** CERTFILE, CERTPATH, CERTIDENT and CERTREQUEST: what STARTTLS needs, read and checked before anybody asks for it. */
import { createPrivateKey, type KeyObject, X509Certificate } from "node:crypto";
import { readdirSync } from "node:fs";
import { isCalled } from "../netproto/client/cert-file.ts";
import { readAuthorities } from "../netproto/client/tls-files.ts";
import { StartTls, type TlsSettings } from "../netproto/server/start-tls.ts";
import { NutError } from "../nut/errors.ts";
import { readText } from "../system/files/text-file.ts";
import type { Log } from "../system/log/log.ts";
import { fileReason, reasonOf } from "../system/system-error.ts";
import type { TlsConf } from "./config.ts";

const CERTIFICATE =
  /-----BEGIN (?:TRUSTED |X509 )?CERTIFICATE-----[\s\S]+?-----END (?:TRUSTED |X509 )?CERTIFICATE-----/g;
const NSS_FILE = /^(?:cert[89]|key[34])\.db$/;

const refuse = (text: string): NutError => new NutError("configuration", text);

function isNss(folder: string | undefined): folder is string {
  if (folder === undefined) return false;
  try {
    return readdirSync(folder).some((name) => NSS_FILE.test(name));
  } catch {
    return false;
  }
}

/** A certificate database of Mozilla NSS, which Debian's C build uses. */
const nssAdvice = (folder: string, name: string): string =>
  `CERTPATH ${folder} is an NSS certificate database, which Node cannot read. Export its certificate and key with\n` +
  `  pk12util -d sql:${folder} -n "${name}" -o upsd.p12 && openssl pkcs12 -in upsd.p12 -nodes -out upsd.pem\n` +
  `("certutil -L -d sql:${folder}" lists the names), put upsd.pem where only upsd can read it, and name it in upsd.conf: ` +
  "CERTFILE upsd.pem instead of CERTPATH and CERTIDENT";

function readPem(path: string): string {
  try {
    return readText(path);
  } catch (error) {
    throw refuse(`CERTFILE ${path} cannot be read: ${fileReason(error)}`);
  }
}

function chainOf(path: string, pem: string): readonly string[] {
  const chain = pem.match(CERTIFICATE) ?? [];
  if (chain.length === 0) throw refuse(`CERTFILE ${path} holds no certificate in PEM form`);
  if (!/BEGIN [A-Z ]*PRIVATE KEY/.test(pem)) {
    throw refuse(`CERTFILE ${path} holds no private key: put it behind the certificates`);
  }
  return chain;
}

const ENCRYPTED = /BEGIN ENCRYPTED PRIVATE KEY|^Proc-Type: 4,ENCRYPTED/m;

function keyOf(path: string, pem: string, passphrase: string | undefined): KeyObject {
  if (passphrase === undefined && ENCRYPTED.test(pem)) {
    const advice = 'name its password with CERTIDENT "" "<password>", or write the key without one';
    throw refuse(`CERTFILE ${path}: the private key is encrypted; ${advice} (openssl pkey -in OLD -out NEW)`);
  }
  return createPrivateKey({ key: pem, ...(passphrase !== undefined && { passphrase }) });
}

/** The server's own certificate in front: exports of other programs put the authority there. */
function ownFirst(path: string, pem: string, passphrase: string | undefined): readonly string[] {
  const chain = chainOf(path, pem);
  const key = keyOf(path, pem, passphrase);
  const own = chain.find((certificate) => new X509Certificate(certificate).checkPrivateKey(key));
  if (own !== undefined) return [own, ...chain.filter((certificate) => certificate !== own)];
  throw refuse(`CERTFILE ${path}: the private key belongs to none of the certificates; put the two together that do`);
}

/** CERTIDENT names the certificate that is meant; an empty name takes any. */
function checkName({ certident }: TlsConf, path: string, own: string): void {
  const certificate = new X509Certificate(own);
  if (certident === undefined || certident.name === "" || isCalled(certificate, certident.name)) return;
  throw refuse(
    `CERTFILE ${path} is the certificate of ${certificate.subject}, not of ${certident.name} as CERTIDENT says; ` +
      'write its name, or "" for any',
  );
}

/** Who may sign client certificates: CERTPATH, else the authorities that stand in CERTFILE itself. */
function authorities({ certpath, certrequest }: TlsConf, chain: readonly string[]): readonly string[] | undefined {
  if (certrequest === "NO") return undefined;
  if (certpath !== undefined) return readAuthorities(certpath);
  if (chain.length > 1) return chain.slice(1);
  if (certrequest === "REQUEST") return undefined;
  throw refuse("CERTREQUEST REQUIRE needs to know whose signature counts: name the authorities with CERTPATH");
}

const DAY = 86_400_000;
const SOON = 14 * DAY;

function warnExpiry(path: string, pem: string, now: number, log: Log): void {
  const { validTo } = new X509Certificate(pem);
  const left = Date.parse(validTo) - now;
  if (left < 0)
    log.warning(`CERTFILE ${path}: the certificate expired on ${validTo}; clients that check it will refuse`);
  else if (left < SOON) log.warning(`CERTFILE ${path}: the certificate expires on ${validTo}`);
}

function settingsOf(conf: TlsConf, path: string, now: number, log: Log): TlsSettings {
  const pem = readPem(path);
  const passphrase = conf.certident?.password;
  const chain = ownFirst(path, pem, passphrase);
  checkName(conf, path, chain[0] ?? "");
  warnExpiry(path, chain[0] ?? "", now, log);
  return {
    cert: chain.join("\n"),
    key: pem,
    passphrase,
    ca: authorities(conf, chain),
    clients: conf.certrequest,
  };
}

/** The directive that wants TLS where CERTFILE does not say with what. */
const askedFor = ({ certpath, certident, certrequest }: TlsConf): string | undefined =>
  certpath !== undefined
    ? "CERTPATH"
    : certident !== undefined
      ? "CERTIDENT"
      : certrequest === "NO"
        ? undefined
        : "CERTREQUEST";

/**
 * What answers STARTTLS, or undefined where no certificate is configured. Throws NutError `configuration` with the
 * reason when what is configured cannot be used: a server that was to encrypt must not go on without.
 * `now` is in milliseconds since 1970.
 */
export function createStartTls(conf: TlsConf, now: number, log: Log): StartTls | undefined {
  const { certfile, certpath, certident } = conf;
  if (certfile === undefined) {
    if (isNss(certpath)) throw refuse(nssAdvice(certpath, certident?.name ?? "NAME"));
    const asked = askedFor(conf);
    if (asked === undefined) return undefined;
    throw refuse(
      `${asked} asks for TLS, and without CERTFILE there is none: name upsd's certificate and key with CERTFILE ` +
        `(one PEM file), or delete ${asked} to serve in clear text`,
    );
  }
  try {
    return new StartTls(settingsOf(conf, certfile, now, log));
  } catch (error) {
    if (error instanceof NutError) throw error;
    throw refuse(`CERTFILE ${certfile} cannot be used: ${reasonOf(error)}`);
  }
}
