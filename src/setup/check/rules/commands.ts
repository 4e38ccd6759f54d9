/** The programs that upsmon and upssched call. */
import type { Place } from "../../../conf/problem.ts";
import { commandComplaint } from "../../../system/process/shell-command.ts";
import type { Account } from "../../../system/process/users.ts";
import { programView } from "../../system/machine.ts";
import { type CheckInput, confOf, ROOT } from "../check-input.ts";
import { type Found, type Rule, type Spot, spot, wholeFile } from "../rule.ts";

const at = (file: string, place: Place | undefined): Spot => (place ? spot(file, place) : wholeFile(file));

function findComplaint(
  input: CheckInput,
  name: string,
  command: string | undefined,
  account: Account | undefined,
  where: Spot,
): readonly Found[] {
  if (command === undefined || !account) return [];
  const { tree } = input.machine;
  // Daemons do not have the PATH of whoever checks.
  const complaint = commandComplaint(command, {}, programView(tree, account));
  if (complaint === undefined) return [];
  const split = complaint.lastIndexOf("; ");
  const [text, advice] = split < 0 ? [complaint] : [complaint.slice(0, split), complaint.slice(split + 2)];
  return [{ severity: "error", at: where, text: `${name}: ${text}`, advice }];
}

export const COMMAND_RULES: readonly Rule[] = [
  {
    name: "shutdowncmd-program",
    looksAt: "SHUTDOWNCMD of upsmon.conf, and the program that it begins with",
    means:
      "When the battery is low upsmon runs SHUTDOWNCMD as root. If it cannot be executed, this machine dies with the battery.",
    mend: 'write SHUTDOWNCMD "/sbin/shutdown -h +0"',
    find: (input) => {
      const { upsmon } = input.files;
      const conf = confOf(upsmon);
      const root =
        input.machine.me.uid === 0 || input.monitorUser?.uid !== input.machine.me.uid ? ROOT : input.machine.me;
      return findComplaint(
        input,
        "SHUTDOWNCMD",
        conf?.settings.shutdowncmd,
        root,
        at(upsmon.path, conf?.places.get("shutdowncmd")),
      );
    },
  },
  {
    name: "notifycmd-program",
    looksAt: "NOTIFYCMD of upsmon.conf, and the program that it begins with",
    means:
      "upsmon runs NOTIFYCMD as the user that it becomes, not as root. If that user cannot execute it, nobody is told, and timers of upssched do not run.",
    mend: "correct the path, or the rights of the program",
    find: (input) => {
      const { upsmon } = input.files;
      const conf = confOf(upsmon);
      const where = at(upsmon.path, conf?.places.get("notifycmd"));
      return findComplaint(input, "NOTIFYCMD", conf?.settings.notifycmd, input.monitorUser, where);
    },
  },
  {
    name: "cmdscript-program",
    looksAt: "CMDSCRIPT of upssched.conf, and the program that it begins with",
    means:
      "upssched runs CMDSCRIPT for each timer that fires. If it cannot be executed, nothing happens then: no message, no shutdown.",
    mend: "correct the path, or the rights of the program",
    find: (input) => {
      const { upssched } = input.files;
      const conf = confOf(upssched);
      const where = at(upssched.path, conf?.places.get("cmdscript"));
      return findComplaint(input, "CMDSCRIPT", conf?.settings.cmdscript, input.monitorUser, where);
    },
  },
  {
    name: "run-as-user",
    looksAt: "RUN_AS_USER of upsmon.conf, and the accounts of the machine",
    means: "upsmon does not start as a user that the machine does not have.",
    mend: "write a user that exists, or make it",
    find: ({ files: { upsmon }, monitorUser }) => {
      const conf = confOf(upsmon);
      const name = conf?.settings.runAsUser;
      if (name === undefined || monitorUser) return [];
      const text = `RUN_AS_USER: this machine has no user ${name}, so upsmon does not start`;
      return [{ severity: "error", at: at(upsmon.path, conf?.places.get("runAsUser")), text }];
    },
  },
];
