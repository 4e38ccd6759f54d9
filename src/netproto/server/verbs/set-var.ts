import { asciiPart } from "../../../nut/byte-text.ts";
import { checkValue } from "../../../nut/var-type.ts";
import { REQUESTS } from "../../requests.ts";
import { type Answer, err } from "../answer.ts";
import { withFreshUps } from "../find-ups.ts";
import { mayDo, type RequestContext, who } from "../request-context.ts";
import type { ServedUps } from "../served.ts";
import { verb } from "../verb.ts";
import { accepted } from "./set-tracking.ts";

function send(context: RequestContext, ups: ServedUps, name: string, value: string): Answer {
  const { served, tracking } = context;
  const id = tracking ? served.tracking.open() : undefined;
  served.log.info(
    `Set variable: ${who(context)} set ${name} on ${ups.name} to ${value} (tracking ID: ${id ?? "disabled"})`,
  );
  return ups.setvar(name, value, id) ? accepted(id) : err("set-failed");
}

/** Devices and drivers know ASCII alone: the rest of a value is left out, as by the C server, but not in silence. */
export const setVar = verb(REQUESTS.setVar, { extra: "ignored" }, (context, { ups: upsname, var: name, ...args }) =>
  withFreshUps(context, upsname, (ups) => {
    if (!mayDo(context, { kind: "action", action: "SET" }, ups)) return err("access-denied");
    const variable = ups.state.get(name);
    if (!variable) return err("var-not-supported");
    const value = asciiPart(args.value);
    if (value !== args.value)
      context.served.log.notice(`Set variable: letters beyond ASCII are left out of ${variable.name} on ${ups.name}`);
    const permissionOf = checkValue(variable, value);
    if (permissionOf === "set-failed") {
      context.served.log.warning(
        `UPS [${ups.name}]: its driver gave no length for ${variable.name}, which cannot be set`,
      );
    }
    return permissionOf === "ok" ? send(context, ups, name, value) : err(permissionOf);
  }),
);
