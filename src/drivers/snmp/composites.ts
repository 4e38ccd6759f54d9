/** Commands that devices have in parts: what ends a load's power now, or for a while, is two delays. */
import { parseDecimal } from "../../nut/decimal.ts";
import type { DeviceRow, Write } from "./instances.ts";
import type { Mib, OrderRow, SnmpView } from "./mib.ts";

const SHUTDOWN_S = 20;
const START_S = 30;

/** An agent that tells what is left of a delay tells -1 or 0 where none is running, and takes both for "cancel". */
function delay(view: SnmpView, name: string, fallback: number): number {
  const seconds = parseDecimal(view.known(name) ?? "") ?? 0;
  return seconds > 0 ? seconds : fallback;
}

const orderRow = ({ rows }: Mib, cmd: string): OrderRow | undefined =>
  rows.find((row): row is OrderRow => "cmd" in row && row.cmd === cmd);

/** They stand behind those of the MIB, for devices that do not have them in one. */
export function compositesOf(mib: Mib): readonly DeviceRow[] {
  const off = orderRow(mib, "load.off.delay")?.send.oid;
  const on = orderRow(mib, "load.on.delay")?.send.oid;
  const shutDown = (view: SnmpView): readonly Write[] =>
    off === undefined ? [] : [{ oid: off, value: delay(view, "ups.delay.shutdown", SHUTDOWN_S) }];
  const start = (view: SnmpView): readonly Write[] =>
    on === undefined ? [] : [{ oid: on, value: delay(view, "ups.delay.start", START_S) }];
  const made: DeviceRow[] = [];
  if (off !== undefined) made.push({ cmd: "load.off", make: () => ({ oid: off, value: 0 }) });
  if (on !== undefined) made.push({ cmd: "load.on", make: () => ({ oid: on, value: 0 }) });
  // One object for both holds a code of what is to be done, not seconds: Pulizzi.
  if (off !== undefined && on !== undefined && off !== on)
    made.push(
      { cmd: "shutdown.return", make: (_, view) => [...start(view), ...shutDown(view)] },
      { cmd: "shutdown.stayoff", make: (_, view) => shutDown(view) },
    );
  return made;
}
