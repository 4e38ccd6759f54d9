import type { QxCommand, QxProbe, QxProtocol } from "../protocol.ts";
import { ALL_COMMANDS, COMMANDS, DELAYS, F_REPLY, OPTIONS, q1Reply, testTime, vendorReply } from "../q1.ts";
import { word } from "../readers.ts";

const P98 = "Voltronic Power P98";

/** A device that says what it is (QPI), or refuses the question in the family's own words. */
async function claim(probe: QxProbe): Promise<boolean> {
  if (!(await probe.reads("input.voltage"))) return false;
  return (await probe.reads("ups.firmware.aux")) || (await probe.answer("ups.firmware.aux")) === "(NAK";
}

/** P98 units know tests of less than a minute. */
const TEST_START: QxCommand = {
  cmd: "test.battery.start",
  send: (param, view) => testTime(param, view.known("ups.firmware.aux") === P98 ? 12 : 60),
};

export const MECER: QxProtocol = {
  name: "mecer",
  title: "Mecer 0.09",
  claim,
  accepted: "(ACK",
  rejected: "(NAK",
  silence: "failed",
  options: OPTIONS,
  settings: DELAYS,
  commands: ALL_COMMANDS.map((command) => (command === COMMANDS.testStart ? TEST_START : command)),
  replies: [
    {
      // > QPI
      // < (PI98
      //   01234
      ask: "QPI\r",
      length: 6,
      leading: "(",
      rows: [{ at: [1, 4], var: "ups.firmware.aux", as: word({ PI98: P98 }), poll: "once" }],
    },
    q1Reply(),
    F_REPLY,
    vendorReply(),
  ],
};
