import type { Variable } from "../../../nut/ups-state.ts";
import { typeWords } from "../../../nut/var-type.ts";
import { REQUESTS } from "../../requests.ts";
import { RESPONSES } from "../../responses.ts";
import { err, type ServerAnswer, servedValue, trackingAnswer, utf8 } from "../answer.ts";
import { withFreshUps, withUps } from "../find-ups.ts";
import type { RequestContext } from "../request-context.ts";
import type { ServedUps } from "../served.ts";
import { type Verb, verb } from "../verb.ts";
import { drillVariable } from "./drill.ts";
import { serverInfo } from "./info.ts";

const UNAVAILABLE = "Description unavailable";

/** The answer about one variable; FSD is put in front of `ups.status` here, drivers do not know of it. */
export function variableRow(upsname: string, name: string, variable: Variable, { fsd }: ServedUps): string {
  const served = servedValue(variable.value);
  const value = fsd && name.toLowerCase() === "ups.status" ? `FSD ${served}` : served;
  return RESPONSES.variable.format({ ups: upsname, var: name, value });
}

/** `server.*` is the server's own, whatever UPS is named, and its name is not echoed. */
function serverVariable({ served }: RequestContext, upsname: string, name: string): ServerAnswer {
  switch (name.toLowerCase()) {
    case "server.info":
      return RESPONSES.variable.format({ ups: upsname, var: "server.info", value: serverInfo(served.version) });
    case "server.version":
      return RESPONSES.variable.format({ ups: upsname, var: "server.version", value: served.version });
    default:
      return err("var-not-supported");
  }
}

const SERVER = /^server\./i;

const getVar = verb(REQUESTS.getVar, { extra: "ignored" }, (context, { ups: upsname, var: name }) => {
  if (SERVER.test(name)) return serverVariable(context, upsname, name);
  return withFreshUps(context, upsname, (ups) => {
    const drill = drillVariable(upsname, name, ups);
    if (drill !== undefined) return drill;
    const variable = ups.state.get(name);
    return variable ? variableRow(upsname, name, variable, ups) : err("var-not-supported");
  });
});

const getType = verb(REQUESTS.getType, { extra: "ignored" }, (context, { ups: upsname, var: name }) =>
  withFreshUps(context, upsname, ({ state }) => {
    const variable = state.get(name);
    if (!variable) return err("var-not-supported");
    return RESPONSES.type.format({ ups: upsname, var: name, types: typeWords(variable) });
  }),
);

/** What a proxying driver passes on is described by what it passes on. */
const bare = (name: string): string => name.replace(/^upstream\./, "");

const getDesc = verb(REQUESTS.getDesc, { extra: "ignored" }, (context, { ups, var: name }) =>
  withFreshUps(context, ups, () => {
    const desc = utf8(context.served.describeVariable(bare(name)) ?? UNAVAILABLE);
    return RESPONSES.desc.format({ ups, var: name, desc });
  }),
);

const getCmddesc = verb(REQUESTS.getCmddesc, { extra: "ignored" }, (context, { ups, cmd }) =>
  withFreshUps(context, ups, () => {
    const desc = utf8(context.served.describeCommand(bare(cmd)) ?? UNAVAILABLE);
    return RESPONSES.cmddesc.format({ ups, cmd, desc });
  }),
);

const getUpsdesc = verb(REQUESTS.getUpsdesc, { extra: "ignored" }, (context, { ups }) =>
  withUps(context, ups, ({ description }) =>
    RESPONSES.upsdesc.format({ ups, desc: utf8(description ?? "Unavailable") }),
  ),
);

const getNumlogins = verb(REQUESTS.getNumlogins, { extra: "ignored" }, (context, { ups }) =>
  withFreshUps(context, ups, ({ logins }) => RESPONSES.numlogins.format({ ups, count: `${logins.size}` })),
);

const getTracking = verb(REQUESTS.getTracking, { extra: "ignored" }, ({ tracking, served }, { id }) => {
  if (id === undefined) return RESPONSES[tracking ? "trackingOn" : "trackingOff"].format({});
  return tracking ? trackingAnswer(served.tracking.result(id)) : err("feature-not-configured");
});

export const GET: readonly Verb[] = [getVar, getType, getDesc, getCmddesc, getUpsdesc, getNumlogins, getTracking];
