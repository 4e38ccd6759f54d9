import { textOfBytes } from "../../../nut/byte-text.ts";
import { REQUESTS } from "../../requests.ts";
import { err, OK } from "../answer.ts";
import { who } from "../request-context.ts";
import { verb } from "../verb.ts";

export const password = verb(REQUESTS.password, { extra: "refused" }, (context, args) => {
  if (context.password !== undefined) {
    const client = context.username === undefined ? `on ${context.address}` : who(context);
    context.served.log.info(`Client ${client} tried to set a password twice`);
    return err("already-set-password");
  }
  context.password = textOfBytes(args.password);
  return OK;
});
