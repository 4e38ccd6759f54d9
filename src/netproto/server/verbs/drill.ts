/** GET VAR, LIST VAR and SET VAR of a live drill. No driver is asked or told anything. */
import { DRILL, DRILL_HEARD, isDrillVariable, parseDrillOrder, parseDrillReport } from "../../../nut/drill.ts";
import { RESPONSES } from "../../responses.ts";
import { err, OK, type ServerAnswer, servedValue } from "../answer.ts";
import { mayDo, type RequestContext, who } from "../request-context.ts";
import type { ServedDrill, ServedUps } from "../served.ts";

const row = (ups: string, name: string, value: string): string =>
  RESPONSES.variable.format({ ups, var: name, value: servedValue(value) });

/** The answer where the name is one of a drill's; whatever a driver says under such a name is not served. */
export function drillVariable(upsname: string, name: string, { drill }: ServedUps): ServerAnswer | undefined {
  if (!isDrillVariable(name)) return undefined;
  if (drill && name.toLowerCase() === DRILL) return row(upsname, name, drill.value());
  const found = drill?.variables().find(([known]) => known === name.toLowerCase());
  return found ? row(upsname, name, found[1]) : err("var-not-supported");
}

export const drillRows = (upsname: string, { drill }: ServedUps): readonly string[] =>
  (drill?.variables() ?? []).map(([name, value]) => row(upsname, name, value));

function begin(context: RequestContext, ups: ServedUps, drill: ServedDrill, value: string): ServerAnswer {
  if (!mayDo(context, { kind: "action", action: "FSD" }, ups)) return err("access-denied");
  const order = parseDrillOrder(value);
  if (!order) return err("invalid-value");
  if (!drill.order(order)) return err("set-failed");
  const what = order.seconds === 0 ? "ended" : `began, for ${order.seconds} s at most,`;
  context.served.log.notice(`Drill ${order.id} ${what} on UPS [${ups.name}] by ${who(context)}: nothing is shut down`);
  return OK;
}

function hear(context: RequestContext, ups: ServedUps, drill: ServedDrill, value: string): ServerAnswer {
  if (context.ups !== ups || !mayDo(context, { kind: "action", action: "LOGIN" }, ups)) return err("access-denied");
  const report = parseDrillReport(value);
  if (!report) return err("invalid-value");
  return drill.hear(context, report) ? OK : err("set-failed");
}

/** What becomes of SET VAR where the name is one of a drill's. */
export function setDrill(
  context: RequestContext,
  ups: ServedUps,
  name: string,
  value: string,
): ServerAnswer | undefined {
  if (!isDrillVariable(name)) return undefined;
  const { drill } = ups;
  const lower = name.toLowerCase();
  if (drill && lower === DRILL) return begin(context, ups, drill, value);
  if (drill && lower === DRILL_HEARD) return hear(context, ups, drill, value);
  return err("var-not-supported");
}
