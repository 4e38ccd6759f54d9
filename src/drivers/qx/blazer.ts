/**
 * What stands in for blazer_ser, blazer_usb and the drivers before them: their protocols first, their names of variables,
 * the voltage of the whole battery, and times in minutes. Devices that they did not know are read as by nutdrv_qx.
 */
import type { DriverSettings } from "../types.ts";
import type { QxCommand, QxProtocol, QxReply, QxRow } from "./protocol.ts";
import { COMMANDS, claimByStatus } from "./q1.ts";
import { batteryVoltage, wholeVoltage } from "./readers.ts";
import { QX_PROTOCOLS } from "./subdrivers/index.ts";
import { MEGATEC } from "./subdrivers/megatec.ts";
import { MEGATEC_OLD } from "./subdrivers/megatec-old.ts";
import { MUSTEK } from "./subdrivers/mustek.ts";
import { ZINTO } from "./subdrivers/zinto.ts";

function row(one: QxRow): QxRow {
  if (!("var" in one)) return one;
  if (one.var === "device.mfr") return { ...one, var: "ups.mfr" };
  if (one.var === "device.model") return { ...one, var: "ups.model" };
  return one.as === batteryVoltage ? { ...one, as: wholeVoltage } : one;
}

const reply = (one: QxReply): QxReply => ({ ...one, rows: one.rows.map(row) });

/** Minutes, 10 without a word; in nutdrv_qx they are seconds. */
const TEST_START: QxCommand = {
  cmd: "test.battery.start",
  send: (param) => {
    const minutes = param === undefined || param === "" ? "10" : param;
    if (!/^0*[1-9]\d?$/.test(minutes)) return { kind: "refused", why: "failed" };
    return { kind: "send", text: `T${String(Number(minutes)).padStart(2, "0")}\r` };
  },
};

const asBlazer = (protocol: QxProtocol): QxProtocol => ({
  ...protocol,
  claim: claimByStatus,
  accepted: /^\(?ACK/,
  commands: protocol.commands.map((command) => (command === COMMANDS.testStart ? TEST_START : command)),
  replies: protocol.replies.map(reply),
});

const OWN = [MEGATEC, MUSTEK, MEGATEC_OLD, ZINTO];

export const BLAZER_PROTOCOLS: readonly QxProtocol[] = [
  ...OWN.map(asBlazer),
  ...QX_PROTOCOLS.filter((protocol) => !OWN.includes(protocol)),
];

/** Options that count minutes under these names. */
const MINUTES: Readonly<Record<string, readonly string[]>> = {
  megatec: ["ondelay", "offdelay"],
  megatec_usb: ["ondelay", "offdelay"],
};
/** Fewest seconds before the output goes off. */
const SHORTEST = 12;

/** The settings with their delays in seconds. */
export function settingsInSeconds(settings: DriverSettings, asked: string): DriverSettings {
  const minutes = MINUTES[asked] ?? ["ondelay"];
  const get = (name: string): string | undefined => {
    const text = settings.get(name);
    if (text === undefined || !minutes.includes(name) || !/^\d+$/.test(text)) return text;
    return String(Math.max(60 * Number(text), name === "offdelay" ? SHORTEST : 0));
  };
  return { ...settings, get };
}
