import { REQUESTS } from "../../requests.ts";
import { verb } from "../verb.ts";
import { who } from "../visitor.ts";

export const logout = verb(REQUESTS.logout, { extra: "refused" }, (visitor) => {
  const { ups, encrypted, served } = visitor;
  if (ups) served.log.info(`User ${who(visitor)} logged out from UPS [${ups.name}]${encrypted ? " (SSL)" : ""}`);
  return { text: "OK Goodbye\n", next: "close" };
});
