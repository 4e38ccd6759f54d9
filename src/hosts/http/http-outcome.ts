/** What an answer over HTTP means for a deed. */
import { type Outcome, refused, unsure } from "../host-kind.ts";
import type { HttpAnswer } from "./http-ask.ts";

/** The server is busy, or starts: trying again may help. */
const LATER = new Set([408, 409, 423, 425, 429]);
const MOST_TOLD = 120;

const shortened = (text: string): string => text.replace(/\s+/g, " ").trim().slice(0, MOST_TOLD);

const CERTIFICATE = /certificate|self.signed|altname/i;
const TRUST_ADVICE = "write its fingerprint, or ca_file, into the section";

/** Why it was not done; undefined for an answer of 2xx, or one of `good`. */
export function complaintOf(what: string, answer: HttpAnswer, good: readonly number[] = []): Outcome | undefined {
  if (answer.kind === "silent") {
    const advice = CERTIFICATE.test(answer.why) && !answer.sent ? `; ${TRUST_ADVICE}` : "";
    return unsure(`${what}: ${answer.why}${advice}`);
  }
  const { status, text } = answer;
  if ((status >= 200 && status < 300) || good.includes(status)) return undefined;
  const said = shortened(text);
  const why = `${what}: HTTP ${status}${said === "" ? "" : ` (${said})`}`;
  return status >= 500 || LATER.has(status) ? unsure(why) : refused(why);
}

/** The text as JSON; undefined where it is none. */
export function jsonOf(answer: HttpAnswer): unknown {
  if (answer.kind === "silent") return undefined;
  try {
    return JSON.parse(answer.text);
  } catch {
    return undefined;
  }
}

type Json = Readonly<Record<string, unknown>>;
export const isJsonObject = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value);

export const textIn = (object: Json, name: string): string => {
  const value = object[name];
  return typeof value === "string" || typeof value === "number" ? String(value) : "";
};
