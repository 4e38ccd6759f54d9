import { asciiPart } from "../../../nut/byte-text.ts";
import { checkValue } from "../../../nut/var-type.ts";
import { REQUESTS } from "../../requests.ts";
import { type Answer, err } from "../answer.ts";
import { withFreshUps } from "../find-ups.ts";
import type { ServedUps } from "../served.ts";
import { verb } from "../verb.ts";
import { mayDo, type Visitor, who } from "../visitor.ts";
import { accepted } from "./set-tracking.ts";

function send(visitor: Visitor, ups: ServedUps, name: string, value: string): Answer {
  const { served, tracking } = visitor;
  const id = tracking ? served.tracking.open() : undefined;
  served.log.info(
    `Set variable: ${who(visitor)} set ${name} on ${ups.name} to ${value} (tracking ID: ${id ?? "disabled"})`,
  );
  return ups.setvar(name, value, id) ? accepted(id) : err("set-failed");
}

/** Devices and drivers know ASCII alone: the rest of a value is left out, as by the C server, but not in silence. */
export const setVar = verb(REQUESTS.setVar, { extra: "ignored" }, (visitor, { ups: upsname, var: name, ...args }) =>
  withFreshUps(visitor, upsname, (ups) => {
    if (!mayDo(visitor, { kind: "action", action: "SET" }, ups)) return err("access-denied");
    const variable = ups.state.get(name);
    if (!variable) return err("var-not-supported");
    const value = asciiPart(args.value);
    if (value !== args.value)
      visitor.served.log.notice(`Set variable: letters beyond ASCII are left out of ${variable.name} on ${ups.name}`);
    const verdict = checkValue(variable, value);
    if (verdict === "set-failed") {
      visitor.served.log.warning(
        `UPS [${ups.name}]: its driver gave no length for ${variable.name}, which cannot be set`,
      );
    }
    return verdict === "ok" ? send(visitor, ups, name, value) : err(verdict);
  }),
);
