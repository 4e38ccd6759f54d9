import { REQUESTS } from "../../requests.ts";
import { withFreshUps } from "../find-ups.ts";
import { verb } from "../verb.ts";

export const getNumlogins = verb(REQUESTS.getNumlogins, { extra: "ignored" }, (visitor, { ups: upsname }) =>
  withFreshUps(visitor, upsname, ({ logins }) => `NUMLOGINS ${upsname} ${logins.size}\n`),
);
