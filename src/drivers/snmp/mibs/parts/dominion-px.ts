/** PDUs by Raritan, which Eaton has sold too: the same objects below a number of each maker's own. */
import { string } from "../../../../nut/var-type.ts";
import { number, text, type Words, words } from "../../codecs.ts";
import { type SnmpRow, SYSTEM_ROWS } from "../../mib.ts";

const OUTLET_STATUS: Words = [
  [-1, "error"],
  [0, "off"],
  [1, "on"],
  [2, "cycling"],
];

export const dominionPx = (px: string, maker: string): readonly SnmpRow[] => [
  ...SYSTEM_ROWS,
  { var: "device.mfr", fixed: maker },
  { var: "device.model", oid: `${px}.1.12.0`, as: text, poll: "once" },
  { var: "device.serial", oid: `${px}.1.2.0`, as: text, poll: "once" },
  { var: "device.type", fixed: "pdu" },
  { var: "device.macaddr", oid: `${px}.1.6.0`, as: text, poll: "once" },
  { var: "ups.mfr", fixed: maker },
  { var: "ups.model", oid: `${px}.1.12.0`, as: text, poll: "once" },
  { var: "ups.id", oid: `${px}.1.13.0`, as: text, poll: "once" },
  { var: "ups.serial", oid: `${px}.1.2.0`, as: text, poll: "once" },
  { var: "ups.firmware", oid: `${px}.1.1.0`, as: text, poll: "once" },
  { var: "ups.type", fixed: "pdu" },
  { var: "ups.temperature", oid: `${px}.3.1.5.0`, as: number() },
  { var: "outlet.id", fixed: "0" },
  { var: "outlet.desc", fallback: "All outlets", rw: string(20) },
  { var: "outlet.count", oid: `${px}.2.1.0`, as: number() },
  { var: "outlet.current", oid: `${px}.3.1.1.0`, as: number(0.001) },
  { var: "outlet.voltage", oid: `${px}.3.1.2.0`, as: number(0.001) },
  { var: "outlet.realpower", oid: `${px}.3.1.3.0`, as: number() },
  { var: "outlet.power", oid: `${px}.3.1.4.0`, as: number() },
  { var: "outlet.#.id", fixed: "#" },
  { var: "outlet.#.desc", oid: `${px}.2.2.1.2.#`, as: text, rw: string(128) },
  { var: "outlet.#.status", oid: `${px}.2.2.1.3.#`, as: words(OUTLET_STATUS) },
  { var: "outlet.#.current", oid: `${px}.2.2.1.4.#`, as: number(0.001) },
  { var: "outlet.#.current.maximum", oid: `${px}.2.2.1.5.#`, as: number(0.001) },
  { var: "outlet.#.realpower", oid: `${px}.2.2.1.7.#`, as: number() },
  { var: "outlet.#.voltage", oid: `${px}.2.2.1.6.#`, as: number() },
  { var: "outlet.#.powerfactor", oid: `${px}.2.2.1.9.#`, as: number(0.01) },
  { var: "outlet.#.power", oid: `${px}.2.2.1.8.#`, as: number() },
  { cmd: "outlet.#.load.off", send: { oid: `${px}.2.2.1.3.#`, value: 0 } },
  { cmd: "outlet.#.load.on", send: { oid: `${px}.2.2.1.3.#`, value: 1 } },
  { cmd: "outlet.#.load.cycle", send: { oid: `${px}.2.2.1.3.#`, value: 2 } },
];
