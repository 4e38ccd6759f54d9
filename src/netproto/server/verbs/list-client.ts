import { REQUESTS } from "../../requests.ts";
import { list, utf8 } from "../answer.ts";
import { withUps } from "../find-ups.ts";
import { verb } from "../verb.ts";

/** The youngest connection first, under the UPS's own spelling. */
export const listClient = verb(REQUESTS.listClient, { extra: "ignored" }, (context, { ups: upsname }) =>
  withUps(context, upsname, ({ name, logins }) => {
    const rows = [...logins].sort((a, b) => b.id - a.id).map(({ address }) => `CLIENT ${utf8(name)} ${address}\n`);
    return list(`CLIENT ${upsname}`, rows.join(""));
  }),
);
