/** System variables of a CCU by its XML-API add-on (2.x): all of a batch in one request, with the token in its address. */

import type { Ask, Fate, Outcome } from "../chosen/chosen-output.ts";
import type { Waiting } from "../chosen/newest.ts";
import type { Told } from "../chosen/told-value.ts";
import type { HttpAnswer } from "../http-ask.ts";
import { bareUrl } from "../setting-forms.ts";
import { asciiWords } from "./ascii-words.ts";

/** Of one request: its address has an end. */
const MOST = 20;

function textOf(told: Told): string {
  if (told.kind === "number") return String(told.value);
  return told.kind === "flag" ? String(told.on) : asciiWords(told.text);
}

/** Of the sequences that it decodes these are the ones that we need. */
const escaped = (text: string): string => text.replaceAll("/", "%2F").replaceAll(" ", "%20");

const CHANGED = /<changed\s[^>]*?\bid=["'](\d+)["'][^>]*>/g;

function takenIn(body: string): ReadonlySet<string> {
  const changed = [...body.matchAll(CHANGED)].filter(([element]) => !/success=["']false["']/.test(element));
  return new Set(changed.flatMap(([, id]) => id ?? []));
}

const NOT_FOUND = "the XML-API knows no system variable of this ise_id, or it takes no such value";

function outcomeOf(all: readonly Waiting[], { status, body, why, waitMs }: HttpAnswer): Outcome {
  if (status !== 200) return { fates: [], later: { why, waitMs } };
  if (body.includes("<not_authenticated"))
    return { fates: [], later: { why: "the XML-API does not know us: check token of [homematic]" } };
  if (!body.includes("<result")) return { fates: [], later: { why: `${why} is no answer of the XML-API: check url` } };
  const taken = takenIn(body);
  return {
    fates: all.map((waiting) =>
      taken.has(waiting.row.target) ? { kind: "taken", waiting } : { kind: "refused", waiting, why: NOT_FOUND },
    ),
  };
}

/** Some versions leave the rest of a batch alone behind an id that they do not know: those are asked one by one. */
async function oneByOne(url: string, token: string, fates: readonly Fate[], ask: Ask): Promise<Outcome> {
  const again: Fate[] = [];
  for (const fate of fates) {
    if (fate.kind === "taken") again.push(fate);
    else {
      const { fates: one, later } = await request(url, token, [fate.waiting], ask);
      if (later) return { fates: again, later };
      again.push(...one);
    }
  }
  return { fates: again };
}

async function request(url: string, token: string, all: readonly Waiting[], ask: Ask): Promise<Outcome> {
  const ids = all.map(({ row }) => row.target).join(",");
  const values = all.map(({ told }) => escaped(textOf(told))).join(",");
  const query = `sid=${token}&ise_id=${ids}&new_value=${values}`;
  const address = `${bareUrl(url)}/addons/xmlapi/statechange.cgi?${query}`;
  return outcomeOf(all, await ask({ method: "GET", url: address }));
}

export async function tellXmlApi(url: string, token: string, all: readonly Waiting[], ask: Ask): Promise<Outcome> {
  const fates: Fate[] = [];
  for (let at = 0; at < all.length; at += MOST) {
    const batch = all.slice(at, at + MOST);
    const first = await request(url, token, batch, ask);
    const alone = batch.length > 1 && !first.later && first.fates.some(({ kind }) => kind === "refused");
    const outcome = alone ? await oneByOne(url, token, first.fates, ask) : first;
    fates.push(...outcome.fates);
    if (outcome.later) return { fates, later: outcome.later };
  }
  return { fates };
}
