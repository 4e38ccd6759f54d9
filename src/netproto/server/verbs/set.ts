import { asciiPart } from "../../../nut/byte-text.ts";
import type { Variable } from "../../../nut/ups-state.ts";
import { checkValue } from "../../../nut/var-type.ts";
import { REQUESTS } from "../../requests.ts";
import { RESPONSES } from "../../responses.ts";
import { err, OK, type ServerAnswer } from "../answer.ts";
import { withFreshUps } from "../find-ups.ts";
import { mayDo, type RequestContext, who } from "../request-context.ts";
import type { ServedUps } from "../served.ts";
import { type Verb, verb } from "../verb.ts";
import { setDrill } from "./drill.ts";

/** A request has been handed to the driver: with an id where the result can be asked for. */
const accepted = (id: string | undefined): string => (id === undefined ? OK : RESPONSES.okTracking.format({ id }));

const trackingId = ({ served, tracking }: RequestContext): string | undefined =>
  tracking ? served.tracking.open() : undefined;

const setTracking = verb(REQUESTS.setTracking, { extra: "ignored" }, (context, args) => {
  const state = args.state.toUpperCase();
  if (state !== "ON" && state !== "OFF") return err("invalid-argument");
  context.tracking = state === "ON";
  return OK;
});

function sendValue(context: RequestContext, ups: ServedUps, name: string, value: string): ServerAnswer {
  const id = trackingId(context);
  context.served.log.info(
    `Set variable: ${who(context)} set ${name} on ${ups.name} to ${value} (tracking ID: ${id ?? "disabled"})`,
  );
  return ups.setvar(name, value, id) ? accepted(id) : err("set-failed");
}

/** Devices and drivers know ASCII alone: the rest of a value is left out, as by the C server, but not in silence. */
function asciiValue({ served }: RequestContext, ups: ServedUps, { name }: Variable, given: string): string {
  const value = asciiPart(given);
  if (value !== given) served.log.notice(`Set variable: letters beyond ASCII are left out of ${name} on ${ups.name}`);
  return value;
}

const setVar = verb(REQUESTS.setVar, { extra: "ignored" }, (context, { ups: upsname, var: name, ...args }) =>
  withFreshUps(context, upsname, (ups) => {
    const drill = setDrill(context, ups, name, args.value);
    if (drill !== undefined) return drill;
    if (!mayDo(context, { kind: "action", action: "SET" }, ups)) return err("access-denied");
    const variable = ups.state.get(name);
    if (!variable) return err("var-not-supported");
    const value = asciiValue(context, ups, variable, args.value);
    const check = checkValue(variable, value);
    if (check === "set-failed") {
      const { log } = context.served;
      log.warning(`UPS [${ups.name}]: its driver gave no length for ${variable.name}, which cannot be set`);
    }
    return check === "ok" ? sendValue(context, ups, name, value) : err(check);
  }),
);

function sendCommand(context: RequestContext, ups: ServedUps, cmd: string, param: string | undefined): ServerAnswer {
  const id = trackingId(context);
  const value = param === undefined ? "" : ` with value ${param}`;
  context.served.log.info(
    `Instant command: ${who(context)} did ${cmd}${value} on ${ups.name} (tracking ID: ${id ?? "disabled"})`,
  );
  return ups.instcmd(cmd, param, id) ? accepted(id) : err("instcmd-failed");
}

/** The command is looked for before the right to it; of several parameters none is passed on. */
const instcmd = verb(REQUESTS.instcmd, { extra: "ignored" }, (context, { ups: upsname, cmd, param }, extra) =>
  withFreshUps(context, upsname, (ups) => {
    if (!ups.state.hasCommand(cmd)) return err("cmd-not-supported");
    if (!mayDo(context, { kind: "instcmd", cmd }, ups)) return err("access-denied");
    return sendCommand(context, ups, cmd, extra > 0 ? undefined : param);
  }),
);

export const SET: readonly Verb[] = [setVar, setTracking, instcmd];
