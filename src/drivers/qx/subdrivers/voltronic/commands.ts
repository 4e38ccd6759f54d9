import type { QxCommand, QxSend, QxView } from "../../protocol.ts";
import { COMMANDS, testTime } from "../../q1.ts";

/** A beeper that sounds is muted, one that is silent is switched on; a disabled one cannot be toggled. */
function toggleBeeper(_: string | undefined, view: QxView): QxSend {
  const status = view.known("ups.beeper.status");
  const silent = view.known("~alarm_control") === undefined ? "disabled" : "muted";
  if (status === "enabled") return { kind: "send", text: "BZOFF\r" };
  if (status === silent) return { kind: "send", text: "BZON\r" };
  return { kind: "refused", why: "failed" };
}

const beeperCanBeDisabled = (view: QxView): boolean => view.known("~alarm_control") !== undefined;
const hasEco = (view: QxView): boolean => view.known("~eco_mode") !== undefined;

export const BASIC_COMMANDS: readonly QxCommand[] = [
  { cmd: "load.off", send: "SOFF\r" },
  { cmd: "load.on", send: "SON\r" },
  COMMANDS.shutdownReturn,
  COMMANDS.shutdownStayoff,
  { cmd: "shutdown.stop", send: "CS\r" },
  { cmd: "test.battery.start", send: (param) => testTime(param, 12) },
  COMMANDS.testDeep,
  COMMANDS.testQuick,
  COMMANDS.testStop,
  { cmd: "beeper.toggle", send: toggleBeeper },
  { cmd: "beeper.enable", send: "PEA\r", when: beeperCanBeDisabled },
  { cmd: "beeper.disable", send: "PDA\r", when: beeperCanBeDisabled },
  { cmd: "bypass.start", send: "PEE\r", when: hasEco },
  { cmd: "bypass.stop", send: "PDE\r", when: hasEco },
];
