/**
 * Omron (BN150T): the status of Q1, the rest by questions of its own. The third status bit is set on healthy mains and
 * clear on battery, and the last one is not the beeper's: neither is shown.
 */
import type { QxCommand, QxProtocol, QxReply, QxRow, QxView, Slice } from "../../protocol.ts";
import { claimByStatus, DELAYS, offDelay, Q1_BITS, q1Reply } from "../../q1.ts";
import { by, minutes, number, signedNumber, trimmed } from "../../readers.ts";
import { validDate } from "./date.ts";

const MEANINGLESS: readonly number[] = [Q1_BITS + 2, Q1_BITS + 7];
const STATUS: QxReply = { ...q1Reply(), rows: q1Reply().rows.filter(({ at }) => !MEANINGLESS.includes(at[0])) };

/** An answer that is one value. */
const value = (ask: string, length: number, shape: RegExp, row: QxRow): QxReply => ({
  ask,
  length,
  shape,
  rows: [row],
});

const percent = by((slice) => (Number(slice.text) <= 100 ? number(1).read(slice) : undefined));

// > Bl ?      > RTS       > TPb        > Lf ?      > PSNR                  > BRR
// < 100       < 0699      < +22.5      < 49.9      < A0Z25110005109G       < 20260730
const VALUES: readonly QxReply[] = [
  value("Bl ?\r", 4, /^\d+$/, { at: [0], var: "battery.charge", as: percent }),
  value("RTS\r", 4, /^\d+$/, { at: [0], var: "battery.runtime", as: minutes }),
  value("TPb\r", 5, /^[-+\d.]+$/, { at: [0], var: "battery.temperature", as: signedNumber(1) }),
  value("Lf ?\r", 4, /^[\d.]+$/, { at: [0], var: "output.frequency", as: number(1) }),
  value("PSNR\r", 17, /^(?!NAK)/, { at: [0], var: "ups.serial", as: trimmed, poll: "once" }),
  value("BRR\r", 9, /^\d{8}$/, { at: [0], var: "battery.date", as: by(({ text }) => validDate(text)), poll: "once" }),
];

const VERSIONS = /^M:(\d+\.?\d*)\(S:(\d+\.?\d*)\) *$/;

const version = (which: 1 | 2) =>
  by(({ text }: Slice) => {
    const found = VERSIONS.exec(text)?.[which];
    return found === undefined ? undefined : Number(found).toFixed(2);
  });

// > FWV
// < M:0.17(S:2.00)
const FIRMWARE: QxReply = {
  ask: "FWV\r",
  length: 15,
  shape: VERSIONS,
  rows: [
    { at: [0], var: "ups.firmware", as: version(1), poll: "once" },
    { at: [0], var: "ups.firmware.aux", as: version(2), poll: "once" },
  ],
};

// > UN
// < 1125W/1125VA/048V/160W/020W
//   012345678901234567890123456
//   0         1         2
const RATINGS: QxReply = {
  ask: "UN\r",
  length: 27,
  shape: /^\d{4}W\/\d{4}VA\/\d{3}V\/\d{3}W\/\d{3}W$/,
  rows: [
    { at: [0, 3], var: "ups.realpower.nominal", as: number(0), poll: "once" },
    { at: [6, 9], var: "ups.power.nominal", as: number(0), poll: "once" },
    { at: [13, 15], var: "battery.voltage.nominal", as: number(0), poll: "once" },
  ],
};

/** Whether the output comes back with mains is an order of its own: nothing is switched off before it is taken. */
const off = (cmd: "shutdown.return" | "shutdown.stayoff", first: "An" | "Af", letters: "S" | "Sf"): QxCommand => ({
  cmd,
  send: (_: string | undefined, view: QxView) => ({
    kind: "send",
    first: { text: `${first}\r`, var: "ups.start.auto", value: first === "An" ? "yes" : "no" },
    text: `${letters}${offDelay(view)}\r`,
  }),
});

export const OMRON: QxProtocol = {
  name: "omron",
  title: "Omron 0.01",
  claim: claimByStatus,
  vendorId: 0x0590,
  accepted: /^OK/,
  rejected: "NAK",
  silence: "failed",
  settings: DELAYS,
  commands: [
    off("shutdown.return", "An", "S"),
    off("shutdown.stayoff", "Af", "Sf"),
    { cmd: "shutdown.stop", send: "C\r" },
  ],
  replies: [STATUS, ...VALUES, FIRMWARE, RATINGS],
};
