import { REQUESTS } from "../../requests.ts";
import { type Answer, err } from "../answer.ts";
import { withUps } from "../find-ups.ts";
import { mayDo, type RequestContext } from "../request-context.ts";
import { verb } from "../verb.ts";

/** Does nothing but look whether the user could. */
const granted = (context: RequestContext, upsname: string, word: string): Answer =>
  withUps(context, upsname, (ups) =>
    mayDo(context, { kind: "action", action: "PRIMARY" }, ups) ? `OK ${word}-GRANTED\n` : err("access-denied"),
  );

export const primary = verb(REQUESTS.primary, { extra: "refused" }, (context, { ups }) =>
  granted(context, ups, "PRIMARY"),
);

export const master = verb(REQUESTS.master, { extra: "refused" }, (context, { ups }) =>
  granted(context, ups, "MASTER"),
);
