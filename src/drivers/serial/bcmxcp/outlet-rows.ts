/** Outlets of an XCP UPS, up to nine. */
import { numbered } from "../../../nut/catalogue/names.ts";
import { string } from "../../../nut/var-type.ts";
import { phrase, type ViewCodec } from "../../kit/codecs.ts";
import { ASK, high, type Looks, low, now, OFF, OFF_AND_ON, ON, type Order, order, type Rows, within } from "./asked.ts";
import { type Block, byteAt, wordAt } from "./block.ts";

const OUTLETS_AT = 2;
const OUTLET_BYTES = 6;
const OUTLET_STATES = [
  undefined,
  "on/closed",
  "off/open",
  "on with pending",
  "off with pending",
  "unknown",
  "unknown",
  "failed and closed",
  "failed and open",
] as const;
const SET_OUTLET = 0x97;
const [AUTO_OFF, AUTO_ON] = [1, 2];
const MOST_SECONDS = 0x7fff;
/** Never of itself. */
const NEVER = 0xffff;
/** Those that an order can name. */
const MOST_OUTLETS = 9;

const delay = (at: number, kind: number, outlet: number): ViewCodec<Block, unknown> => ({
  read: (block) => String(wordAt(block, at)),
  write: (text) => {
    const seconds = within(text, -1, MOST_SECONDS);
    return seconds === undefined ? undefined : order(SET_OUTLET, kind, outlet, low(seconds), high(seconds));
  },
});

/** After its own delay, or that of the UPS where it has none. */
function offAndOn(outlet: number, otherwise: number, view: Looks): Order {
  const own = Number(view.known(numbered("outlet.#.delay.shutdown", outlet)) ?? 3);
  const seconds = own === NEVER ? otherwise : own;
  return order(OFF_AND_ON, low(seconds), high(seconds), outlet);
}

function outletRows(outlet: number, bytes: number, otherwise: number): Rows {
  const at = OUTLETS_AT + (outlet - 1) * bytes;
  const place = now(ASK.outlets);
  return [
    { var: numbered("outlet.#.id", outlet), ...place, as: phrase((block: Block) => String(byteAt(block, at))) },
    {
      var: numbered("outlet.#.status", outlet),
      ...place,
      as: phrase((block: Block) => OUTLET_STATES[byteAt(block, at + 1)]),
    },
    {
      var: numbered("outlet.#.delay.shutdown", outlet),
      ...place,
      as: delay(at + 2, AUTO_OFF, outlet),
      rw: string(5),
    },
    { var: numbered("outlet.#.delay.start", outlet), ...place, as: delay(at + 4, AUTO_ON, outlet), rw: string(5) },
    {
      cmd: numbered("outlet.#.shutdown.return", outlet),
      make: (_, view) => offAndOn(outlet, otherwise, view),
    },
    { cmd: numbered("outlet.#.load.on", outlet), send: order(ON, outlet) },
    { cmd: numbered("outlet.#.load.off", outlet), send: order(OFF, outlet) },
  ];
}

export function outletsOf(block: Block, otherwise: number): Rows {
  const [count, bytes] = [Math.min(byteAt(block, 0), MOST_OUTLETS), Math.max(byteAt(block, 1), OUTLET_BYTES)];
  return Array.from({ length: count }, (_, at) => outletRows(at + 1, bytes, otherwise)).flat();
}
