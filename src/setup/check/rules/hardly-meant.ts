/** What the programs take as it stands, and hardly anybody means. */
import { commonOptions } from "../../../conf/driver-settings.ts";
import { type CheckInput, confOf, switchesOff } from "../check-input.ts";
import { type Found, type Rule, type Spot, spot, wholeFile } from "../rule.ts";
import { isLoopback } from "../this-host.ts";

function placeOf({ files: { upsmon } }: CheckInput, key: "shutdowncmd" | "runAsUser"): Spot {
  const place = confOf(upsmon)?.places.get(key);
  return place ? spot(upsmon.path, place) : wholeFile(upsmon.path);
}

/** The one command, without what a shell would make of more. */
const shutdownWords = (input: CheckInput): readonly string[] => {
  const command = confOf(input.files.upsmon)?.settings.shutdowncmd ?? "";
  const words = command.split(/\s+/);
  return !/[;&|]/.test(command) && words.some((word) => /(^|\/)shutdown$/.test(word)) ? words : [];
};

function findLate(input: CheckInput): readonly Found[] {
  const minutes = shutdownWords(input)
    .map((word) => Number(/^\+(\d{1,5})$/.exec(word)?.[1] ?? 0))
    .find((number) => number > 0);
  if (minutes === undefined) return [];
  const text = `SHUTDOWNCMD begins only after ${minutes} minute${minutes === 1 ? "" : "s"}, with a battery that is low already`;
  return [{ severity: "error", at: placeOf(input, "shutdowncmd"), text, advice: "write +0 in the place of it" }];
}

function findRestart(input: CheckInput): readonly Found[] {
  const words = shutdownWords(input);
  if (!words.some((word) => word === "-r" || word === "--reboot")) return [];
  const text = "SHUTDOWNCMD restarts this machine: it is up again when the battery is empty";
  return [{ severity: "error", at: placeOf(input, "shutdowncmd"), text, advice: "write -h in the place of -r" }];
}

function findRoot(input: CheckInput): readonly Found[] {
  const name = confOf(input.files.upsmon)?.settings.runAsUser;
  // Elsewhere the files are for programs that are started by hand.
  const own = input.folder === input.machine.facts.distribution.confPath;
  if (name === undefined || !own || input.monitorUser?.uid !== 0) return [];
  const text = `RUN_AS_USER ${name}: what talks to the network and runs NOTIFYCMD is root`;
  return [{ severity: "warning", at: placeOf(input, "runAsUser"), text }];
}

/** Those of guides and of products: whoever has read one of them knows it. */
const KNOWN_PASSWORDS: ReadonlySet<string> = new Set(
  "admin changeme mypass mypassword nut pass passw0rd password secret test ups upsmon upspass 123456 12345678 secure_password your_password".split(
    " ",
  ),
);

function findGuessable(input: CheckInput): readonly Found[] {
  const { users, upsd } = input.files;
  const listens = confOf(upsd)?.settings.listen ?? [];
  if (!listens.some(({ host }) => !isLoopback(host))) return [];
  return (confOf(users)?.users ?? []).flatMap((user): readonly Found[] => {
    const { name, password = "", actions, instcmds, role } = user;
    const may = actions.length > 0 || instcmds.length > 0 || role === "primary";
    const known = KNOWN_PASSWORDS.has(password.toLowerCase()) || password.toLowerCase() === name.toLowerCase();
    if (!may || !known) return [];
    const text = `[${name}] has a password that stands in guides, and may switch the UPS off or have machines shut down`;
    return [{ severity: "warning", at: spot(users.path, user), text }];
  });
}

/** `sdorder = -1` leaves a UPS out of what the late hook switches off. */
function findNoneInOrder(input: CheckInput): readonly Found[] {
  const { ups } = input.files;
  const conf = confOf(ups);
  const named = (conf?.sections ?? []).map((section) => ({
    ...section,
    ...commonOptions(conf?.globals ?? [], section.entries),
  }));
  const [first] = named;
  if (
    !first ||
    confOf(input.files.upsmon)?.settings.powerdownflag === undefined ||
    !switchesOff(input) ||
    named.some(({ sdorder }) => sdorder >= 0)
  )
    return [];
  const text = `no UPS is switched off when this machine is down: sdorder is -1 for ${named.map(({ name }) => name).join(", ")}`;
  return [{ severity: "warning", at: spot(ups.path, first), text }];
}

export const HARDLY_MEANT_RULES: readonly Rule[] = [
  {
    name: "sdorder-none",
    looksAt: "sdorder of ups.conf, where POWERDOWNFLAG says that the UPS is to be switched off",
    means:
      "A UPS that is not told to go off runs until its battery is empty, or the mains are back before that: then this machine stays down, because its power was never gone.",
    mend: "delete sdorder for the UPS that feeds this machine, or delete POWERDOWNFLAG",
    find: findNoneInOrder,
  },
  {
    name: "shutdowncmd-late",
    looksAt: "the time of shutdown(8) in SHUTDOWNCMD of upsmon.conf",
    means: "upsmon runs SHUTDOWNCMD when the battery is low, and it is empty before minutes have passed.",
    mend: 'write SHUTDOWNCMD "/sbin/shutdown -h +0"',
    find: findLate,
  },
  {
    name: "shutdowncmd-restarts",
    looksAt: "the options of shutdown(8) in SHUTDOWNCMD of upsmon.conf",
    means:
      "A machine that restarts runs on when the battery ends, and loses its power in the midst of work. To restart where the mains is back already there is RESTARTCMD.",
    mend: 'write SHUTDOWNCMD "/sbin/shutdown -h +0"',
    find: findRestart,
  },
  {
    name: "run-as-root",
    looksAt: "RUN_AS_USER of upsmon.conf",
    means:
      "upsmon needs root for SHUTDOWNCMD alone, and keeps a small process for it. The rest of it hears what servers say, and need not have that right.",
    mend: "delete the line, or name the user of NUT",
    find: findRoot,
  },
  {
    name: "guessable-password",
    looksAt: "the users of upsd.users who may do more than log in as a secondary, and LISTEN of upsd.conf",
    means:
      "Whoever reaches the server tries the passwords that guides and products use first. A Synology or QNAP has its own built in, and as upsmon secondary its user can do no harm.",
    mend: "write a long one of your own there and in upsmon.conf (nutts init makes one)",
    find: findGuessable,
  },
];
