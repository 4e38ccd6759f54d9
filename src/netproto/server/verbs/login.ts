import { REQUESTS } from "../../requests.ts";
import { err, OK } from "../answer.ts";
import { withUps } from "../find-ups.ts";
import { verb } from "../verb.ts";
import { mayDo, who } from "../visitor.ts";

/** Works on a stale UPS and on one without a driver: who draws power from it does not depend on that. */
export const login = verb(REQUESTS.login, { extra: "refused" }, (visitor, args) => {
  if (visitor.ups) {
    visitor.served.log.info(`Client ${who(visitor)} tried to login twice`);
    return err("already-logged-in");
  }
  return withUps(visitor, args.ups, (ups) => {
    if (!mayDo(visitor, { kind: "action", action: "LOGIN" }, ups)) return err("access-denied");
    ups.logins.add(visitor);
    visitor.ups = ups;
    const ssl = visitor.encrypted ? " (SSL)" : "";
    visitor.served.log.info(`User ${who(visitor)} logged into UPS [${ups.name}]${ssl}`);
    return OK;
  });
});
