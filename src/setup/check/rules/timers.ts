/** upssched: whether it is called, what it calls, and when. */
import { setDirective } from "../../../conf/edit.ts";
import { didYouMean } from "../../../conf/suggest.ts";
import { confOf } from "../check-input.ts";
import { type Found, type Rule, spot } from "../rule.ts";
import { isOurScript } from "../timers/called-names.ts";
import {
  callsUpssched,
  findBlips,
  findFolders,
  findHasty,
  findOutlasting,
  findRootCommands,
  findUnknownNames,
  findUntold,
  placeOf,
  rowsOf,
} from "../timers/find.ts";

const FILE = "upssched.conf";

export const TIMER_RULES: readonly Rule[] = [
  {
    name: "timer-blip",
    looksAt: `AT of ${FILE}, and what CMDSCRIPT does, played through a mains failure of one second`,
    means:
      "Mains fail for a second now and then. A timer that nothing cancels when they are back, or a shutdown that is called at once, makes an outage of each of them.",
    mend: "start a timer at ONBATT, and cancel it at ONLINE for the same UPS",
    find: findBlips,
  },
  {
    name: "timer-hasty",
    looksAt: `AT of ${FILE}, and what CMDSCRIPT does`,
    means: "Most mains failures are over after some seconds, and the battery is there to last through them.",
    mend: "write a longer time, of a minute or more where the battery lasts so long",
    find: findHasty,
  },
  {
    name: "timer-outlasts-battery",
    looksAt: `AT of ${FILE}, and how long the battery lasts: --runtime, or battery.runtime and runtimecal of ups.conf`,
    means:
      "A timer that fires after the battery is empty shuts nothing down. The UPS's own low battery may still come in time, if it comes.",
    mend: "write a shorter time",
    find: findOutlasting,
  },
  {
    name: "timer-name",
    looksAt: `the names that ${FILE} calls CMDSCRIPT with, and those that upssched-cmd.conf or the script's case knows`,
    means: "A name that CMDSCRIPT does not know does nothing when its time comes.",
    mend: "write the same name in both files",
    find: findUnknownNames,
  },
  {
    name: "timer-needs-root",
    looksAt: `what CMDSCRIPT does for the names of ${FILE}, and the user of upsmon`,
    means:
      "upsmon and upssched run CMDSCRIPT as an ordinary user. shutdown and poweroff refuse to work for that user, and the machine dies with the battery. upsmon -c fsd has it shut down by upsmon's part that is root, and tells the secondaries.",
    mend: "call upsmon -c fsd instead, or sudo with a line in sudoers for that user",
    find: findRootCommands,
  },
  {
    name: "timer-untold",
    looksAt: `the types of AT in ${FILE}, and NOTIFYFLAG of upsmon.conf`,
    means: "upsmon calls upssched only for the types whose NOTIFYFLAG has EXEC.",
    mend: "add EXEC to the NOTIFYFLAG of the type",
    find: findUntold,
  },
  {
    name: "timer-folder",
    looksAt: `the folders of PIPEFN and LOCKFN of ${FILE}, and the user of upsmon`,
    means:
      "Timers run in a process that makes these two files. What is below /run is gone after a boot, and /etc belongs to root.",
    mend: "name files in /run/nut",
    find: findFolders,
  },
  {
    name: "timer-ups",
    looksAt: `the UPSes of AT in ${FILE}, and those of MONITOR in upsmon.conf`,
    means: "upsmon tells upssched the name as MONITOR writes it. An AT for another spelling is never reached.",
    mend: "write the UPS as MONITOR has it, or *",
    find: (input) => {
      const systems = (confOf(input.files.upsmon)?.settings.monitors ?? []).map(({ system }) => system);
      if (systems.length === 0) return [];
      return rowsOf(input).flatMap((row): readonly Found[] => {
        if (row.system === "*" || systems.includes(row.system)) return [];
        const text = `AT ${row.notifyType} ${row.system} is never reached: MONITOR has no such UPS`;
        return [
          {
            severity: "error",
            at: placeOf(input, row),
            text,
            advice: didYouMean(row.system, systems) ?? `MONITOR has ${systems.join(", ")}`,
          },
        ];
      });
    },
  },
  {
    name: "upssched-conf-missing",
    looksAt: `NOTIFYCMD of upsmon.conf, and ${FILE}`,
    means: "upssched does nothing without its file.",
    mend: "write upssched.conf, with CMDSCRIPT, PIPEFN, LOCKFN and AT lines",
    find: (input) => {
      const { upsmon, upssched } = input.files;
      const place = confOf(upsmon)?.places.get("notifycmd");
      if (!callsUpssched(input) || upssched.kind !== "missing" || !place) return [];
      return [
        {
          severity: "error",
          at: spot(upsmon.path, place),
          text: `NOTIFYCMD is upssched, and there is no ${upssched.path}: nothing happens at any event`,
        },
      ];
    },
  },
  {
    name: "upssched-cmd-conf-missing",
    looksAt: `CMDSCRIPT of ${FILE}, and upssched-cmd.conf`,
    means: "upssched-cmd of nutts does what upssched-cmd.conf says for a name. Without the file it does nothing.",
    mend: "write upssched-cmd.conf, with a section for each name",
    find: (input) => {
      const { upssched, upsschedCmd } = input.files;
      const place = confOf(upssched)?.places.get("cmdscript");
      if (upsschedCmd.kind !== "missing" || !place || !isOurScript(input) || rowsOf(input).length === 0) return [];
      const text = `CMDSCRIPT is upssched-cmd of nutts, and there is no ${upsschedCmd.path}: nothing is done for any timer`;
      return [{ severity: "error", at: spot(upssched.path, place), text }];
    },
  },
  {
    name: "notify-conf-missing",
    looksAt: "NOTIFYCMD of upsmon.conf, and notify.conf",
    means: "nutts notify tells people through the channels of notify.conf. Without the file nobody is told.",
    mend: "write notify.conf, with a section for each channel, and try it with nutts notify test",
    find: (input) => {
      const { upsmon, notify } = input.files;
      const conf = confOf(upsmon);
      const place = conf?.places.get("notifycmd");
      if (notify.kind !== "missing" || !place || !/\bnutts\s+notify\b/.test(conf?.settings.notifycmd ?? "")) return [];
      const text = `NOTIFYCMD is nutts notify, and there is no ${notify.path}: nobody is told`;
      return [{ severity: "error", at: spot(upsmon.path, place), text }];
    },
  },
  {
    name: "upssched-not-called",
    looksAt: `AT of ${FILE}, and NOTIFYCMD of upsmon.conf`,
    means: "upssched runs only when upsmon calls it.",
    mend: "write NOTIFYCMD with the path of upssched",
    find: (input) => {
      const { upsmon } = input.files;
      const conf = confOf(upsmon);
      const [row] = rowsOf(input);
      if (!row || !conf || callsUpssched(input)) return [];
      const command = conf.settings.notifycmd;
      const path = `${input.machine.facts.distribution.sbinPath}/upssched`;
      const text = `${command === undefined ? "there is no NOTIFYCMD" : "NOTIFYCMD is another program"}: upssched is not called, and no AT does anything`;
      const known = command === undefined && input.machine.tree.stat(path)?.kind === "file";
      const change = (old: string): string => setDirective(old, "NOTIFYCMD", [path]);
      return [
        {
          severity: command === undefined ? "error" : "note",
          at: placeOf(input, row),
          text,
          advice: `write NOTIFYCMD ${path} into upsmon.conf`,
          fix: known ? { kind: "text", path: upsmon.path, change } : undefined,
        },
      ];
    },
  },
];
