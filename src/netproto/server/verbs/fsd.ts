import { REQUESTS } from "../../requests.ts";
import { err } from "../answer.ts";
import { withUps } from "../find-ups.ts";
import { mayDo, who } from "../request-context.ts";
import { verb } from "../verb.ts";

/** A latch: nothing but the end of the server, or of the UPS in ups.conf, takes it back. */
export const fsd = verb(REQUESTS.fsd, { extra: "refused" }, (context, args) =>
  withUps(context, args.ups, (ups) => {
    if (!mayDo(context, { kind: "action", action: "FSD" }, ups)) return err("access-denied");
    context.served.log.info(`Client ${who(context)} set FSD on UPS [${ups.name}]`);
    ups.fsd = true;
    return "OK FSD-SET\n";
  }),
);
