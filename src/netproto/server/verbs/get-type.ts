import type { Variable } from "../../../nut/ups-state.ts";
import { REQUESTS } from "../../requests.ts";
import { err } from "../answer.ts";
import { withFreshUps } from "../find-ups.ts";
import { verb } from "../verb.ts";

/** What is no string counts as a number, whatever the driver said. */
function typeWords({ rw, enums, ranges, type, maxLength }: Variable): string {
  const words = [rw && "RW", enums.length > 0 && "ENUM", ranges.length > 0 && "RANGE"];
  return [...words.filter(Boolean), type === "string" ? `STRING:${maxLength}` : "NUMBER"].join(" ");
}

export const getType = verb(REQUESTS.getType, { extra: "ignored" }, (visitor, { ups: upsname, var: name }) =>
  withFreshUps(visitor, upsname, ({ state }) => {
    const variable = state.get(name);
    return variable ? `TYPE ${upsname} ${name} ${typeWords(variable)}\n` : err("var-not-supported");
  }),
);
