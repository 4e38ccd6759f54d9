import type { QxProtocol, QxReply } from "../protocol.ts";
import { ALL_COMMANDS, claimByVendor, DELAYS, F_REPLY, OPTIONS, q1Reply, vendorReply } from "../q1.ts";
import { digits, trimmed } from "../readers.ts";

/**
 * What the Megatec IC answers to `I`. It is told from the classical answer by its length, one character less; a classical
 * one that lacks its last blank has a blank at the end of its maker, and letters of its model where the runtime would be.
 *
 * ```
 * > I
 * < #MegaTecabcedfhi k130v12345 v3.400000
 *   0123456789012345678901234567890123456
 *   0         1         2         3
 * ```
 */
const NEWER_VENDOR: QxReply = {
  ...vendorReply(),
  length: 38,
  shape: /^(?!.{15} .{6}(?!\d{5}| {5})).{37}$/,
  rows: [
    { at: [1, 7], var: "device.mfr", as: trimmed, poll: "once" },
    { at: [8, 15], var: "ups.serial", as: trimmed },
    { at: [17, 21], var: "device.model", as: trimmed, poll: "once" },
    { at: [22, 26], var: "battery.runtime", as: digits },
    { at: [28], var: "ups.firmware", as: trimmed, poll: "once" },
  ],
};

const CLASSICAL_VENDOR: QxReply = {
  ...vendorReply(),
  length: 38,
  shape: /^(?:.{38}|.{15} .{6}(?!\d{5}| {5}).{15}$)/,
  rows: vendorReply().rows.map((row) => ("var" in row && row.var === "ups.firmware" ? { ...row, at: [28] } : row)),
};

export const MEGATEC: QxProtocol = {
  name: "megatec",
  title: "Megatec 0.09",
  claim: claimByVendor,
  accepted: "ACK",
  options: OPTIONS,
  settings: DELAYS,
  commands: ALL_COMMANDS,
  replies: [q1Reply(), F_REPLY, CLASSICAL_VENDOR, NEWER_VENDOR],
};
