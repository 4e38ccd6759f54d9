import { escapeWord } from "../../../nut/words.ts";
import { REQUESTS } from "../../requests.ts";
import { utf8 } from "../answer.ts";
import { withUps } from "../find-ups.ts";
import { verb } from "../verb.ts";

export const getUpsdesc = verb(REQUESTS.getUpsdesc, { extra: "ignored" }, (context, { ups: upsname }) =>
  withUps(context, upsname, ({ description }) => {
    const text = description === undefined ? "Unavailable" : utf8(escapeWord(description));
    return `UPSDESC ${upsname} "${text}"\n`;
  }),
);
