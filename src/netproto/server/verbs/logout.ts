import { REQUESTS } from "../../requests.ts";
import { who } from "../request-context.ts";
import { verb } from "../verb.ts";

export const logout = verb(REQUESTS.logout, { extra: "refused" }, (context) => {
  const { ups, encrypted, served } = context;
  if (ups) served.log.info(`User ${who(context)} logged out from UPS [${ups.name}]${encrypted ? " (SSL)" : ""}`);
  return { text: "OK Goodbye\n", next: "close" };
});
