import { textOfBytes } from "../../../nut/byte-text.ts";
import { REQUESTS } from "../../requests.ts";
import { err, OK } from "../answer.ts";
import { verb } from "../verb.ts";
import { who } from "../visitor.ts";

/** Kept until a verb needs a user; only then name and password are looked at. */
export const username = verb(REQUESTS.username, { extra: "refused" }, (visitor, args) => {
  if (visitor.username !== undefined) {
    visitor.served.log.info(`Client ${who(visitor)} tried to set a username twice`);
    return err("already-set-username");
  }
  visitor.username = textOfBytes(args.username);
  return OK;
});
