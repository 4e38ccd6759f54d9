import type { QxProtocol } from "../protocol.ts";
import { ALL_COMMANDS, claimByVendor, DELAYS, F_REPLY, OPTIONS, q1Reply } from "../q1.ts";
import { text, trimmed } from "../readers.ts";

export const MEGATEC: QxProtocol = {
  name: "megatec",
  title: "Megatec 0.09",
  claim: claimByVendor,
  accepted: "ACK",
  options: OPTIONS,
  settings: DELAYS,
  commands: ALL_COMMANDS,
  replies: [
    q1Reply(),
    F_REPLY,
    {
      // The reply of the Megatec IC; the classical one (maker 15, model 10, firmware 10 columns) is read
      // by the same columns, as the C driver does.
      // > I
      // < #MegaTecabcedfhi k130v12345 v3.400000
      //   01234567890123456789012345678901234567
      //   0         1         2         3
      ask: "I\r",
      length: 38,
      leading: "#",
      when: (view) => view.option("novendor") === undefined,
      rows: [
        { at: [1, 7], var: "device.mfr", as: trimmed, poll: "once" },
        { at: [8, 15], var: "ups.serial", as: text },
        { at: [17, 21], var: "device.model", as: trimmed, poll: "once" },
        { at: [22, 26], var: "battery.runtime", as: trimmed },
        { at: [28], var: "ups.firmware", as: trimmed, poll: "once" },
      ],
    },
  ],
};
