/** Best Power and Sola Australia (Fortress, Patriot Pro, Axxium). */
import { range } from "../../../../nut/var-type.ts";
import type { QxCommand, QxProtocol, QxReply, QxRow, QxView, Slice } from "../../protocol.ts";
import { ALL_COMMANDS, COMMANDS, delays, LIGHT_OPTIONS, Q1_BITS, q1Reply, regulation, shutdownIn } from "../../q1.ts";
import { by, leadingNumber, minutes, number, word } from "../../readers.ts";
import { claimByRows } from "../../three-phase.ts";
import { voltageSetting } from "./voltage-settings.ts";

const MAKERS = by(({ text }) => {
  if (/^(AX1|FOR|FTC|PR2|PRO)$/.test(text)) return "Best Power";
  return /^(320|325|520|525|620)$/.test(text) ? "Sola Australia" : undefined;
});

const NAMES: Readonly<Record<string, string>> = {
  AX1: "Axxium Rackmount",
  FOR: "Fortress",
  FTC: "Fortress Telecom",
  PR2: "Patriot Pro II",
  PRO: "Patriot Pro",
};

/** A model that nobody knows is called as it calls itself. */
const MODELS = by(({ text }) => NAMES[text] ?? (/^(320|325|520|525|620)$/.test(text) ? `Sola ${text}` : text));

/** Fields of varying width, set in columns; undefined for an answer that has not six of them. */
function idInColumns(answer: Uint8Array): string | undefined {
  const text = Buffer.from(answer).toString("latin1").split("\r", 1)[0] ?? "";
  const fields = /^(\w{3}),\s*(\d{1,4}),(\d{3}),(\d{3}),(\d\d\.\d),\s*(\d{1,3}\.\d)$/.exec(text);
  if (!fields) return undefined;
  const [, model, power = "", input, output, low, high = ""] = fields;
  return [model, power.padStart(4), input, output, low, high.padStart(5)].join(",");
}

const is =
  (...models: readonly string[]) =>
  (view: QxView): boolean =>
    models.includes(view.known("~model") ?? "");

/** Of no meaning on battery, in a test or in a shutdown; upside down on the Patriot Pro. */
function regulatedAs(token: "TRIM" | "BYPASS" | "BOOST") {
  return (slice: Slice): boolean => {
    const [onBattery, , bit, , , test, shutdown] = slice.reply.slice(Q1_BITS, Q1_BITS + 7);
    if (onBattery === "1" || test === "1" || shutdown === "1") return false;
    const inverted = /^Patriot Pro/.test(slice.known("device.model") ?? "");
    return regulation({ ...slice, text: (bit === "1") !== inverted ? "1" : "0" }) === token;
  };
}

const ownRegulation = (row: QxRow): QxRow =>
  "status" in row && (row.status === "TRIM" || row.status === "BYPASS" || row.status === "BOOST")
    ? { ...row, when: regulatedAs(row.status) }
    : row;

const Q1 = q1Reply();

/** The beeper bit is always 0. */
const STATUS: QxReply = {
  ...Q1,
  rows: Q1.rows.filter((row) => !("var" in row && row.var === "ups.beeper.status")).map(ownRegulation),
};

// > ID
// < FOR,750,120,120,20.0,27.6
// set in columns:
//   FOR, 750,120,120,20.0, 27.6
//   012345678901234567890123456
//   0         1         2
const ID: QxReply = {
  ask: "ID\r",
  length: 28,
  unseal: idInColumns,
  rows: [
    { at: [0, 2], var: "device.mfr", as: MAKERS, poll: "once" },
    { at: [0, 2], var: "device.model", as: MODELS, poll: "once" },
    { at: [0, 2], note: "model", as: by(({ text }) => text), poll: "once" },
    { at: [4, 7], var: "ups.power.nominal", as: number(0), poll: "once" },
    { at: [9, 11], var: "input.voltage.nominal", as: number(0), poll: "once" },
    { at: [13, 15], var: "output.voltage.nominal", as: number(0), poll: "once" },
    { at: [17, 20], var: "battery.voltage.low", as: number(1), poll: "changed" },
    { at: [22, 26], var: "battery.voltage.high", as: number(1), poll: "changed" },
  ],
};

/** Transfer voltages by the number of the setting. */
const SETTINGS: QxReply = {
  // > M
  // < 0
  ask: "M\r",
  length: 2,
  rows: [
    { at: [0], var: "input.transfer.low", as: voltageSetting("low") },
    { at: [0], var: "input.transfer.boost.low", as: voltageSetting("low") },
    { at: [0], var: "input.transfer.boost.high", as: voltageSetting("boost") },
    { at: [0], var: "input.voltage.nominal", as: voltageSetting("nominal") },
    { at: [0], var: "output.voltage.nominal", as: voltageSetting("nominal") },
    { at: [0], var: "input.transfer.trim.low", as: voltageSetting("trim") },
    { at: [0], var: "input.transfer.trim.high", as: voltageSetting("high") },
    { at: [0], var: "input.transfer.high", as: voltageSetting("high") },
  ],
};

const PINS = "pins_shutdown_mode";

const commands: readonly QxCommand[] = ALL_COMMANDS.filter(({ cmd }) => cmd !== "beeper.toggle").map((command) =>
  command === COMMANDS.shutdownStayoff ? shutdownIn("shutdown.stayoff") : command,
);

export const BESTUPS: QxProtocol = {
  name: "bestups",
  title: "BestUPS 0.08",
  claim: claimByRows("input.voltage", "device.model"),
  options: [
    { name: PINS, kind: "value", help: "what pins 1 and 7 of the DB9 connector do at a shutdown (0 to 6)" },
    ...LIGHT_OPTIONS,
  ],
  settings: [
    {
      var: "battery.packs",
      rw: range(0, 5),
      when: (view) => view.known("~packs") !== undefined,
      send: (text) => ({ kind: "send", text: `BP${Math.trunc(leadingNumber(text))}\r` }),
    },
    ...delays(range(60, 599940), range(12, 5940)),
  ],
  presets: [
    {
      option: PINS,
      note: PINS,
      type: range(0, 6),
      send: (text, view) =>
        leadingNumber(text) === leadingNumber(view.known(`~${PINS}`) ?? "")
          ? undefined
          : `SS${Math.trunc(leadingNumber(text))}\r`,
    },
  ],
  commands,
  replies: [
    STATUS,
    ID,
    {
      // > RT
      // < 025
      ask: "RT\r",
      length: 4,
      when: (view) => !is("PRO", "320")(view),
      rows: [{ at: [0, 2], var: "battery.runtime", as: minutes }],
    },
    {
      // > BP?
      // < 02
      ask: "BP?\r",
      length: 3,
      when: is("AX1", "620"),
      rows: [
        { at: [0, 1], var: "battery.packs", as: number(0), poll: "changed" },
        { at: [0, 1], note: "packs", as: number(0), poll: "changed" },
      ],
    },
    {
      // > SS?
      // < 0
      ask: "SS?\r",
      length: 2,
      rows: [{ at: [0], note: PINS, as: word(Object.fromEntries([..."0123456"].map((n) => [n, n]))), poll: "changed" }],
    },
    SETTINGS,
  ],
};
