/**
 * Questions of the smaller serial families. They are asked after those of the common protocols, and only such as change
 * nothing: identities and states. None is sent that another maker's UPS takes for an order:
 *
 *     safenet      begins with Z, which makes an APC turn off where it comes twice: never asked
 *     genericups, liebert  are contacts without a word of their own: never asked
 *     mge-utalk    begins with Z as well: never asked
 *     upscode2     begins with U, which makes an APC test its battery: never asked
 *     powercom     asks with 01, which ends a Oneac's test, and answers without a checksum: never asked
 *     liebert-esp2 begins with 01 as well: never asked
 *     rhino        speaks of itself, with nothing to hurry it: not waited for
 *     belkin, belkinunv  want lines that end a shutdown at a contact-closure UPS: never asked
 *     tripplite    asks with a D, by which an APC runs its battery down: never asked
 *     tripplitesu  is told from others by words with a U alone: never asked
 *     powervar_cx_ser  asks with a D, by which an APC runs its battery down: never asked
 *     etapro       wants the lines of belkin: never asked
 *     ivtscd       is fed by DTR, which a contact-closure UPS may take for an order: never asked
 *     isbmex       speaks of itself, with nothing to hurry it: not waited for
 *     victronups, liebert-gxe  ask with an A and a D, by which an APC beeps and runs its battery down: never asked
 *     masterguard, bestups  answer Q1, so that nutdrv_qx is found: not asked again
 *     bestuferrups  answers as bestfcom does, which reads it as well: found as that
 *     everups      takes 300 bit/s, at which others hear bytes of nobody's choosing: never asked
 *     al175        asks with STX and two figures, by which a Oneac tests its battery: never asked
 *     ragtech      answers with nothing that it could be told by: never asked
 *     nhs_ser, nutdrv_siemens-sitop, ve-direct  speak of themselves: only listened to
 */
import type { SerialLine } from "../device/serial-line.ts";
import { Frames, sumOf, xorOf } from "../drivers/kit/line/frames.ts";
import { FIRST_PAGE } from "../drivers/serial/apcmicrolink/page.ts";
import { identityOf } from "../drivers/serial/bcmxcp/identity.ts";
import { recordIn } from "../drivers/serial/best/record.ts";
import { FRAMING as SMS, modelIn as smsModel, word as smsWord } from "../drivers/serial/sms-ser/frame.ts";
import { backUpsOf } from "../drivers/serial/solis/apc-models.ts";
import { FRAMING as MICROSOL } from "../drivers/serial/solis/frame.ts";
import { modelOf } from "../drivers/serial/solis/models.ts";
import { sleep } from "../system/clock.ts";
import type { FoundOption } from "./found.ts";
import type { SerialProbe, SerialWorld } from "./serial-probes.ts";

const latin1 = (text: string): Uint8Array => Buffer.from(text, "latin1");
const textOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString("latin1");

/** What an answer says: nothing, that it is one, or the model too; and the driver, where the question is that of several. */
type Told = (answer: string) => { readonly model?: string | undefined; readonly driver?: string } | undefined;

interface Question {
  readonly driver: string;
  readonly baud: number;
  readonly ask: Uint8Array;
  readonly ms: number;
  /** Milliseconds after which a line that has said nothing is given up (`ms`). */
  readonly firstMs?: number;
  /** It sends the question back before it answers. */
  readonly echoes?: true;
  readonly told: Told;
}

const matches =
  (shape: RegExp): Told =>
  (answer) => {
    const found = shape.exec(answer);
    return found ? { model: found[1]?.trim() } : undefined;
  };

/** Bytes of an answer, from where its first one stands. */
const framed =
  (start: number, isRight: (frame: Uint8Array) => boolean, model: (frame: Uint8Array) => string | undefined): Told =>
  (answer) => {
    const bytes = latin1(answer);
    const frame = bytes.subarray(Math.max(0, bytes.indexOf(start)));
    return frame[0] === start && isRight(frame) ? { model: model(frame) } : undefined;
  };

const dowell = [0x03, 0x50, 0x80, 0x08];
const isDowell = (frame: Uint8Array): boolean =>
  frame.length >= 14 && frame[2] === 0x50 && xorOf(frame.subarray(1, 13)) === frame[13];
const isMetasys = (frame: Uint8Array): boolean => frame[2] === 0 && sumOf(frame.subarray(1, -1)) === frame.at(-1);
const isNhs = (frame: Uint8Array): boolean =>
  frame.length >= 21 && frame[20] === 0xfe && sumOf(frame.subarray(1, 19)) === frame[19];
const isSentr = (frame: Uint8Array): boolean => frame.length >= 103 && frame[1] === 103;
const isBicker = (frame: Uint8Array): boolean =>
  frame.length === 6 && frame[2] === 1 && frame[3] === 0x40 && frame[5] === 4;
const isSms = (frame: Uint8Array): boolean => SMS.isRight(frame.subarray(0, SMS.longest));
const nameless = (): undefined => undefined;

/** `SEC` at each speed that it may have. */
const SEC_SPEEDS = [1200, 2400, 4800, 9600, 19_200];
const sec = SEC_SPEEDS.map(
  (baud): Question => ({
    driver: "gamatronic",
    baud,
    ask: latin1("^P003MAN"),
    ms: 600,
    told: matches(/\^(?:[01]|D\d{3}([\x20-\x7e]*))/),
  }),
);
const GPSER = latin1('\x02 "GI000132\x03');
const riello = [9600, 1200].flatMap((baud): readonly Question[] => [
  { driver: "riello_ser", baud, ask: Uint8Array.of(0xc0), ms: 1200, told: framed(0xc0, isSentr, nameless) },
  {
    driver: "riello_ser",
    baud,
    ask: GPSER,
    ms: 1000,
    told: matches(/\x02[\x20-\x7e]{22}([\x20-\x7e]{16})[\x20-\x7e]{20,}\x03/),
  },
]);

/** Two lines of a block. */
const VE_LINES = /\r\n(?:[\w#-]{1,9}\t[\x20-\x7e]{1,33}\r\n){2}/;
/** Two of its words, one after the other. */
const SITOP_WORDS = /(?:(?:DC_OK|DC_LO|BUFRD|ALARM|BA[<>]85|\*BAT\*|\*{5})){2}/;
/** Who are you, at each speed that a UPS with XCP may have; an answer's first frame tells. */
const XCP_SPEEDS = [19_200, 9600, 4800, 2400, 1200];
const xcpFrame = (frame: Uint8Array): Uint8Array => frame.subarray(0, (frame[2] ?? 0) + 5);
const isXcp = (frame: Uint8Array): boolean => frame[1] === 1 && frame.length >= 15 && sumOf(xcpFrame(frame)) === 0;
const xcp = XCP_SPEEDS.map(
  (baud): Question => ({
    driver: "bcmxcp",
    baud,
    ask: Uint8Array.of(0xab, 0x01, 0x31, 0x23),
    ms: 400 + Math.ceil(1_500_000 / baud),
    firstMs: 300,
    told: framed(0xab, isXcp, (frame) => identityOf(xcpFrame(frame).subarray(4, -1)).model),
  }),
);

/** Five voltages, then the maker: others that answer I begin with who they are. */
const NTU = /^#(?:\d+\.\d +){5}MEANWELL +\S+ +REV:\S+ +(\S+)/;

/** A whole state of a UPS of Microsol, wherever it begins. */
const microsol: Told = (answer) => {
  const bytes = latin1(answer);
  const frames = [...bytes.keys()].map((at) => bytes.subarray(at, at + MICROSOL.longest));
  const [first = 0] = frames.find((frame) => frame.length === MICROSOL.longest && MICROSOL.isRight(frame)) ?? [];
  const backUps = backUpsOf(first);
  if (backUps) return { driver: "microsol-apc", model: backUps.name };
  const solis = modelOf(first);
  return solis && { model: solis.name };
};

/** Page 0, which comes with a checksum of two bytes. */
const microlink: Told = (answer) => {
  const frames = new Frames(FIRST_PAGE);
  return [...latin1(answer)].some((byte) => frames.push(byte)) || frames.pause() ? {} : undefined;
};

/** The record of Best Power: behind that of the oldest stands no prompt. */
const best: Told = (answer) => {
  if (!answer.split(/[\r\n]+/).some((line) => recordIn(line))) return undefined;
  return /=>\s*$/.test(answer) ? {} : { driver: "bestfortress" };
};

export const FAMILY_QUESTIONS: readonly Question[] = [
  { driver: "nhs_ser", baud: 2400, ask: new Uint8Array(), ms: 1800, told: framed(0xff, isNhs, nameless) },
  { driver: "nutdrv_siemens-sitop", baud: 9600, ask: new Uint8Array(), ms: 180, told: matches(SITOP_WORDS) },
  { driver: "ve-direct", baud: 19_200, ask: new Uint8Array(), ms: 1200, told: matches(VE_LINES) },
  { driver: "sms_ser", baud: 2400, ask: smsWord("I"), ms: 500, told: framed(0x3a, isSms, smsModel) },
  { driver: "nutdrv_hashx", baud: 2400, ask: latin1("\r"), ms: 500, told: matches(/^#-1\r/) },
  { driver: "powerpanel", baud: 2400, ask: latin1("P4\r"), ms: 800, told: matches(/^#([\w -]+),[^\r]{20,}\r/) },
  { driver: "metasys", baud: 2400, ask: Uint8Array.of(2, 2, 0, 2), ms: 500, told: framed(0x02, isMetasys, nameless) },
  { driver: "powerpanel", baud: 1200, ask: latin1("F\r"), ms: 800, told: matches(/^\.([\w ]{4,10})\.[\s\S]{4,}\r/) },
  // At other speeds it is heard as the F before it.
  { driver: "bestfcom", baud: 1200, ask: latin1("f\r"), ms: 1100, firstMs: 300, echoes: true, told: best },
  ...riello,
  { driver: "oneac", baud: 9600, ask: latin1("F\r\n"), ms: 800, told: matches(/^(EG|ON|OZ|OB)\r\n?$/) },
  {
    driver: "microdowell",
    baud: 19_200,
    ask: Uint8Array.of(0x5b, ...dowell, xorOf(dowell)),
    ms: 400,
    told: framed(0x5b, isDowell, (frame) => textOf(frame.subarray(5, 13)).trim()),
  },
  {
    driver: "bicker_ser",
    baud: 38_400,
    ask: Uint8Array.of(1, 3, 1, 0x40, 4),
    ms: 400,
    told: framed(0x01, isBicker, nameless),
  },
  { driver: "meanwell_ntu", baud: 9600, ask: latin1("I\r"), ms: 400, told: matches(NTU) },
  // Begins a session, and does nothing else; to others it is no command.
  { driver: "apcmicrolink", baud: 9600, ask: Uint8Array.of(0xfd), ms: 400, told: microlink },
  { driver: "solis", baud: 9600, ask: Uint8Array.of(0xcc, 0x0d), ms: 2100, told: microsol },
  ...xcp,
  ...sec,
  // Without an end: last, for it would stand in front of what others are asked.
  { driver: "optiups", baud: 2400, ask: latin1("IO"), ms: 650, told: matches(/^([A-Z][\w -]{2,15})\r\n$/) },
];

const LONGEST = 256;

async function ask(
  { clock }: SerialWorld,
  line: SerialLine,
  { ask: bytes, ms, firstMs = ms, echoes, told }: Question,
): Promise<ReturnType<Told>> {
  await sleep(clock, 10);
  line.flush();
  if (bytes.length > 0) await line.write(bytes);
  const first = firstMs < ms ? textOf(await line.read(() => true, firstMs, 1)) : "";
  if (first === "" && firstMs < ms) return undefined;
  const answer = first + textOf(await line.read(() => false, ms, LONGEST));
  // What comes back as it was sent is an adapter that gives back.
  return !echoes && answer.startsWith(textOf(bytes)) && bytes.length > 1 ? undefined : told(answer);
}

const facts = (model: string | undefined): readonly FoundOption[] =>
  model ? [{ name: "product", value: model, comment: "" }] : [];

const probe =
  (question: Question): SerialProbe =>
  async (world, path) => {
    const line = await world.serial.open(path, { baud: question.baud });
    try {
      const told = await ask(world, line, question);
      return told && { kind: "serial", driver: told.driver ?? question.driver, port: path, options: facts(told.model) };
    } finally {
      await line.close();
    }
  };

export const FAMILY_PROBES: readonly SerialProbe[] = FAMILY_QUESTIONS.map(probe);
