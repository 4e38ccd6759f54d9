/**
 * etapro: UPSes of ETA with the option PRO. 1200 bit/s, DTR low and RTS high; a question has several answers, a line
 * each, with S and a letter in front:
 *
 *     we  RI        it  SRETA  SSmini+UPS 720 PRO  ST…  SU…       who it is
 *     we  RP        it  SO47  SGd9  SHd8  SIc4  SL00  SN0000      what it measures, in hexadecimal
 *     we  RO000A    it  SV00                                      off in ten seconds (RN: on)
 */
import type { SerialLine } from "../../../device/serial-line.ts";
import type { Clock } from "../../../system/clock.ts";
import { figure, phrase, type ViewReader } from "../../kit/codecs.ts";
import { AskLine, type LineRules } from "../../kit/line/ask-line.ts";
import { feedCable } from "../../kit/line/output-lines.ts";
import type { Link } from "../../kit/link.ts";
import { TableDriver } from "../../kit/table-driver.ts";
import type { TableRow } from "../../kit/table-row.ts";
import { DeviceError, type DriverContext, type DriverDefinition } from "../../types.ts";

const RULES: LineRules = { ends: "\r", until: "\n", answerMs: 1000, longest: 80, whole: true };
/** After it was turned on, its first answer is junk. */
const TRIES = 3;

const GROUPS = { RI: "RSTU", RP: "OGHILN" } as const;
interface Asked {
  readonly ask: keyof typeof GROUPS;
}
/** What stands behind each letter. */
type Lines = ReadonlyMap<string, string>;

/** `confirms`: the state by which the UPS takes it; undefined: what follows is done in any case. */
interface Order {
  readonly words: string;
  readonly confirms?: number;
}
type Token = "OFF" | "OL" | "OB" | "LB" | "BOOST" | "OVER" | "RB";
type EtaRow = TableRow<Asked, Lines, Token, Order>;

const hex = (text: string | undefined): number | undefined =>
  text !== undefined && /^\s*[\da-f]{1,4}\s*$/i.test(text) ? Number.parseInt(text, 16) : undefined;
/** The whole scale of a byte. */
const scaled = (letter: string, full: number, places: number): ViewReader<Lines, unknown> =>
  figure(places, (lines) => ((hex(lines.get(letter)) ?? Number.NaN) * full) / 255);
const FULL_LOAD = 150;
const [IDENTITY, NOW] = [{ ask: "RI", poll: "once" } as const, { ask: "RP", poll: "quick" } as const];

const flag =
  (mask: number, set = true) =>
  (lines: Lines): boolean =>
    (((hex(lines.get("O")) ?? 0) & mask) !== 0) === set;
const [onMains, supplies] = [flag(0x01), flag(0x02)];
const overloaded = (lines: Lines): boolean => ((hex(lines.get("L")) ?? 0) * FULL_LOAD) / 255 > 100;

const seconds = (letter: "N" | "O", count: number): string =>
  `R${letter}${count.toString(16).toUpperCase().padStart(4, "0")}`;
const off = (count: number): Order => ({ words: seconds("O", count), confirms: 0x00 });
const GRACE_S = 10;
const BACK_S = GRACE_S + 15;
const RETURN: readonly Order[] = [{ words: seconds("N", BACK_S) }, off(GRACE_S)];

const ROWS: readonly EtaRow[] = [
  { status: "OFF", ...NOW, when: (lines) => !supplies(lines) },
  { status: "OL", ...NOW, when: (lines) => supplies(lines) && onMains(lines) },
  { status: "OB", ...NOW, when: (lines) => supplies(lines) && !onMains(lines) },
  { status: "LB", ...NOW, when: flag(0x04, false) },
  { status: "BOOST", ...NOW, when: flag(0x10) },
  { status: "OVER", ...NOW, when: overloaded },
  { status: "RB", ...NOW, when: flag(0x20) },
  { var: "ups.mfr", ...IDENTITY, as: phrase((lines) => lines.get("R")?.trim()) },
  { var: "ups.model", ...IDENTITY, as: phrase((lines) => lines.get("S")?.trim()) },
  { var: "ups.mfr.date", ...IDENTITY, as: phrase((lines) => lines.get("T")?.trim()) },
  { var: "input.voltage", ...NOW, as: scaled("G", 270, 1) },
  { var: "output.voltage", ...NOW, as: scaled("H", 270, 1) },
  { var: "battery.voltage", ...NOW, as: scaled("I", 14, 2) },
  { var: "ups.load", ...NOW, as: scaled("L", FULL_LOAD, 1) },
  { cmd: "load.off", send: off(1) },
  { cmd: "load.on", send: { words: seconds("N", 1), confirms: 0x20 } },
  { cmd: "shutdown.return", send: RETURN },
];

/** Behind its letter; it may give back the question in front. */
const behind = (line: string, letter: string): string | undefined =>
  new RegExp(`^(?:R[A-Z][\\dA-F]*)?S${letter}(.*)$`).exec(line)?.[1];

/** What a line says in a group; undefined where it is another one, or none. */
export function toldIn(line: string, letter: string, group: keyof typeof GROUPS): string | undefined {
  const told = behind(line, letter);
  return group === "RP" && hex(told) === undefined ? undefined : told;
}

class EtaLine {
  readonly #line: AskLine;

  constructor(port: SerialLine, clock: Clock) {
    this.#line = new AskLine(port, clock, RULES);
  }

  /** All lines of the answer, or nothing. Throws DeviceError `lost`. */
  async group(question: keyof typeof GROUPS): Promise<Lines | undefined> {
    const lines = new Map<string, string>();
    for (const letter of GROUPS[question]) {
      const line = lines.size === 0 ? await this.#line.text(question) : await this.#line.answer();
      const told = toldIn(line, letter, question);
      if (told === undefined) return undefined;
      lines.set(letter, told);
    }
    return lines;
  }

  async order({ words, confirms }: Order): Promise<boolean> {
    const state = hex(behind(await this.#line.text(words), "V"));
    return confirms === undefined || state === confirms;
  }
}

async function open(
  { openers, settings, clock }: DriverContext,
  opened: (port: SerialLine) => void,
): Promise<Link<Asked, Lines, Order, Token>> {
  const port = await openers.serial.open(settings.port, { baud: 1200 });
  opened(port);
  await feedCable(port, { dtr: false, rts: true });
  const line = new EtaLine(port, clock);
  let identity: Lines | undefined;
  for (let tries = 0; tries < TRIES && !identity; tries++) identity = await line.group("RI");
  if (!identity) {
    const advice = "Check that the UPS is on and has the option PRO, the cable, and port in ups.conf";
    throw new DeviceError("absent", `${settings.port}: no UPS of ETA answers. ${advice}`);
  }
  return {
    title: `${identity.get("R")?.trim()} ${identity.get("S")?.trim()} on ${settings.port}`,
    facts: [],
    read: async ({ ask }) => {
      const raw = await line.group(ask);
      if (raw) return { kind: "data", raw };
      if (ask === "RP") throw new DeviceError("stale", "the UPS does not tell what it measures");
      return { kind: "silent" };
    },
    order: (order) => line.order(order),
    close: () => port.close(),
  };
}

export const ETAPRO: DriverDefinition = {
  name: "etapro",
  title: "UPSes of ETA with the option PRO, on a serial line",
  version: "0.10",
  options: [],
  quick: true,
  create: (context) =>
    new TableDriver({ rows: ROWS, placeOf: ({ ask }) => ask, open, killpower: "shutdown.return" }, context),
};
