/**
 * What a UPS can do, found out in the order of the C driver: a firmware that is known by name, else the command set
 * that it tells, else a few questions that even the oldest answer.
 */
import type { Log } from "../../../system/log/log.ts";
import { DeviceError } from "../../types.ts";
import { type ApcDevice, isAnswer } from "./device.ts";
import { CAPABILITIES, COMMAND_SET, type SmartLine } from "./line.ts";
import { nameOf } from "./rows.ts";
import { type CommandSet, groupsFor, parseCapabilities, parseCommandSet } from "./self-description.ts";
import { knownFirmware } from "./tables/firmware.ts";
import { OUTPUT_FREQUENCY, TWO_BYTE_VARIABLES } from "./tables/variables.ts";

const OLD_FIRMWARE = "V";
const NEW_FIRMWARE = "b";
const ASK_COMMANDS = "a";
const ASK_CAPABILITIES = "\x1a";
/** Its capabilities end too early; nothing is wrong with the line. */
const SHORT_CAPABILITIES = "451.2.I";

/** What the oldest UPSes tell. */
const OLDEST = [
  "ups.temperature",
  "ups.load",
  "input.voltage",
  "output.voltage",
  "battery.charge",
  "battery.voltage",
  "ups.model",
  "ups.serial",
  "ups.firmware",
  "output.current",
];

export interface Identification {
  readonly device: ApcDevice;
  readonly log: Log;
  /** Takes command sets that the driver of today does not. */
  readonly loose: boolean;
}

export async function identify(identification: Identification): Promise<void> {
  const { device, log, loose } = identification;
  const firmware = await askFirmware(device);
  const known = knownFirmware(firmware);
  if (known) {
    log.debug(1, `firmware ${firmware} is known`);
    device.presume("ups.model", known.model);
    await adoptAll(device, known.knows);
    return;
  }
  const commands = parseCommandSet(await device.line.text(ASK_COMMANDS, COMMAND_SET), loose);
  if (commands) return adoptSet(identification, commands, firmware);
  log.notice("a very old or unknown model: it tells no commands, and only what the oldest ones know is read");
  await adoptOldest(device);
}

async function askFirmware({ line }: ApcDevice): Promise<string> {
  const firmware = await line.text(OLD_FIRMWARE);
  return isAnswer(firmware) ? firmware : line.text(NEW_FIRMWARE);
}

async function adoptAll(device: ApcDevice, characters: string): Promise<void> {
  for (const character of characters) await device.adopt(character);
  await device.settleContests();
}

async function adoptSet(
  { device, log }: Identification,
  { characters, pairs }: CommandSet,
  firmware: string,
): Promise<void> {
  await adoptAll(device, characters);
  adoptPairs(device, pairs);
  if (!characters.includes(ASK_CAPABILITIES)) return;
  const answer = await device.line.text(ASK_CAPABILITIES, CAPABILITIES);
  if (!isAnswer(answer))
    return log.warning("the device tells no capabilities, though it lists them: nothing can be set");
  const { groups, problem } = parseCapabilities(answer);
  if (problem !== undefined && firmware !== SHORT_CAPABILITIES)
    log.warning(`the device's capabilities cannot be read whole, ${problem}: ${answer}`);
  for (const group of groupsFor(groups, device.value("ups.firmware")?.at(-1))) device.allow(group);
}

/** Read in polls. Where they tell the input's frequency, `F` tells that of the output. */
function adoptPairs(device: ApcDevice, pairs: readonly string[]): void {
  const rows = TWO_BYTE_VARIABLES.filter(({ ask }) => pairs.includes(ask));
  const input = device.named("input.frequency");
  if (input && rows.some((row) => nameOf(row) === "input.frequency")) {
    device.drop(input);
    device.add(OUTPUT_FREQUENCY);
  }
  for (const row of rows) device.add(row);
}

async function adoptOldest(device: ApcDevice): Promise<void> {
  for (const name of OLDEST) {
    for (const row of device.tables.variables.filter((one) => nameOf(one) === name)) await device.adopt(row.ask);
  }
  await device.settleContests();
  if (device.named("output.current")) device.presume("ups.model", "Matrix-UPS");
  else if (!device.named("ups.model")) device.presume("ups.model", "Smart-UPS");
}

/** Throws DeviceError `absent` when nobody answers. */
export async function enterSmartMode(line: SmartLine, path: string, tries: number): Promise<void> {
  if (await line.goSmart(tries)) return;
  throw new DeviceError(
    "absent",
    `no APC UPS answers in smart mode on ${path}: check port and cable (940-0024C, or cable = 940-0095B); a UPS or ` +
      "a cable with simple signalling (contacts, such as 940-0020B) needs the driver genericups",
  );
}
