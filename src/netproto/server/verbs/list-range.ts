import { REQUESTS } from "../../requests.ts";
import { err, list } from "../answer.ts";
import { withFreshUps } from "../find-ups.ts";
import { verb } from "../verb.ts";

export const listRange = verb(REQUESTS.listRange, { extra: "ignored" }, (context, { ups: upsname, var: name }) =>
  withFreshUps(context, upsname, ({ state }) => {
    const rows = state.get(name)?.ranges.map(({ min, max }) => `RANGE ${upsname} ${name} "${min}" "${max}"\n`);
    return rows ? list(`RANGE ${upsname} ${name}`, rows.join("")) : err("var-not-supported");
  }),
);
