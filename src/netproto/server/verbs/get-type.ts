import { typeWords } from "../../../nut/var-type.ts";
import { REQUESTS } from "../../requests.ts";
import { err } from "../answer.ts";
import { withFreshUps } from "../find-ups.ts";
import { verb } from "../verb.ts";

export const getType = verb(REQUESTS.getType, { extra: "ignored" }, (context, { ups: upsname, var: name }) =>
  withFreshUps(context, upsname, ({ state }) => {
    const variable = state.get(name);
    return variable ? `TYPE ${upsname} ${name} ${typeWords(variable).join(" ")}\n` : err("var-not-supported");
  }),
);
