/** What switches the UPS off once the machine is down, so that it comes back with the mains. */

import { POWER_DOWN_MAGIC } from "../../../nut/power-down-magic.ts";
import { makeComplaint } from "../../system/accounts.ts";
import type { ShutdownHook } from "../../system/tables/inits.ts";
import { type CheckInput, confOf, ROOT, switchesOff } from "../check-input.ts";
import { goneMount, hooksOf, type LateHook, pathsOf } from "../late-hook.ts";
import { type Found, type Rule, type Spot, spot, wholeFile } from "../rule.ts";

const folderOf = (path: string): string => path.replace(/\/[^/]*$/, "") || "/";

interface Flag {
  readonly path: string;
  readonly at: Spot;
}

function flagOf({ files: { upsmon } }: CheckInput): Flag | undefined {
  const conf = confOf(upsmon);
  const path = conf?.settings.powerdownflag;
  const place = conf?.places.get("powerdownflag");
  if (path === undefined || !path.startsWith("/")) return undefined;
  return { path, at: place ? spot(upsmon.path, place) : wholeFile(upsmon.path) };
}

function flagText({ machine: { tree } }: CheckInput, path: string): string {
  try {
    return tree.stat(path)?.kind === "file" ? (tree.read(path) ?? "") : "";
  } catch {
    return "";
  }
}

const withFlag = (input: CheckInput, find: (flag: Flag) => readonly Found[]): readonly Found[] => {
  const flag = flagOf(input);
  return flag && switchesOff(input) ? find(flag) : [];
};

function withHooks(
  input: CheckInput,
  find: (place: ShutdownHook, hooks: readonly LateHook[]) => readonly Found[],
): readonly Found[] {
  const place = input.machine.facts.init.hook;
  if (!place || !flagOf(input) || !switchesOff(input)) return [];
  return find(place, hooksOf(input.machine.tree, place));
}

const PRE_ARMED =
  "or count only on a UPS that is told before the machine goes down (shutdown.return through the running driver)";

/** Late hooks have something to switch off where a driver is configured. */
function findIdleFlag(input: CheckInput): readonly Found[] {
  const flag = flagOf(input);
  const monitors = confOf(input.files.upsmon)?.settings.monitors ?? [];
  if (!flag || monitors.length === 0 || monitors.some(({ role }) => role === "primary")) return [];
  const severity = (confOf(input.files.ups)?.sections.length ?? 0) > 0 ? "warning" : "note";
  const text = `POWERDOWNFLAG ${flag.path}: this machine is primary of nothing, and has no UPS to switch off`;
  return [{ severity, at: flag.at, text }];
}

export const POWER_OFF_RULES: readonly Rule[] = [
  {
    name: "powerdownflag-secondary",
    looksAt: "POWERDOWNFLAG of upsmon.conf, and the roles of MONITOR",
    means:
      "The primary switches the UPS off when all others are down. upsmon of nutts writes no flag on a secondary; that of NUT does, and a last script with a driver switches the UPS off under machines that are still going down.",
    mend: "delete the line, or write primary where this machine is to switch the UPS off",
    find: findIdleFlag,
  },
  {
    name: "powerdownflag-folder",
    looksAt: "POWERDOWNFLAG of upsmon.conf, and its folder",
    means:
      "upsmon writes this file just before SHUTDOWNCMD. Where it cannot, the last scripts do not have the UPS switched off, and a machine that waits for its power to go and come back stays down.",
    mend: "write POWERDOWNFLAG /etc/killpower",
    find: (input) =>
      withFlag(input, ({ path, at }) => {
        const why = makeComplaint(input.machine.tree, ROOT, folderOf(path));
        return why === undefined
          ? []
          : [{ severity: "error", at, text: `POWERDOWNFLAG ${path} cannot be written: ${why}` }];
      }),
  },
  {
    name: "powerdownflag-taken",
    looksAt: "the file that POWERDOWNFLAG names",
    means:
      "A file with anything else in it than what upsmon writes is left alone, by upsmon of nutts and of NUT: the UPS is not switched off.",
    mend: "remove the file, or name another",
    find: (input) =>
      withFlag(input, ({ path, at }) => {
        const text = flagText(input, path);
        if (text === "" || text.startsWith(POWER_DOWN_MAGIC)) return [];
        return [
          {
            severity: "error",
            at,
            text: `POWERDOWNFLAG ${path}: a file of somebody else lies there, and upsmon leaves it alone`,
            advice: `rm ${path}, or name another`,
          },
        ];
      }),
  },
  {
    name: "powerdownflag-unmounted",
    looksAt: "the file system on which POWERDOWNFLAG lies",
    means:
      "The last scripts run when all but the root file system is unmounted. A flag on another one is not seen by them.",
    mend: "write POWERDOWNFLAG /etc/killpower",
    find: (input) =>
      withHooks(input, ({ mounted }) => {
        const flag = flagOf(input);
        const mount = flag && goneMount(input.machine.tree, mounted, flag.path);
        if (!flag || mount === undefined) return [];
        return [
          {
            severity: "error",
            at: flag.at,
            text: `POWERDOWNFLAG ${flag.path} lies on ${mount}, which is unmounted when the last scripts look for it`,
          },
        ];
      }),
  },
  {
    name: "late-hook-missing",
    looksAt: "the folder of the last scripts of a shutdown",
    means:
      "POWERDOWNFLAG alone does nothing: a script that runs last must ask upsmon -K and have the drivers switch the UPS off. Without it the UPS runs its battery down, and a machine that was shut down may not come back with the mains.",
    mend: "install the script that comes with the package of NUT for servers",
    find: (input) =>
      withHooks(input, ({ path }, hooks) => {
        const flag = flagOf(input);
        if (!flag || hooks.length > 0) return [];
        const text = "no script at the end of a shutdown has the UPS switched off";
        return [
          {
            severity: "warning",
            at: flag.at,
            text,
            advice: `put one at ${path}: if upsmon -K ends with 0, upsdrvctl shutdown`,
          },
        ];
      }),
  },
  {
    name: "late-hook-not-executable",
    looksAt: "the last scripts of a shutdown",
    means: "What is not executable is passed over in silence.",
    mend: "make it executable",
    find: (input) =>
      withHooks(input, (_place, hooks) =>
        hooks.flatMap(({ path, status }): readonly Found[] => {
          if ((status.mode & 0o100) !== 0) return [];
          const fix = { kind: "mode", path, mode: status.mode | 0o111, gid: status.gid } as const;
          return [
            {
              severity: "error",
              at: wholeFile(path),
              text: "this script is not executable and will not run",
              advice: `chmod +x ${path}`,
              fix,
            },
          ];
        }),
      ),
  },
  {
    name: "late-hook-unmounted",
    looksAt: "the last scripts of a shutdown, the programs and files that they need, and where those are mounted",
    means:
      "The last scripts run when all but the root file system is unmounted. If Node, nutts, the drivers or the configuration lie elsewhere, they cannot run any more: the UPS must have been told before.",
    mend: `put them on the root file system, ${PRE_ARMED}`,
    find: (input) =>
      withHooks(input, ({ mounted }, hooks) =>
        hooks.flatMap((hook): readonly Found[] => {
          const needed = [...pathsOf(input.machine, hook), input.folder];
          const gone = needed.flatMap((path) => {
            const mount = goneMount(input.machine.tree, mounted, path);
            return mount === undefined ? [] : [{ path, mount }];
          });
          const [first] = gone;
          if (!first) return [];
          const text = `it needs ${first.path}, which lies on ${first.mount}: that is unmounted when it runs, and the UPS is not switched off`;
          return [
            {
              severity: "error",
              at: wholeFile(hook.path),
              text,
              advice: `put it on the root file system, ${PRE_ARMED}`,
            },
          ];
        }),
      ),
  },
];
