import { REQUESTS } from "../../requests.ts";
import { err, list, servedValue } from "../answer.ts";
import { withFreshUps } from "../find-ups.ts";
import { verb } from "../verb.ts";

export const listEnum = verb(REQUESTS.listEnum, { extra: "ignored" }, (context, { ups: upsname, var: name }) =>
  withFreshUps(context, upsname, ({ state }) => {
    const rows = state.get(name)?.enums.map((value) => `ENUM ${upsname} ${name} "${servedValue(value)}"\n`);
    return rows ? list(`ENUM ${upsname} ${name}`, rows.join("")) : err("var-not-supported");
  }),
);
