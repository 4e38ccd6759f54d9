/** Masterguard's series A and E. */
import { enumeration, NUMBER, range } from "../../../../nut/var-type.ts";
import type { QxCommand, QxProbe, QxProtocol, QxSend, QxSetting, QxView } from "../../protocol.ts";
import { COMMANDS, shutdownIn } from "../../q1.ts";
import { leadingNumber } from "../../readers.ts";
import { packsOf } from "./model.ts";
import { asDays } from "./readers.ts";
import { addressed, REPLIES } from "./replies.ts";

const whole = (text: string, digits: number): string => String(Math.trunc(leadingNumber(text))).padStart(digits, "0");

const sent = (text: string): QxSend => ({ kind: "send", text });

const order =
  (text: string) =>
  (_: string | undefined, view: QxView): QxSend =>
    sent(addressed(text)(view));

const SETTINGS: readonly QxSetting[] = [
  {
    var: "ups.id",
    rw: range(0, 99),
    send: (text, view) => sent(addressed(`SS${whole(text, 2)}--`)(view)),
  },
  {
    var: "battery.packs",
    rw: (view) => range(...packsOf(view.known("device.model") ?? "")),
    send: (text, view) => sent(addressed(`SS--${whole(text, 1)}-`)(view)),
  },
  {
    var: "device.uptime",
    rw: NUMBER,
    send: (text, view) => sent(addressed(`SRC${asDays(Math.trunc(leadingNumber(text)))}`)(view)),
  },
  {
    var: "output.voltage.nominal",
    rw: (view) => enumeration(...(view.known("~output_voltages")?.split(/ +/) ?? [])),
    send: (text) => sent(`PNV=${whole(text, 3)}\r`),
  },
  { var: "ups.delay.shutdown", rw: range(0, 5940), fallback: "30", normalise: (text) => whole(text, 1) },
  { var: "ups.delay.start", rw: range(0, 599940), fallback: "180", normalise: (text) => whole(text, 1) },
];

/** Seconds, which must be given: 10 for the short test, else whole minutes. */
function testBattery(param: string | undefined): QxSend {
  const time = /^\d+$/.test(param ?? "") ? Number(param) : 0;
  if (time === 10) return sent("T\r");
  if (time < 60 || time > 5940) return { kind: "refused", why: "failed" };
  return sent(`T${whole(String(time / 60), 2)}\r`);
}

/**
 * The C driver sends the return delay in seconds where the device counts minutes, and takes three hours for three
 * minutes; the command of the family has it right.
 */
const RETURN: QxCommand = COMMANDS.shutdownReturn;

const COMMAND_LIST: readonly QxCommand[] = [
  RETURN,
  shutdownIn("shutdown.stayoff"),
  COMMANDS.shutdownStop,
  { cmd: "test.battery.start", send: testBattery },
  COMMANDS.testQuick,
  { cmd: "test.battery.start.low", send: "TL\r" },
  { cmd: "test.battery.start.deep", send: order("TUD") },
  COMMANDS.testStop,
  { cmd: "clear.fault.record", send: order("FCLR") },
  { cmd: "bypass.start", send: "FOFF\r" },
  { cmd: "bypass.stop", send: "FON\r" },
  { cmd: "beeper.enable", send: order("SS---1") },
  { cmd: "beeper.disable", send: order("SS---0") },
];

/** A known model, and the address that the user wants where several share a line. */
async function claim(probe: QxProbe): Promise<boolean> {
  for (const name of ["~series", "device.model", "ups.power.nominal", "ups.id", "~output_voltages"]) {
    if (!(await probe.reads(name))) return false;
  }
  const wanted = probe.option("slave_address");
  return wanted === undefined || Number(wanted) === Number(probe.value("ups.id"));
}

export const MASTERGUARD: QxProtocol = {
  name: "masterguard",
  title: "Masterguard 0.05",
  claim,
  options: [{ name: "slave_address", kind: "value", help: "take only the UPS of this address, 0 to 99" }],
  settings: SETTINGS,
  commands: COMMAND_LIST,
  facts: [
    ["device.mfr", "Masterguard"],
    ["load.high", "140"],
    ["battery.type", "PbAc"],
  ],
  replies: REPLIES,
};
