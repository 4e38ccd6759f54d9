import { REQUESTS } from "../../requests.ts";
import { list } from "../answer.ts";
import { withFreshUps } from "../find-ups.ts";
import { verb } from "../verb.ts";
import { quotedValue } from "./get-var.ts";

export const listVar = verb(REQUESTS.listVar, { extra: "ignored" }, (visitor, { ups: upsname }) =>
  withFreshUps(visitor, upsname, (ups) => {
    let rows = "";
    for (const variable of ups.state.variables())
      rows += `VAR ${upsname} ${variable.name} "${quotedValue(variable, ups)}"\n`;
    return list(`VAR ${upsname}`, rows);
  }),
);
