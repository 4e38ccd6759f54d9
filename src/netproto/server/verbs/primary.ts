import { REQUESTS } from "../../requests.ts";
import { type Answer, err } from "../answer.ts";
import { withUps } from "../find-ups.ts";
import { verb } from "../verb.ts";
import { mayDo, type Visitor } from "../visitor.ts";

/** Does nothing but look whether the user could. */
const granted = (visitor: Visitor, upsname: string, word: string): Answer =>
  withUps(visitor, upsname, (ups) =>
    mayDo(visitor, { kind: "action", action: "PRIMARY" }, ups) ? `OK ${word}-GRANTED\n` : err("access-denied"),
  );

export const primary = verb(REQUESTS.primary, { extra: "refused" }, (visitor, { ups }) =>
  granted(visitor, ups, "PRIMARY"),
);

export const master = verb(REQUESTS.master, { extra: "refused" }, (visitor, { ups }) =>
  granted(visitor, ups, "MASTER"),
);
