import { REQUESTS } from "../../requests.ts";
import { type Answer, err } from "../answer.ts";
import { withFreshUps } from "../find-ups.ts";
import { mayDo, type RequestContext, who } from "../request-context.ts";
import type { ServedUps } from "../served.ts";
import { verb } from "../verb.ts";
import { accepted } from "./set-tracking.ts";

function send(context: RequestContext, ups: ServedUps, cmd: string, param: string | undefined): Answer {
  const { served, tracking } = context;
  const id = tracking ? served.tracking.open() : undefined;
  const value = param === undefined ? "" : ` with value ${param}`;
  served.log.info(
    `Instant command: ${who(context)} did ${cmd}${value} on ${ups.name} (tracking ID: ${id ?? "disabled"})`,
  );
  return ups.instcmd(cmd, param, id) ? accepted(id) : err("instcmd-failed");
}

/** The command is looked for before the right to it; of several parameters none is passed on. */
export const instcmd = verb(REQUESTS.instcmd, { extra: "ignored" }, (context, { ups: upsname, cmd, param }, extra) =>
  withFreshUps(context, upsname, (ups) => {
    if (!ups.state.hasCommand(cmd)) return err("cmd-not-supported");
    if (!mayDo(context, { kind: "instcmd", cmd }, ups)) return err("access-denied");
    return send(context, ups, cmd, extra > 0 ? undefined : param);
  }),
);
