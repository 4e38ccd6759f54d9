/** Commands as orders, one after the other; each must be answered with OK before the next is given. */
import type { CmdName } from "../../../nut/catalogue/names.ts";

const ALL_OUTLETS = "Wy 65535";
const RESTART = "Sx 5";
const OFF = "Sx 0";

export const COMMANDS: readonly { readonly cmd: CmdName; readonly orders: readonly string[] }[] = [
  { cmd: "load.off", orders: [ALL_OUTLETS, "Wx 0"] },
  { cmd: "load.on", orders: [ALL_OUTLETS, "Wx 1"] },
  { cmd: "shutdown.return", orders: [RESTART, OFF] },
  { cmd: "shutdown.stayoff", orders: [OFF] },
  { cmd: "test.panel.start", orders: ["Sx 129"] },
  { cmd: "test.battery.start", orders: ["Bx 1"] },
  { cmd: "bypass.start", orders: ["Px 3"] },
  { cmd: "bypass.stop", orders: ["Px 2"] },
];
