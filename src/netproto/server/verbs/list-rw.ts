import { REQUESTS } from "../../requests.ts";
import { list, servedValue } from "../answer.ts";
import { withFreshUps } from "../find-ups.ts";
import { verb } from "../verb.ts";

export const listRw = verb(REQUESTS.listRw, { extra: "ignored" }, (context, { ups: upsname }) =>
  withFreshUps(context, upsname, ({ state }) => {
    const writable = state.variables().filter(({ rw }) => rw);
    const rows = writable.map(({ name, value }) => `RW ${upsname} ${name} "${servedValue(value)}"\n`);
    return list(`RW ${upsname}`, rows.join(""));
  }),
);
