import { REQUESTS } from "../../requests.ts";
import { list } from "../answer.ts";
import { withFreshUps } from "../find-ups.ts";
import { verb } from "../verb.ts";

export const listCmd = verb(REQUESTS.listCmd, { extra: "ignored" }, (context, { ups: upsname }) =>
  withFreshUps(context, upsname, ({ state }) => {
    const rows = state.commands().map((name) => `CMD ${upsname} ${name}\n`);
    return list(`CMD ${upsname}`, rows.join(""));
  }),
);
