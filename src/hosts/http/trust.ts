/** Whose certificate is good enough: settings that every kind with HTTPS has. */
import { readFileSync } from "node:fs";
import type { SettingRow } from "../../conf/settings/section-settings.ts";
import { systemReason } from "../../system/system-error.ts";
import type { Doubt, Written } from "../doubt.ts";
import type { Settings } from "../host-kind.ts";
import type { Identity, Trust } from "./http-ask.ts";

export const TRUST_ROWS: readonly SettingRow[] = [
  { name: "fingerprint", help: "SHA-256 of the server's certificate, instead of an authority that signed it" },
  { name: "ca_file", help: "certificates of the authorities that sign the server's (PEM)" },
  {
    name: "verify",
    help: "no: any certificate will do, so anybody on the way hears the token",
    among: ["yes", "no"],
    fallback: "yes",
  },
];

/** Who we are, where the server asks for it. */
export const IDENTITY_ROWS: readonly SettingRow[] = [
  { name: "cert_file", help: "our certificate, for a server that asks for one (PEM)" },
  { name: "key_file", help: "the key of cert_file (PEM)" },
];

const HALF = "cert_file and key_file belong together; write both";

export const identityComplaint = (settings: Settings): string | undefined =>
  (settings.get("cert_file") === "") === (settings.get("key_file") === "") ? undefined : HALF;

/** Throws Error with what to do where a setting cannot be used; undefined where there is none. */
export function identityOf(settings: Settings): Identity | undefined {
  const complaint = identityComplaint(settings);
  if (complaint !== undefined) throw new Error(complaint);
  if (settings.get("cert_file") === "") return undefined;
  return { cert: pem(settings, "cert_file"), key: pem(settings, "key_file") };
}

function pem(settings: Settings, name: string): string {
  const file = settings.get(name);
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw new Error(`${name} ${file} cannot be read: ${systemReason(error)}`, { cause: error });
  }
}

const NO_FINGERPRINT = "fingerprint is no SHA-256; write its 32 bytes in hexadecimal";
const digitsOf = (settings: Settings): string => settings.get("fingerprint").replace(/[:\s]/g, "").toUpperCase();
const isFingerprint = (digits: string): boolean => /^[0-9A-F]{64}$/.test(digits);

/** What is wrong with it that can be seen without the files that it names. */
export const trustComplaint = (settings: Settings): string | undefined =>
  settings.get("fingerprint") === "" || isFingerprint(digitsOf(settings)) ? undefined : NO_FINGERPRINT;

const OF_TLS = ["fingerprint", "ca_file", "cert_file"];

/** Certificates that nobody looks at. `tls`: whether there is any on the way. */
export function trustDoubts({ settings, has }: Written, tls: boolean): readonly Doubt[] {
  const idle = OF_TLS.find((name) => has(name));
  if (!tls && idle !== undefined)
    return [
      { setting: idle, text: `${idle} has no effect without https://`, advice: `write https://, or delete ${idle}` },
    ];
  if (!has("ca_file") || has("fingerprint") || settings.get("verify").toLowerCase() !== "no") return [];
  const text = "verify = no: ca_file is not looked at, and any certificate will do";
  return [{ setting: "verify", text, advice: "delete one of them" }];
}

/** Throws Error with what to do where a setting cannot be used. */
export function trustOf(settings: Settings): Trust {
  const [fingerprint, file] = [settings.get("fingerprint"), settings.get("ca_file")];
  if (fingerprint !== "") {
    const sha256 = digitsOf(settings);
    if (!isFingerprint(sha256)) throw new Error(NO_FINGERPRINT);
    return { kind: "fingerprint", sha256 };
  }
  if (settings.get("verify").toLowerCase() === "no") return { kind: "anybody" };
  if (file === "") return { kind: "authority", ca: undefined };
  return { kind: "authority", ca: pem(settings, "ca_file") };
}
