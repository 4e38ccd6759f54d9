import { numbered } from "../../../../nut/catalogue/names.ts";
import { range } from "../../../../nut/var-type.ts";
import type { QxCommand, QxReply, QxSetting, QxView } from "../../protocol.ts";
import { leadingNumber, minutes, word } from "../../readers.ts";

const OUTLETS = [1, 2, 3, 4] as const;
type Outlet = (typeof OUTLETS)[number];

const switchable = (view: QxView): boolean => view.known(numbered("outlet.#.switchable", 0)) === "yes";
const present =
  (outlet: Outlet) =>
  (view: QxView): boolean =>
    view.known(numbered("outlet.#.switchable", outlet)) !== undefined;

// > QSK1
// < (1            on; (0 off; (NAK cannot be switched
//   01
const state = (outlet: Outlet): QxReply => ({
  ask: `QSK${outlet}\r`,
  length: 3,
  leading: "(",
  when: switchable,
  rows: [
    { at: [1, 1], var: numbered("outlet.#.switchable", outlet), as: word({ "0": "yes", "1": "yes" }), poll: "changed" },
    { at: [1, 1], var: numbered("outlet.#.status", outlet), as: word({ "0": "off", "1": "on" }), poll: "changed" },
  ],
});

// Minutes on battery after which the outlet goes off; (NAK where none are set.
//
// > QSKT1
// < (008
//   0123
const delay = (outlet: Outlet): QxReply => ({
  ask: `QSKT${outlet}\r`,
  length: 5,
  leading: "(",
  when: present(outlet),
  rows: [{ at: [1, 3], var: numbered("outlet.#.delay.shutdown", outlet), as: minutes, poll: "changed" }],
});

export const OUTLET_REPLIES: readonly QxReply[] = [...OUTLETS.map(state), ...OUTLETS.map(delay)];

export const OUTLET_SETTINGS: readonly QxSetting[] = OUTLETS.map((outlet) => ({
  var: numbered("outlet.#.delay.shutdown", outlet),
  rw: range(0, 59940),
  send: (text) => ({
    kind: "send",
    text: `PSK${outlet}${String(Math.trunc(leadingNumber(text) / 60)).padStart(3, "0")}\r`,
  }),
}));

export const OUTLET_COMMANDS: readonly QxCommand[] = OUTLETS.flatMap((outlet) => [
  { cmd: numbered("outlet.#.load.off", outlet), send: `SKOFF${outlet}\r`, when: present(outlet) },
  { cmd: numbered("outlet.#.load.on", outlet), send: `SKON${outlet}\r`, when: present(outlet) },
]);
