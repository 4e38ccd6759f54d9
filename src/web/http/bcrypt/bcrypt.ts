/** Whether a password is that of a bcrypt hash, as PeaNUT's auth.yaml has one: `$2b$10$` and 53 characters. */
import { timingSafeEqual } from "node:crypto";
import { setImmediate as breathe } from "node:timers/promises";
import { Blowfish } from "./blowfish.ts";

const FORM = /^\$2[aby]\$(\d\d)\$([./A-Za-z0-9]{22})([./A-Za-z0-9]{31})$/;
const LETTERS = "./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
const STANDARD = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
/** Each step takes twice as long: 10 is a tenth of a second. */
const COSTS = { least: 4, most: 14 } as const;
const SALT_BYTES = 16;
const HASH_BYTES = 23;
/** More of a password does not count. */
const KEY_BYTES = 72;
const MAGIC = Buffer.from("OrpheanBeholderScryDoubt");
const TIMES = 64;
/** Rounds of a few milliseconds, after which others have their turn. */
const AT_ONCE = 16;

/** Their base64 has another alphabet. */
const decoded = (text: string): Buffer =>
  Buffer.from([...text].map((letter) => STANDARD[LETTERS.indexOf(letter)]).join(""), "base64");

interface Hash {
  readonly rounds: number;
  readonly salt: Buffer;
  readonly hash: Buffer;
}

function parsed(text: string): Hash | undefined {
  const [, cost, salt, hash] = FORM.exec(text) ?? [];
  if (cost === undefined || salt === undefined || hash === undefined) return undefined;
  if (Number(cost) < COSTS.least || Number(cost) > COSTS.most) return undefined;
  const bytes = decoded(hash).subarray(0, HASH_BYTES);
  return { rounds: 2 ** Number(cost), salt: decoded(salt).subarray(0, SALT_BYTES), hash: bytes };
}

export const isBcrypt = (text: string): boolean => parsed(text) !== undefined;

function enciphered(blowfish: Blowfish): Buffer {
  const out = Buffer.from(MAGIC);
  for (let at = 0; at < out.length; at += 8) {
    blowfish.left = out.readInt32BE(at);
    blowfish.right = out.readInt32BE(at + 4);
    for (let time = 0; time < TIMES; time++) blowfish.encipher();
    out.writeInt32BE(blowfish.left, at);
    out.writeInt32BE(blowfish.right, at + 4);
  }
  return out;
}

/** False also for a text that is no hash. Takes its time, in which others go on. */
export async function bcryptMatches(password: string, text: string): Promise<boolean> {
  const wanted = parsed(text);
  if (!wanted) return false;
  const key = Buffer.from(`${password}\0`, "utf8").subarray(0, KEY_BYTES);
  const blowfish = new Blowfish();
  blowfish.expand(key, wanted.salt);
  for (let round = 1; round <= wanted.rounds; round++) {
    blowfish.expand(key);
    blowfish.expand(wanted.salt);
    if (round % AT_ONCE === 0) await breathe();
  }
  return timingSafeEqual(enciphered(blowfish).subarray(0, HASH_BYTES), wanted.hash);
}
