/** Sensors of Domoticz, by the commands of its JSON API (2025.1): a request for each, and the word of its answer counts. */

import type { Ask, ChosenTarget, Fate, Outcome } from "../chosen/chosen-output.ts";
import type { Waiting } from "../chosen/newest.ts";
import type { Told } from "../chosen/told-value.ts";
import type { HttpAnswer } from "../http-ask.ts";
import { bareUrl } from "../setting-forms.ts";
import type { DomoticzSettings } from "./settings.ts";
import { statusLevel, statusWords } from "./status-words.ts";

const LONGEST = 200;

type Query = Readonly<Record<string, string>>;

const plain = (text: string): string => text.slice(0, LONGEST).replace(/[\x00-\x1f\x7f;]+/g, " ");

/** `nvalue` is the level where the sensor is an alert; others have no use for it. */
function update(name: string, told: Exclude<Told, { kind: "flag" }>): Query {
  if (told.kind === "number") return { param: "udevice", nvalue: "0", svalue: String(told.value) };
  if (name !== "ups.status") return { param: "udevice", nvalue: "0", svalue: plain(told.text) };
  return { param: "udevice", nvalue: String(statusLevel(told.text)), svalue: plain(statusWords(told.text)) };
}

const queryOf = ({ row: { what }, told }: Waiting): Query =>
  told.kind === "flag" ? { param: "switchlight", switchcmd: told.on ? "On" : "Off" } : update(what.name, told);

/** Blanks as %20: whether it takes a + for one depends on its version. */
function urlOf({ url }: DomoticzSettings, waiting: Waiting): string {
  const query = { type: "command", idx: waiting.row.target, ...queryOf(waiting) };
  const words = Object.entries(query).map(([key, value]) => `${key}=${encodeURIComponent(value)}`);
  return `${bareUrl(url)}/json.htm?${words.join("&")}`;
}

function wordOf(body: string): string | undefined {
  try {
    const answer: unknown = JSON.parse(body);
    const known = typeof answer === "object" && answer !== null && "status" in answer;
    return known && typeof answer.status === "string" ? answer.status : undefined;
  } catch {
    return undefined;
  }
}

const ACCESS = "check username and password of [domoticz], and whether Basic is allowed over HTTP";
const NO_SENSOR = 'Domoticz says "ERR": no sensor has this idx, or it takes no such value';
const FORBIDDEN = "HTTP 403: this user may not change the sensor";

function fateOf(waiting: Waiting, { status, body, why, waitMs }: HttpAnswer): Fate | NonNullable<Outcome["later"]> {
  if (status === 401) return { why: `${why}: ${ACCESS}` };
  if (status === 403) return { kind: "refused", waiting, why: FORBIDDEN };
  if (status !== 200) return { why, waitMs };
  const word = wordOf(body);
  if (word === "OK") return { kind: "taken", waiting };
  if (word === "ERR") return { kind: "refused", waiting, why: NO_SENSOR };
  return { why: `${why} is no answer of Domoticz: check url of [domoticz]` };
}

export function domoticz(settings: DomoticzSettings): ChosenTarget {
  const { login } = settings;
  const pair = login && Buffer.from(`${login.username}:${login.password}`).toString("base64");
  const headers = pair === undefined ? {} : { authorization: `Basic ${pair}` };
  const deliver = async (all: readonly Waiting[], ask: Ask, stopping: AbortSignal): Promise<Outcome> => {
    const fates: Fate[] = [];
    for (const waiting of all) {
      if (stopping.aborted) break;
      const fate = fateOf(waiting, await ask({ method: "GET", url: urlOf(settings, waiting), headers }));
      if (!("kind" in fate)) return { fates, later: fate };
      fates.push(fate);
    }
    return { fates };
  };
  const secrets = login && pair !== undefined ? [login.password, pair] : [];
  return { ...settings, name: "Domoticz", secrets, deliver };
}
