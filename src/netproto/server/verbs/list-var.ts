import { REQUESTS } from "../../requests.ts";
import { list } from "../answer.ts";
import { withFreshUps } from "../find-ups.ts";
import type { ServedUps } from "../served.ts";
import { verb } from "../verb.ts";
import { quotedValue } from "./get-var.ts";

interface Answered {
  readonly upsname: string;
  readonly state: ServedUps["state"];
  readonly revision: number;
  readonly fsd: boolean;
  readonly text: string;
}

/** The last answer of each UPS: the same for all who ask until something changes. */
const ANSWERED = new WeakMap<ServedUps, Answered>();

function build(upsname: string, ups: ServedUps): string {
  let rows = "";
  for (const variable of ups.state.variables())
    rows += `VAR ${upsname} ${variable.name} "${quotedValue(variable, ups)}"\n`;
  return list(`VAR ${upsname}`, rows);
}

function answer(upsname: string, ups: ServedUps): string {
  const { state, fsd } = ups;
  const { revision } = state;
  const last = ANSWERED.get(ups);
  const same = last?.state === state && last.revision === revision && last.fsd === fsd && last.upsname === upsname;
  if (same) return last.text;
  const text = build(upsname, ups);
  ANSWERED.set(ups, { upsname, state, revision, fsd, text });
  return text;
}

export const listVar = verb(REQUESTS.listVar, { extra: "ignored" }, (context, { ups: upsname }) =>
  withFreshUps(context, upsname, (ups) => answer(upsname, ups)),
);
