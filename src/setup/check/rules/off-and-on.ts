/** A UPS that goes off and on again, and a machine that starts again where it did not. */
import { parseShellFragment } from "../../../conf/shell-fragment.ts";
import { mayAct, mayCommand, type UpsdUser } from "../../../conf/upsd-users.ts";
import { type CheckInput, confOf, ownMonitors, switchesOff } from "../check-input.ts";
import { type Found, type Rule, spot, wholeFile } from "../rule.ts";

/** Of all scripts in system-shutdown together: DEFAULT_TIMEOUT_USEC in systemd's src/shutdown/shutdown.c. */
const SYSTEMD_LAST_S = 90;
const ADVISED_S = 75;

const UNITS: Readonly<Record<string, number>> = { "": 1, s: 1, m: 60, h: 3600, d: 86_400 };

/** What sleep(1) makes of it: numbers with units, added up. */
function sleepSeconds(text: string): number {
  const words = text.trim().split(/\s+/);
  const seconds = words.map((word) => {
    const [, number, unit = ""] = /^(\d+(?:\.\d+)?)([smhd]?)$/.exec(word) ?? [];
    return Number(number) * (UNITS[unit] ?? Number.NaN);
  });
  return seconds.reduce((sum, each) => sum + each, 0);
}

function findLongWait(input: CheckInput): readonly Found[] {
  const { nut } = input.files;
  if (nut.kind !== "read" || input.machine.facts.init.name !== "systemd" || !switchesOff(input)) return [];
  const wait = parseShellFragment(nut.text, nut.path).assignments.findLast(({ name }) => name === "POWEROFF_WAIT");
  if (!wait || !(sleepSeconds(wait.value) > SYSTEMD_LAST_S - 1)) return [];
  const text = `POWEROFF_WAIT=${wait.value}: systemd ends its last scripts after ${SYSTEMD_LAST_S} seconds, and the machine stays off where the power did not go`;
  return [{ severity: "warning", at: spot(nut.path, wait), text }];
}

const RETURN_COMMANDS = ["shutdown.return", "shutdown.stop"];

const missingRights = (user: UpsdUser): readonly string[] => [
  ...(mayAct(user, "SET") ? [] : ["actions = SET"]),
  ...RETURN_COMMANDS.filter((command) => !mayCommand(user, command)).map((command) => `instcmds = ${command}`),
];

function findRights(input: CheckInput): readonly Found[] {
  const upsmon = confOf(input.files.upsmon);
  if (!upsmon?.settings.shutdownreturn) return [];
  const primary = ownMonitors(input).filter(({ role }) => role === "primary");
  const names = new Set(primary.map(({ username }) => username));
  const users = (confOf(input.files.users)?.users ?? []).filter(({ name }) => names.has(name));
  const place = upsmon.places.get("shutdownreturn");
  const at = place ? spot(input.files.upsmon.path, place) : wholeFile(input.files.upsmon.path);
  return users.flatMap((user): readonly Found[] => {
    const missing = missingRights(user);
    if (missing.length === 0) return [];
    const text = `SHUTDOWNRETURN: [${user.name}] may not tell the UPS to go off and on again`;
    return [{ severity: "error", at, text, advice: `write below [${user.name}] in upsd.users: ${missing.join(", ")}` }];
  });
}

export const OFF_AND_ON_RULES: readonly Rule[] = [
  {
    name: "poweroff-wait-too-long",
    looksAt: "POWEROFF_WAIT of nut.conf, where systemd runs the last scripts",
    means: `The last script waits so long for the UPS to take the power away, and starts the machine again where that did not happen. systemd waits ${SYSTEMD_LAST_S} seconds for all last scripts together, then ends them and powers off: a machine whose power came back meanwhile stays down.`,
    mend: `write POWEROFF_WAIT=${ADVISED_S}, and a shorter offdelay for the UPS if that is not enough`,
    find: findLongWait,
  },
  {
    name: "shutdownreturn-rights",
    looksAt: "SHUTDOWNRETURN of upsmon.conf, and what the users of its MONITOR lines may do",
    means:
      "upsmon sets ups.delay.shutdown and sends shutdown.return as the user of the MONITOR line. Where upsd refuses that, the UPS is told nothing before the machine goes down.",
    mend: "write actions = SET and instcmds = shutdown.return shutdown.stop for that user in upsd.users",
    find: findRights,
  },
];
