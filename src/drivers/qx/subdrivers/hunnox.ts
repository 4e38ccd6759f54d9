import type { QxProtocol, QxReply, QxSetting } from "../protocol.ts";
import { ALL_COMMANDS, claimByVendor, DELAYS, F_REPLY, OPTIONS, q1Reply, vendorReply } from "../q1.ts";
import { by } from "../readers.ts";

const percent = by(({ text }) => {
  const value = /^\d+ *$/.test(text) ? Number(text) : Number.NaN;
  return value <= 100 ? String(value) : undefined;
});

// > BL
// < BL100
//   01234
const CHARGE: QxReply = {
  ask: "BL\r",
  length: 6,
  leading: "B",
  rows: [{ at: [2], var: "battery.charge", as: percent }],
};

/** These devices take no return delay, and a minute to shut down, unless told otherwise. */
const FIRST_VALUES: Readonly<Record<string, string>> = { "ups.delay.start": "0", "ups.delay.shutdown": "60" };

const settings: readonly QxSetting[] = DELAYS.map((delay) => ({
  ...delay,
  fallback: FIRST_VALUES[delay.var] ?? "0",
}));

export const HUNNOX: QxProtocol = {
  name: "hunnox",
  title: "Hunnox 0.03",
  claim: claimByVendor,
  accepted: "UPS No Ack",
  options: OPTIONS,
  settings,
  commands: ALL_COMMANDS,
  replies: [q1Reply(), F_REPLY, vendorReply("FW?\r"), CHARGE],
};
