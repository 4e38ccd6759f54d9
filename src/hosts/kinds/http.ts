/** Whatever hears a request: a home automation, a plug, an agent of one's own. */
import { UNREAD } from "../../conf/settings/section-settings.ts";
import type { Doubt, Written } from "../doubt.ts";
import { done, type HostKind, type Job, leftMs, type Outcome, refused, type Settings } from "../host-kind.ts";
import { complaintOf } from "../http/http-outcome.ts";
import { TRUST_ROWS, trustComplaint, trustDoubts, trustOf } from "../http/trust.ts";
import { probe } from "../reach/probe.ts";

const REQUEST_MS = 15_000;

function urlOf(settings: Settings): URL | undefined {
  const text = settings.get("url");
  const url = URL.canParse(text) ? new URL(text) : undefined;
  return url && /^https?:$/.test(url.protocol) ? url : undefined;
}

const NO_URL = "url is no address of HTTP; write one that begins with http:// or https://";
const NO_HEADER = 'headers has a line that is no header; write "Name: value"';

/** One line each; undefined where one is none. */
export function headersOf(text: string): Readonly<Record<string, string>> | undefined {
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  const pairs = lines.map((line) => /^([\w!#$%&'*+.^`|~-]+):\s*([\x20-\x7e\x80-\xff]*)$/.exec(line.trim()));
  if (pairs.some((pair) => pair === null)) return undefined;
  return Object.fromEntries(pairs.map((pair) => [pair?.[1] ?? "", pair?.[2] ?? ""]));
}

/** `200`, `2xx`, or a text that the answer has to contain. */
function isExpected(expect: string, status: number, text: string): boolean {
  if (/^\d{3}$/.test(expect)) return status === Number(expect);
  if (/^\dxx$/i.test(expect)) return Math.floor(status / 100) === Number(expect[0]);
  return status >= 200 && status < 300 && text.includes(expect);
}

const basicOf = ({ username, password }: URL): Readonly<Record<string, string>> => {
  if (username === "") return {};
  const pair = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return { authorization: `Basic ${Buffer.from(pair).toString("base64")}` };
};

async function send(settings: Settings, job: Job): Promise<Outcome> {
  const url = urlOf(settings);
  if (!url) return refused(NO_URL);
  const headers = headersOf(settings.get("headers"));
  if (!headers) return refused(NO_HEADER);
  const method = settings.get("method").toUpperCase();
  try {
    const trust = trustOf(settings);
    const question = { method, url, headers: { ...basicOf(url), ...headers }, body: settings.get("body"), trust };
    const answer = await job.ask(question, leftMs(job, REQUEST_MS));
    const what = `${method} ${url.origin}`;
    const expect = settings.get("expect");
    if (answer.kind === "silent" || expect === "") return complaintOf(what, answer) ?? done(`${what} was accepted`);
    if (isExpected(expect, answer.status, answer.text)) return done(`${what} answered as expected`);
    return complaintOf(what, answer) ?? refused(`${what}: HTTP ${answer.status}, and not the answer that is expected`);
  } catch (error) {
    return refused(error instanceof Error ? error.message : String(error));
  }
}

/** Nobody knows what a request would do: only the connection is tried. */
async function test(settings: Settings, job: Job): Promise<Outcome> {
  const url = urlOf(settings);
  if (!url) return refused(NO_URL);
  if (!headersOf(settings.get("headers"))) return refused(NO_HEADER);
  const port = Number(url.port || (url.protocol === "https:" ? 443 : 80));
  const sight = await probe({ kind: "port", host: url.hostname.replace(/^\[|\]$/g, ""), port }, job);
  if (sight !== "answers") return refused(`${url.host} cannot be connected to (${sight})`);
  return done(`would send ${settings.get("method").toUpperCase()} to ${url.origin}`);
}

const isRead = (text: string): boolean => text !== "" && text !== UNREAD;

function complaint(settings: Settings): string | undefined {
  if (isRead(settings.get("url")) && !urlOf(settings)) return NO_URL;
  const headers = settings.get("headers");
  return isRead(headers) && !headersOf(headers) ? NO_HEADER : trustComplaint(settings);
}

const SEVERAL = /^\d(\d\d|xx)([\s,;|/]+\d(\d\d|xx))+$/i;

function doubts(written: Written): readonly Doubt[] {
  const { settings } = written;
  const expect = settings.get("expect");
  const text = `expect = ${expect} is a text that the answer has to contain`;
  const several = SEVERAL.test(expect) ? [{ setting: "expect", text, advice: "write one status, or one as 2xx" }] : [];
  const url = settings.get("url");
  return [...several, ...trustDoubts(written, url === UNREAD || url.startsWith("https:"))];
}

export const HTTP: HostKind = {
  name: "http",
  rows: [
    { name: "url", help: "where the request goes", required: true, secret: true },
    { name: "method", help: "its method", fallback: "POST", among: ["GET", "POST", "PUT", "PATCH", "DELETE"] },
    { name: "headers", help: 'its headers, each as "Name: value"', secret: true, list: true },
    { name: "body", help: "its body", secret: true },
    { name: "expect", help: "a status (200, 2xx) or a text of the answer; any 2xx without it" },
    ...TRUST_ROWS,
  ],
  programs: [],
  complaint,
  doubts,
  shutDown: send,
  test,
  wake: send,
};
