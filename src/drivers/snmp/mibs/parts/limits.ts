/** How a measure stands to its four limits, as PDUs and sensors of Eaton and HPE tell it. */
import { NUMBER } from "../../../../nut/var-type.ts";
import { type SnmpCodec, type Words, words } from "../../codecs.ts";
import { itemOf } from "../../instances.ts";
import { alarmsAt, type SnmpRow } from "../../mib.ts";

/** In the order of their numbers: Eaton counts from 0, HPE from 1. */
const STANDINGS = ["good", "warning-low", "critical-low", "warning-high", "critical-high"] as const;
/** In the order of their columns. */
const LIMITS = ["low.warning", "low.critical", "high.warning", "high.critical"] as const;

export const standings = (good: number): Words => STANDINGS.map((word, at) => [good + at, word]);

/** `high voltage critical!` */
export const alarmsOf = (measure: string, good: number): Words =>
  LIMITS.map((limit, at) => [good + 1 + at, `${limit.replace(".", ` ${measure} `)}!`]);

type Line = "input" | `input.L${1 | 2 | 3}` | "outlet.#" | "outlet.group.#";
type Measured = `${Line}.${"voltage" | "current"}` | `ambient.${"temperature" | "humidity"}`;

/** The column is what stands in front of the number of the device. */
const columnBehind = (oid: string, by: number): string =>
  oid.replace(/\d+(?=\.@)/, (column) => String(Number(column) + by));

/** In front of an alarm: `phase L1 `, `outlet group # `. */
function subjectOf(name: Measured): string {
  const [, phase] = /^input\.(L\d)/.exec(name) ?? [];
  const [, item] = /^(.*)\.#/.exec(name) ?? [];
  return phase ? `phase ${phase} ` : item ? `${item.replace(".", " ")} # ` : "";
}

/** The standing at `oid`, its alarms, and the limits in the columns behind it. `good`: the number of the first standing. */
export const limitsFrom =
  (good: number) =>
  (name: Measured, oid: string, as: SnmpCodec): readonly SnmpRow[] => {
    const standing: SnmpRow = { var: `${name}.status`, oid, as: words(standings(good)) };
    const each = itemOf(standing);
    const measure = name.slice(name.lastIndexOf(".") + 1);
    return [
      standing,
      ...alarmsAt(oid, alarmsOf(measure, good), subjectOf(name), each && { each }),
      ...LIMITS.map(
        (limit, at): SnmpRow => ({ var: `${name}.${limit}`, oid: columnBehind(oid, at + 1), as, rw: NUMBER }),
      ),
    ];
  };
