import { textOfBytes } from "../../../nut/byte-text.ts";
import { REQUESTS } from "../../requests.ts";
import { err, OK } from "../answer.ts";
import { who } from "../request-context.ts";
import { verb } from "../verb.ts";

/** Kept until a verb needs a user; only then name and password are looked at. */
export const username = verb(REQUESTS.username, { extra: "refused" }, (context, args) => {
  if (context.username !== undefined) {
    context.served.log.info(`Client ${who(context)} tried to set a username twice`);
    return err("already-set-username");
  }
  context.username = textOfBytes(args.username);
  return OK;
});
