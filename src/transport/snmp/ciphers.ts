/**
 * Ciphers of SNMPv3 that `net-snmp` lacks: AES with 192 bits, and DES where OpenSSL 3 has put it away with the legacy
 * ones. Triple DES with one key for all three rounds is DES, and is not put away.
 */
import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import snmp, { type Cipher } from "net-snmp";

const { Authentication, Encryption, PrivProtocols } = snmp;

const BLOCK = 8;
const ONE_KEY_THRICE = "des-ede3-cbc";

/** RFC 3414, section 8.1.1.1: eight bytes of key, eight of what the salt is mixed with. */
function desKeys(auth: number, password: string, engineId: Buffer, salt: Uint8Array): readonly [Buffer, Buffer] {
  const localized = Authentication.passwordToKey(auth, password, engineId);
  const key = localized.subarray(0, BLOCK);
  const vector = localized.subarray(BLOCK, 2 * BLOCK).map((byte, at) => byte ^ (salt[at] ?? 0));
  return [Buffer.concat([key, key, key]), Buffer.from(vector)];
}

const padded = (pdu: Buffer): Buffer => Buffer.concat([pdu, Buffer.alloc((BLOCK - (pdu.length % BLOCK)) % BLOCK)]);

const encryptDes: Cipher["encryptPdu"] = (pdu, _priv, password, auth, { engineID }) => {
  const salt = randomBytes(BLOCK);
  const cipher = createCipheriv(ONE_KEY_THRICE, ...desKeys(auth, password, engineID, salt)).setAutoPadding(false);
  return { encryptedPdu: Buffer.concat([cipher.update(padded(pdu)), cipher.final()]), msgPrivacyParameters: salt };
};

const decryptDes: Cipher["decryptPdu"] = (encrypted, _priv, salt, password, auth, { engineID }) => {
  const cipher = createDecipheriv(ONE_KEY_THRICE, ...desKeys(auth, password, engineID, salt)).setAutoPadding(false);
  return Buffer.concat([cipher.update(encrypted), cipher.final()]);
};

/** Not a number of the package's own. */
const AES192 = 192;

const { des, aes256b } = PrivProtocols;
const long = Encryption.algorithms[aes256b];
const short = Encryption.algorithms[des];
if (long) Encryption.algorithms[AES192] = { ...long, CRYPTO_ALGORITHM: "aes-192-cfb", KEY_LENGTH: 24 };
if (short) Encryption.algorithms[des] = { ...short, encryptPdu: encryptDes, decryptPdu: decryptDes };

/** Keys longer than the digest are made as Blumenthal's draft has it, which is what Net-SNMP does. */
export const CIPHERS = { DES: des, AES: PrivProtocols.aes, AES192, AES256: aes256b } as const;
