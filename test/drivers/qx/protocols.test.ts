/** What holds for every protocol of nutdrv_qx, table by table. */
import { describe, expect, it } from "@jest/globals";
import type { QxProtocol, QxReply, QxRow, QxView } from "../../../src/drivers/qx/protocol.ts";
import { QX_PROTOCOLS } from "../../../src/drivers/qx/subdrivers/index.ts";
import { questionOf } from "../../../src/drivers/qx/walk.ts";
import type { VarType } from "../../../src/nut/var-type.ts";

/** The order in which the C driver tries them. */
const ORDER = [
  "omron",
  "voltronic",
  "voltronic-axpert",
  "voltronic-qs",
  "voltronic-qs-hex",
  "mustek",
  "megatec/old",
  "bestups",
  "mecer",
  "megatec",
  "zinto",
  "masterguard",
  "hunnox",
  "ablerex",
  "innovart31",
  "innovart33",
  "innovatae",
  "q2",
  "q6",
  "gtec",
  "q1",
];

/** A device that has said everything that a protocol makes anything depend on. */
const KNOWN: Readonly<Record<string, string>> = {
  "ups.firmware.aux": "P01",
  "ups.delay.start": "180",
  "ups.delay.shutdown": "30",
  "ups.beeper.status": "enabled",
  "ups.id": "07",
  "device.model": "A2000-19",
  "input.voltage.nominal": "230",
  "output.voltage.nominal": "230",
  "output.current.nominal": "5",
  "output.frequency.nominal": "50.0",
  "~alarm_control": "enabled",
  "~output_voltages": "220 230 240",
};

const view: QxView = { known: (name) => KNOWN[name], option: () => undefined };

const rowsOf = ({ replies }: QxProtocol): readonly (readonly [QxReply, QxRow])[] =>
  replies.flatMap((reply) => reply.rows.map((row) => [reply, row] as const));

const typeOf = (type: VarType | ((view: QxView) => VarType | undefined)): VarType | undefined =>
  typeof type === "function" ? type(view) : type;

/** A value of this type other than the one the device has. */
function sample(type: VarType | undefined): string {
  switch (type?.kind) {
    case "enum":
      return type.values.at(-1) ?? "";
    case "range":
      return String(type.ranges[0]?.max ?? 0);
    default:
      return "1";
  }
}

it("are tried in the C driver's order", () => {
  expect(QX_PROTOCOLS.map(({ name }) => name)).toEqual(ORDER);
});

describe.each(QX_PROTOCOLS.map((protocol) => [protocol.name, protocol] as const))("%s", (_, protocol) => {
  it("is called as `protocol =` names it and as the C driver shows it", () => {
    expect(protocol.title.replace(/ [\d.]+$/, "").toLowerCase()).toBe(protocol.name);
    expect(protocol.title).toMatch(/ \d+\.\d+$/);
  });

  it("asks with a carriage return at the end and nowhere else", () => {
    for (const reply of protocol.replies) expect(questionOf(reply, view)).toMatch(/^[^\r]+\r$/);
  });

  it("keeps replies to one question together", () => {
    const questions = protocol.replies.map((reply) => questionOf(reply, view));
    const runs = questions.filter((question, at) => question !== questions[at - 1]);
    expect(runs).toEqual([...new Set(runs)]);
  });

  it("reads inside what a reply must have", () => {
    for (const [{ length, ask }, row] of rowsOf(protocol)) {
      const [from, to] = row.at;
      expect(from).toBeGreaterThanOrEqual(0);
      expect(to ?? from).toBeGreaterThanOrEqual(from);
      // The line end counts as one; a slice up to the end may be empty.
      const last = to ?? from - 1;
      if (length > 0) expect([ask, row.at, last < length - 1]).toEqual([ask, row.at, true]);
    }
  });

  it("reads a variable once in a reply", () => {
    for (const reply of protocol.replies) {
      const names = reply.rows.flatMap((row) => ("var" in row ? [row.var] : "note" in row ? [`~${row.note}`] : []));
      expect(names).toEqual([...new Set(names)]);
    }
  });

  it("tells mains from battery in every quick poll, and needs no more questions than that for it", () => {
    // One that is only asked of devices without a bit for the mains (P71) does not count.
    const quick = rowsOf(protocol).filter(([{ when }, row]) => row.poll === "quick" && when?.(view) !== false);
    expect(quick.some(([, row]) => "status" in row && row.status === "OL")).toBe(true);
    const questions = new Set(quick.map(([reply]) => questionOf(reply, view)));
    expect(questions.size).toBeLessThanOrEqual(protocol.name === "voltronic-axpert" ? 3 : 1);
  });

  it("refuses noise where the status stands", () => {
    for (const reply of protocol.replies) {
      const bits = reply.rows.some((row) => "status" in row && row.poll === "quick" && row.at[1] === row.at[0]);
      if (bits && reply.unseal === undefined) expect(reply.shape).toBeInstanceOf(RegExp);
    }
  });

  it("has each command and each setting once", () => {
    const commands = protocol.commands.map(({ cmd }) => cmd);
    const settings = protocol.settings.map((setting) => setting.var);
    expect(commands).toEqual([...new Set(commands)]);
    expect(settings).toEqual([...new Set(settings)]);
  });

  it("sends commands that end with a carriage return", () => {
    for (const { cmd, send } of protocol.commands) {
      const sent = typeof send === "string" ? { kind: "send", text: send } : send("120", view);
      const first = sent.kind === "send" && "first" in sent ? { first: sent.first } : {};
      expect([cmd, sent]).toEqual([cmd, { kind: "send", text: expect.stringMatching(/^[^\r]+\r$/), ...first }]);
      if ("first" in first) expect(first.first?.text).toMatch(/^[^\r]+\r$/);
    }
  });

  it("can set what it shows as writable, from a row that reads it or a value of its own", () => {
    const read = new Set(rowsOf(protocol).flatMap(([, row]) => ("var" in row ? [row.var] : [])));
    for (const setting of protocol.settings) {
      expect([setting.var, read.has(setting.var) || setting.fallback !== undefined]).toEqual([setting.var, true]);
      const value = sample(typeOf(setting.rw));
      const text = setting.normalise ? setting.normalise(value, view) : value;
      expect(text).toEqual(expect.stringMatching(/./));
      const sent = setting.send?.(text ?? "", view);
      if (sent?.kind === "send") expect(sent.text).toMatch(/^[^\r]+\r$/);
    }
  });

  it("has an option for every preset, and sends what ends with a carriage return", () => {
    const options = new Set(protocol.options?.map(({ name }) => name));
    for (const preset of protocol.presets ?? []) {
      expect([preset.option, options.has(preset.option)]).toEqual([preset.option, true]);
      const type = preset.type === undefined ? undefined : typeOf(preset.type);
      expect(preset.send(sample(type), view)).toMatch(/^[^\r]+\r$/);
    }
  });
});
