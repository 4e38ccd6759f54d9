/**
 * mge-utalk: MGE UPSes of the nineties. U-Talk on the line: 2400 bit/s, two letters and perhaps a number, CR and LF
 * behind; the answer ends with a CR.
 *
 *     we  Bv ?        it  96        a value
 *     we  Sx 5        it  OK        carried out
 *     we  Zz          it  ?         not known
 */
import type { SerialLine } from "../../../device/serial-line.ts";
import { type Answer, AskLine, type LineRules } from "../../kit/line/ask-line.ts";
import { feedCable } from "../../kit/line/output-lines.ts";
import type { Link } from "../../kit/link.ts";
import { notNegative, value } from "../../kit/options.ts";
import { TableDriver } from "../../kit/table-driver.ts";
import { DeviceError, type DriverContext, type DriverDefinition, type DriverOption } from "../../types.ts";
import { type Identified, identify, unitsOf } from "./models.ts";
import { type Asked, isWord, ROWS } from "./rows.ts";

/** Between an answer and the next question half a second: section 6.1 of the U-Talk document. */
const RULES: LineRules = {
  ends: "\r\n",
  until: "\r",
  answerMs: 3000,
  longest: 255,
  spacingMs: 500,
  refused: (answer) => answer.startsWith("?"),
};
/** Until the UPS has switched its line on. */
const CONNECT_MS = 500;
/** Some old units answer nonsense now and then. */
const STATUS_TRIES = 3;
const MAKER = "MGE UPS SYSTEMS";

export const OPTIONS: readonly DriverOption[] = [
  value("lowbatt", "battery charge that counts as low, in percent; written to the UPS", notNegative),
  value("ondelay", "minutes from the return of mains to power on; written to the UPS", notNegative),
  value("offdelay", "seconds from a shutdown command to power off; written to the UPS", notNegative),
  { name: "oldmac", kind: "flag", help: "leave RTS up and let DTR down, for the serial ports of old Macintoshes" },
];

const PRESETS: readonly (readonly [option: string, command: string])[] = [
  ["lowbatt", "Bl"],
  ["ondelay", "Sm"],
  ["offdelay", "Sn"],
];

/** True where the UPS says that it did what it was told. */
const ordered = async (line: AskLine, order: string): Promise<boolean> => (await line.text(order)).trim() === "OK";

/** Makes the UPS listen; one that does already is left as it is. */
async function enable(line: AskLine): Promise<void> {
  for (let times = 0; times < 2; times++) await line.send("Z");
  if ((await line.ask("Si")).kind !== "silent") return;
  await line.send("Ax 1");
  await line.pause(CONNECT_MS);
}

const disable = (line: AskLine): Promise<void> => line.send("Ax 0");

/** Throws DeviceError `stale` where the UPS does not tell it. */
async function systemStatus(line: AskLine): Promise<Answer<string>> {
  for (let tries = 0; tries < STATUS_TRIES; tries++) {
    const answer = await line.ask("Ss");
    if (answer.kind === "data" && isWord(answer.raw)) return answer;
  }
  throw new DeviceError("stale", "the UPS does not tell its status");
}

/** A dead line costs a few questions, and not all that could be asked. Throws DeviceError `absent`. */
async function expectAnswers(line: AskLine, port: string): Promise<void> {
  try {
    await systemStatus(line);
  } catch (error) {
    if (!(error instanceof DeviceError) || error.fault !== "stale") throw error;
    const advice = "Check that the UPS is on, the cable, port in ups.conf, and whether it speaks SHUT (mge-shut)";
    throw new DeviceError("absent", `${port}: no UPS tells its status in U-Talk. ${advice}`, { cause: error });
  }
}

async function preset(line: AskLine, { settings, log }: DriverContext): Promise<void> {
  for (const [option, command] of PRESETS) {
    const text = settings.get(option);
    if (text === undefined) continue;
    const number = Number.parseInt(text, 10) || 0;
    if (!(await ordered(line, `${command} ${number}`))) log.warning(`the UPS does not take ${option} = ${number}`);
  }
}

const factsOf = ({ model, id, firmware }: Identified): readonly (readonly [string, string])[] => [
  ["ups.mfr", MAKER],
  ...(model === undefined ? [] : [["ups.model", model] as const]),
  ["ups.firmware", firmware],
  ...(id === undefined ? [] : [["ups.id", id] as const]),
];

async function open(context: DriverContext, opened: (port: SerialLine) => void): Promise<Link<Asked, string, string>> {
  const { openers, settings, clock, log } = context;
  const port = await openers.serial.open(settings.port, { baud: 2400 });
  opened(port);
  const oldMac = settings.has("oldmac");
  await feedCable(port, { dtr: !oldMac, rts: oldMac });
  const line = new AskLine(port, clock, RULES);
  await enable(line);
  await expectAnswers(line, settings.port);
  await preset(line, context);
  const identified = await identify(line, log);
  return {
    title: `${MAKER} ${identified.model ?? "UPS of unknown model"} on ${settings.port}`,
    facts: factsOf(identified),
    notes: new Map([["units", await unitsOf(line, log)]]),
    read: ({ ask }) => (ask === "Ss" ? systemStatus(line) : line.ask(ask)),
    write: ({ ask }, text) => ordered(line, ask.replace("?", text)),
    order: (order) => ordered(line, order),
    wake: () => disable(line).then(() => enable(line)),
    close: async () => {
      await disable(line).catch(() => undefined);
      await line.close();
    },
  };
}

export const MGE_UTALK: DriverDefinition = {
  name: "mge-utalk",
  title: "MGE UPSes that speak U-Talk on a serial line",
  version: "0.102",
  options: OPTIONS,
  quick: true,
  create: (context) =>
    new TableDriver(
      {
        rows: ROWS,
        placeOf: ({ ask }) => ask,
        places: ["Ss", "Bs", "Ls", "Ps"],
        open,
        killpower: "shutdown.return",
        silentLimit: 3,
      },
      context,
    ),
};
