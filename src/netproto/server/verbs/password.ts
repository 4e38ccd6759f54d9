import { textOfBytes } from "../../../nut/byte-text.ts";
import { REQUESTS } from "../../requests.ts";
import { err, OK } from "../answer.ts";
import { verb } from "../verb.ts";
import { who } from "../visitor.ts";

export const password = verb(REQUESTS.password, { extra: "refused" }, (visitor, args) => {
  if (visitor.password !== undefined) {
    const client = visitor.username === undefined ? `on ${visitor.address}` : who(visitor);
    visitor.served.log.info(`Client ${client} tried to set a password twice`);
    return err("already-set-password");
  }
  visitor.password = textOfBytes(args.password);
  return OK;
});
