import type { Variable } from "../../../nut/ups-state.ts";
import { REQUESTS } from "../../requests.ts";
import { type Answer, err, servedValue } from "../answer.ts";
import { withFreshUps } from "../find-ups.ts";
import type { RequestContext } from "../request-context.ts";
import type { ServedUps } from "../served.ts";
import { verb } from "../verb.ts";
import { serverInfo } from "./ver.ts";

/** The value of a variable between quotes; FSD is put in front of `ups.status` here, drivers do not know of it. */
export const quotedValue = ({ name, value }: Variable, { fsd }: ServedUps): string =>
  fsd && name.toLowerCase() === "ups.status" ? `FSD ${servedValue(value)}` : servedValue(value);

/** `server.*` is the server's own, whatever UPS is named, and its name is not echoed. */
function serverVariable({ served }: RequestContext, upsname: string, name: string): Answer {
  switch (name.toLowerCase()) {
    case "server.info":
      return `VAR ${upsname} server.info "${serverInfo(served.version)}"\n`;
    case "server.version":
      return `VAR ${upsname} server.version "${served.version}"\n`;
    default:
      return err("var-not-supported");
  }
}

const SERVER = /^server\./i;

export const getVar = verb(REQUESTS.getVar, { extra: "ignored" }, (context, { ups: upsname, var: name }) => {
  if (SERVER.test(name)) return serverVariable(context, upsname, name);
  return withFreshUps(context, upsname, (ups) => {
    const variable = ups.state.get(name);
    return variable ? `VAR ${upsname} ${name} "${quotedValue(variable, ups)}"\n` : err("var-not-supported");
  });
});
