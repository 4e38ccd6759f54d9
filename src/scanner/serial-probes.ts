import type { SerialLine, SerialOpener } from "../device/serial-line.ts";
import { AskLine, type LineRules } from "../drivers/kit/line/ask-line.ts";
import { feedCable } from "../drivers/kit/line/output-lines.ts";
import { SmartLine } from "../drivers/serial/apcsmart/line.ts";
import { probeShut } from "../drivers/shut/shut-device.ts";
import { type Clock, sleep } from "../system/clock.ts";
import type { FoundOption, ScannedDevice } from "./found.ts";

export interface SerialWorld {
  readonly serial: SerialOpener;
  readonly clock: Clock;
}

/** Throws DeviceError where the port cannot be had or goes away. */
export type SerialProbe = (world: SerialWorld, path: string) => Promise<ScannedDevice | undefined>;

const LF = 10;

const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString("latin1");

/** Facts for a person: drivers of serial lines match none of them. */
const facts = (names: Readonly<Record<string, string | undefined>>): readonly FoundOption[] =>
  Object.entries(names).flatMap(([name, value = ""]) =>
    value.trim() === "" ? [] : [{ name, value: value.trim(), comment: "" }],
  );

async function withLine<T>(
  { serial }: SerialWorld,
  path: string,
  baud: number,
  run: (line: SerialLine) => Promise<T>,
): Promise<T> {
  const line = await serial.open(path, { baud });
  try {
    return await run(line);
  } finally {
    await line.close();
  }
}

/** A question, and what every answer to it begins with and is long at least. */
interface Question {
  readonly ask: string;
  readonly begins: string;
  readonly length: number;
}

const Q1: Question = { ask: "Q1\r", begins: "(", length: 46 };

/**
 *     Q1   (228.0 227.4 228.0 028 50.1 13.6 25.0 00001001       most
 *     QGS  (221.6 50.0 220.3 50.0 000.2 003 390.1 390.1 054.9 ---.- 037.0 000000000001     Voltronic without Q1
 *     QS   as Q1, Voltronic-QS and Mustek; or # and numbers in bytes, Voltronic-QS-Hex
 *     D    as Q1, the oldest
 *     Q4   (236.7 243.2 212.1 220.1 230.4 002 001 50.0 371 372 041.3 22.9 IM      Gtec
 *     Q3   (00 225.9 225.9 229.3 043 50.0 02.27 23.4 017.03 100 00000000 00000000      Masterguard
 *     QPI  (PI30 and a checksum, Axpert; the question has one too
 */
const QUESTIONS: readonly Question[] = [
  Q1,
  { ask: "QGS\r", begins: "(", length: 46 },
  { ask: "QS\r", begins: "(", length: 46 },
  { ask: "QS\r", begins: "#", length: 20 },
  { ask: "D\r", begins: "(", length: 46 },
  { ask: "Q4\r", begins: "(", length: 46 },
  { ask: "Q3\r", begins: "(", length: 46 },
  { ask: "QPI\xbe\xac\r", begins: "(PI", length: 6 },
  Q1,
];
const ANSWER_MS = 1000;
const RULES: LineRules = { ends: "\r", until: "\r", answerMs: ANSWER_MS, longest: 256 };
const POWER_MS = 100;

const exchange = async (line: AskLine, question: string): Promise<string> =>
  text(await line.exchange(Buffer.from(question, "latin1")));

/** `#` and the maker in 15, the model in 10, the firmware in 10 characters. */
async function rating(line: AskLine): Promise<readonly FoundOption[]> {
  const said = await exchange(line, "I\r");
  if (!said.startsWith("#") || said.length < 39) return [];
  return facts({ vendor: said.slice(1, 16), product: said.slice(17, 27) });
}

const questions =
  (asked: readonly Question[]): SerialProbe =>
  (world, path) =>
    withLine(world, path, 2400, async (port) => {
      await feedCable(port, { dtr: true, rts: false });
      const line = new AskLine(port, world.clock, RULES);
      await sleep(world.clock, POWER_MS);
      for (const { ask, begins, length } of asked) {
        const said = await exchange(line, ask);
        if (!said.startsWith(begins) || said.length < length) continue;
        const options = await rating(line);
        return { kind: "serial", driver: "nutdrv_qx", alternatives: "blazer_ser", port: path, options };
      }
      return undefined;
    });

/** Only the question that nut-scanner asks, as often as it does. */
export const Q1_PROBE: SerialProbe = questions([Q1, Q1, Q1]);
export const QX_PROBE: SerialProbe = questions(QUESTIONS);

const MODEL = "\x01";
const SERIAL_NUMBER = "n";
const NOT_AVAILABLE = "NA";
const known = (answer: string): string | undefined => (answer === NOT_AVAILABLE ? undefined : answer);

export const APC_PROBE: SerialProbe = (world, path) =>
  withLine(world, path, 2400, async (line) => {
    const smart = new SmartLine(line, world.clock);
    await line.read((byte) => byte === LF, 0);
    if (!(await smart.goSmart(1))) return undefined;
    const product = known(await smart.text(MODEL));
    const serial = known(await smart.text(SERIAL_NUMBER));
    return { kind: "serial", driver: "apcsmart", port: path, options: facts({ product, serial }) };
  });

export const SHUT_PROBE: SerialProbe = async ({ serial, clock }, path) => {
  const found = await probeShut(serial, clock, path);
  return found && { kind: "serial", driver: "mge-shut", port: path, options: facts({ ...found }) };
};

/** XCP of Powerware: a block begins with it, as every command does. */
const START = 0xab;
/** Leaves the menu that the port may be in. */
const ESCAPE = 0x1d;
const AUTHORIZE = [0xcf, 0x69, 0xe8, 0xd5];
/** From now on speak only when you are asked; answered with the identification. */
const REQUESTS_ONLY = [0xa0];
const XCP_SPEEDS = [19_200, 9600, 4800, 2400, 1200];
const ESCAPE_MS = 90;
const AUTHORIZE_MS = 500;

/** Start, length, command, and what makes the sum zero. */
export function xcpCommand(command: readonly number[]): Uint8Array {
  const bytes = [START, command.length, ...command];
  const sum = bytes.reduce((total, byte) => total + byte, 0);
  return Uint8Array.from([...bytes, -sum & 0xff]);
}

async function answersXcp({ clock }: SerialWorld, line: SerialLine): Promise<boolean> {
  await line.write(Uint8Array.of(ESCAPE));
  await sleep(clock, ESCAPE_MS);
  await line.write(xcpCommand(AUTHORIZE));
  await sleep(clock, AUTHORIZE_MS);
  line.flush();
  const question = xcpCommand(REQUESTS_ONLY);
  await line.write(question);
  const said = await line.read(() => false, ANSWER_MS, question.length);
  return said[0] === START && text(said) !== text(question);
}

/** At each speed in turn. */
export const XCP_PROBE: SerialProbe = async (world, path) => {
  for (const baud of XCP_SPEEDS) {
    if (await withLine(world, path, baud, (line) => answersXcp(world, line)))
      return { kind: "serial", driver: "bcmxcp", port: path, options: [] };
  }
  return undefined;
};
