import { REQUESTS } from "../../requests.ts";
import { withFreshUps } from "../find-ups.ts";
import { verb } from "../verb.ts";

export const getNumlogins = verb(REQUESTS.getNumlogins, { extra: "ignored" }, (context, { ups: upsname }) =>
  withFreshUps(context, upsname, ({ logins }) => `NUMLOGINS ${upsname} ${logins.size}\n`),
);
