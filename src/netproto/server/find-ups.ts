/** The UPS that a request names. Every request checks in this order: existence, driver, fresh data. */
import { textOfBytes } from "../../nut/byte-text.ts";
import { err, type ServerAnswer } from "./answer.ts";
import type { RequestContext } from "./request-context.ts";
import type { ServedUps } from "./served.ts";

export function withUps(
  { served }: RequestContext,
  upsname: string,
  answer: (ups: ServedUps) => ServerAnswer,
): ServerAnswer {
  const ups = served.find(textOfBytes(upsname));
  return ups ? answer(ups) : err("unknown-ups");
}

export const withFreshUps = (
  context: RequestContext,
  upsname: string,
  answer: (ups: ServedUps) => ServerAnswer,
): ServerAnswer => withUps(context, upsname, (ups) => (ups.fault ? err(ups.fault) : answer(ups)));
