import type { QxCommand, QxProbe, QxProtocol, QxSend, QxView } from "../protocol.ts";
import { ALL_COMMANDS, COMMANDS, DELAYS, F_REPLY, OPTIONS, q1Reply, vendorReply } from "../q1.ts";
import { word } from "../readers.ts";

const P98 = "Voltronic Power P98";

/** A device that says what it is (QPI), or refuses the question in the family's own words. */
async function claim(probe: QxProbe): Promise<boolean> {
  if (!(await probe.reads("input.voltage"))) return false;
  return (await probe.reads("ups.firmware.aux")) || (await probe.answer("ups.firmware.aux")) === "(NAK";
}

/** Tenths of a minute below a minute on P98 units, whole minutes otherwise. */
function testTime(param: string | undefined, view: QxView): QxSend {
  const text = param === undefined || param === "" ? "600" : param;
  const shortest = view.known("ups.firmware.aux") === P98 ? 12 : 60;
  const time = Number(text);
  if (!/^\d+$/.test(text) || time < shortest || time > 5940) return { kind: "refused", why: "failed" };
  const units = time < 60 ? `.${Math.trunc(time / 6)}` : String(Math.trunc(time / 60)).padStart(2, "0");
  return { kind: "send", text: `T${units}\r` };
}

const TEST_START: QxCommand = { cmd: "test.battery.start", send: testTime };

export const MECER: QxProtocol = {
  name: "mecer",
  title: "Mecer 0.09",
  claim,
  accepted: "(ACK",
  rejected: "(NAK",
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
