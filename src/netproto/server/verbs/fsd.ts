import { REQUESTS } from "../../requests.ts";
import { err } from "../answer.ts";
import { withUps } from "../find-ups.ts";
import { verb } from "../verb.ts";
import { mayDo, who } from "../visitor.ts";

/** A latch: nothing but the end of the server, or of the UPS in ups.conf, takes it back. */
export const fsd = verb(REQUESTS.fsd, { extra: "refused" }, (visitor, args) =>
  withUps(visitor, args.ups, (ups) => {
    if (!mayDo(visitor, { kind: "action", action: "FSD" }, ups)) return err("access-denied");
    visitor.served.log.info(`Client ${who(visitor)} set FSD on UPS [${ups.name}]`);
    ups.fsd = true;
    return "OK FSD-SET\n";
  }),
);
