import { REQUESTS } from "../../requests.ts";
import { err, OK } from "../answer.ts";
import { withUps } from "../find-ups.ts";
import { mayDo, who } from "../request-context.ts";
import { verb } from "../verb.ts";

/** Works on a stale UPS and on one without a driver: who draws power from it does not depend on that. */
export const login = verb(REQUESTS.login, { extra: "refused" }, (context, args) => {
  if (context.ups) {
    context.served.log.info(`Client ${who(context)} tried to login twice`);
    return err("already-logged-in");
  }
  return withUps(context, args.ups, (ups) => {
    if (!mayDo(context, { kind: "action", action: "LOGIN" }, ups)) return err("access-denied");
    ups.logins.add(context);
    context.ups = ups;
    const ssl = context.encrypted ? " (SSL)" : "";
    context.served.log.info(`User ${who(context)} logged into UPS [${ups.name}]${ssl}`);
    return OK;
  });
});
