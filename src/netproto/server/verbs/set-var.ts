import type { ErrorCode } from "../../../nut/errors.ts";
import type { Variable } from "../../../nut/ups-state.ts";
import { REQUESTS } from "../../requests.ts";
import { type Answer, err } from "../answer.ts";
import { withFreshUps } from "../find-ups.ts";
import type { ServedUps } from "../served.ts";
import { verb } from "../verb.ts";
import { mayDo, type Visitor, who } from "../visitor.ts";
import { accepted } from "./set-tracking.ts";

/** As C's atoi reads a number: `130.7` is 130, and a word is 0. */
const integer = (text: string): number => Number.parseInt(text, 10) || 0;

/** What is wrong with a new value. A string needs a length from its driver; lists and ranges hold besides. */
function valueFault({ type, maxLength, enums, ranges }: Variable, value: string): ErrorCode | undefined {
  if (type === "string" && maxLength < 1) return "set-failed";
  if (type === "string" && value.length > maxLength) return "too-long";
  if (enums.length > 0 && !enums.includes(value)) return "invalid-value";
  const number = integer(value);
  const fits = ranges.some(({ min, max }) => number >= min && number <= max);
  return ranges.length > 0 && !fits ? "invalid-value" : undefined;
}

function send(visitor: Visitor, ups: ServedUps, name: string, value: string): Answer {
  const { served, tracking } = visitor;
  const id = tracking ? served.tracking.open() : undefined;
  served.log.info(
    `Set variable: ${who(visitor)} set ${name} on ${ups.name} to ${value} (tracking ID: ${id ?? "disabled"})`,
  );
  return ups.setvar(name, value, id) ? accepted(id) : err("set-failed");
}

export const setVar = verb(REQUESTS.setVar, { extra: "ignored" }, (visitor, { ups: upsname, var: name, value }) =>
  withFreshUps(visitor, upsname, (ups) => {
    if (!mayDo(visitor, { kind: "action", action: "SET" }, ups)) return err("access-denied");
    const variable = ups.state.get(name);
    if (!variable) return err("var-not-supported");
    if (!variable.rw) return err("readonly");
    const fault = valueFault(variable, value);
    if (fault === "set-failed") {
      visitor.served.log.warning(
        `UPS [${ups.name}]: its driver gave no length for ${variable.name}, which cannot be set`,
      );
    }
    return fault ? err(fault) : send(visitor, ups, name, value);
  }),
);
