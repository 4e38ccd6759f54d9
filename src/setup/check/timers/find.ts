/** What is wrong with the rules of upssched.conf. */
import { didYouMean } from "../../../conf/suggest.ts";
import type { AtRule } from "../../../conf/upssched/upssched-conf.ts";
import { isProgram } from "../../../system/process/running.ts";
import { makeComplaint } from "../../system/accounts.ts";
import { type CheckInput, confOf } from "../check-input.ts";
import { type Found, type Spot, spot, wholeFile } from "../rule.ts";
import { calleeOf, lookUp, rootCommand, shutsDown } from "./called-names.ts";
import { playOutage } from "./play.ts";

export const rowsOf = ({ files: { upssched } }: CheckInput): readonly AtRule[] => confOf(upssched)?.settings.rows ?? [];

export const placeOf = ({ files: { upssched } }: CheckInput, row: AtRule): Spot =>
  spot(upssched.path, confOf(upssched)?.placeOf(row) ?? { line: 0, column: 0 });

export function callsUpssched({ files: { upsmon } }: CheckInput): boolean {
  const command = confOf(upsmon)?.settings.notifycmd;
  return command !== undefined && isProgram(command.replace(/['"]/g, " ").split(/\s+/), "upssched");
}

/** Every name that CMDSCRIPT may be called with, once, with the line that has it. */
export function calledNames(input: CheckInput): ReadonlyMap<string, AtRule> {
  const names = new Map<string, AtRule>();
  for (const row of rowsOf(input)) {
    const { command } = row;
    const called = command.kind === "execute" ? command.name : "seconds" in command ? command.timer : command.otherwise;
    for (const name of (called ?? "").split(/\s+/)) if (name !== "" && !names.has(name)) names.set(name, row);
  }
  return names;
}

const systemsOf = ({ files: { upsmon } }: CheckInput): readonly string[] => {
  const systems = (confOf(upsmon)?.settings.monitors ?? []).map(({ system }) => system);
  return systems.length > 0 ? systems : ["*"];
};

const nameOf = ({ command }: AtRule): string =>
  command.kind === "execute" ? `EXECUTE ${command.name}` : `timer ${command.timer}`;

export function findBlips(input: CheckInput): readonly Found[] {
  const callee = calleeOf(input);
  const told = new Set<AtRule>();
  return systemsOf(input).flatMap((system) =>
    playOutage(rowsOf(input), system, 1).flatMap(({ name, second, row }): readonly Found[] => {
      if (told.has(row) || !shutsDown(callee, name)) return [];
      told.add(row);
      const why =
        second <= 1
          ? `${nameOf(row)} calls ${name} ${second === 0 ? "at once" : "as soon as the mains are back"}`
          : `${nameOf(row)} goes on when the mains are back, and calls ${name} after ${second} s`;
      const advice =
        second <= 1
          ? "have a timer call it, and cancel the timer at ONLINE"
          : `add AT ONLINE ${row.system} CANCEL-TIMER ${name}`;
      return [
        {
          severity: "error",
          at: placeOf(input, row),
          text: `one second without mains shuts this machine down: ${why}`,
          advice,
        },
      ];
    }),
  );
}

/** Seconds: mains that fail for less than that are what most failures are. */
const HASTY = 15;

export function findHasty(input: CheckInput): readonly Found[] {
  const callee = calleeOf(input);
  const told = new Set<AtRule>();
  return systemsOf(input).flatMap((system) =>
    playOutage(rowsOf(input), system, Number.POSITIVE_INFINITY).flatMap(({ name, second, row }): readonly Found[] => {
      if (second <= 1 || second >= HASTY || told.has(row) || !shutsDown(callee, name)) return [];
      told.add(row);
      const text = `${nameOf(row)} shuts this machine down after ${second} s without mains`;
      return [{ severity: "warning", at: placeOf(input, row), text }];
    }),
  );
}

const isExecuted = (flags: readonly string[]): boolean => flags.includes("EXEC") && !flags.includes("IGNORE");

/** What shuts this machine down soonest when the mains stays away, and how many seconds after it has failed. */
export function earliestShutdown(input: CheckInput): { readonly second: number; readonly by: string } | undefined {
  const flags = confOf(input.files.upsmon)?.settings.notifyFlags.find(({ type }) => type === "ONBATT")?.flags ?? [];
  if (!callsUpssched(input) || !isExecuted(flags)) return undefined;
  const callee = calleeOf(input);
  return systemsOf(input)
    .flatMap((system) => playOutage(rowsOf(input), system, Number.POSITIVE_INFINITY))
    .filter(({ name }) => shutsDown(callee, name))
    .map(({ second, row }) => ({ second, by: nameOf(row) }))
    .toSorted((a, b) => a.second - b.second)[0];
}

function lastingOf(input: CheckInput, system: string): number | undefined {
  const conf = confOf(input.files.upsmon);
  const monitors = (conf?.settings.monitors ?? []).filter((each) => system === "*" || each.system === system);
  const known = monitors.flatMap(({ upsname }) => input.runtimes.get(upsname) ?? []);
  return known.length > 0 ? Math.min(...known) : undefined;
}

export function findOutlasting(input: CheckInput): readonly Found[] {
  const callee = calleeOf(input);
  const told = new Set<AtRule>();
  const finalDelay = confOf(input.files.upsmon)?.settings.finaldelay ?? 5;
  return systemsOf(input).flatMap((system) => {
    const lasts = lastingOf(input, system);
    if (lasts === undefined) return [];
    return playOutage(rowsOf(input), system, Number.POSITIVE_INFINITY).flatMap(
      ({ name, second, row }): readonly Found[] => {
        if (told.has(row) || second + finalDelay < lasts || !shutsDown(callee, name)) return [];
        told.add(row);
        const text = `${nameOf(row)} shuts this machine down after ${second} s, and the battery lasts ${lasts} s`;
        const advice = `write fewer than ${Math.max(0, Math.floor(lasts / 2))} s, so that there is time to shut down`;
        return [{ severity: "error", at: placeOf(input, row), text, advice }];
      },
    );
  });
}

export function findUnknownNames(input: CheckInput): readonly Found[] {
  const callee = calleeOf(input);
  const called = calledNames(input);
  return [...called].flatMap(([name, row]): readonly Found[] => {
    const found = lookUp(callee, name);
    if (!found || found.known || callee.kind === "unknown") return [];
    const meant = didYouMean(
      name,
      found.names.filter((each) => !called.has(each)),
    );
    const fate = found.caught ? "only the branch * is for it" : "so nothing is done for it";
    const text = `CMDSCRIPT is called with ${name}, which ${callee.path} does not know: ${fate}`;
    return [
      {
        severity: found.caught ? (meant === undefined ? "note" : "warning") : "error",
        at: placeOf(input, row),
        text,
        advice: meant ?? `it knows ${found.names.join(", ") || "none"}`,
      },
    ];
  });
}

/** Commands of CMDSCRIPT that the user of upsmon may not give. */
export function findRootCommands(input: CheckInput): readonly Found[] {
  const callee = calleeOf(input);
  const { monitorUser } = input;
  if (!monitorUser || monitorUser.uid === 0) return [];
  return [...calledNames(input)].flatMap(([name, row]): readonly Found[] => {
    const command = rootCommand(callee, name);
    if (command === undefined || callee.kind === "unknown") return [];
    const [program = ""] = command.split(/\s+/);
    const text = `for ${name} ${callee.path} calls ${program} as the user ${monitorUser.name}, who may not shut down: nothing happens then`;
    return [{ severity: "error", at: placeOf(input, row), text }];
  });
}

/** Types that AT waits for, and that upsmon does not tell NOTIFYCMD. */
export function findUntold(input: CheckInput): readonly Found[] {
  const conf = confOf(input.files.upsmon);
  if (!conf || !callsUpssched(input)) return [];
  const { notifyFlags } = conf.settings;
  const told = new Set<string>(notifyFlags.flatMap(({ type, flags }) => (isExecuted(flags) ? [type] : [])));
  const waited = new Map<string, AtRule>();
  for (const row of rowsOf(input)) if (!waited.has(row.notifyType)) waited.set(row.notifyType, row);
  return [...waited].flatMap(([type, row]): readonly Found[] => {
    if (told.has(type)) return [];
    const before = notifyFlags.find((each) => each.type === type)?.flags ?? ["SYSLOG", "WALL"];
    const flags = [...before.filter((flag) => flag !== "IGNORE"), "EXEC"].join("+");
    return [
      {
        severity: "error",
        at: placeOf(input, row),
        text: `AT ${type} is never reached: upsmon does not call NOTIFYCMD for ${type}`,
        advice: `write NOTIFYFLAG ${type} ${flags} into upsmon.conf`,
      },
    ];
  });
}

/** The folder of the sockets: whatever starts the daemons makes it. */
const isMadeAtStart = (folder: string, { machine: { facts, tree } }: CheckInput): boolean =>
  tree.stat(folder) === undefined && [facts.statePath, facts.distribution.statePath].includes(folder);

export function findFolders(input: CheckInput): readonly Found[] {
  const {
    files: { upssched },
    monitorUser,
    machine: { tree, facts },
  } = input;
  const conf = confOf(upssched);
  if (!conf || !monitorUser || !rowsOf(input).some(({ command }) => "seconds" in command)) return [];
  const seen = new Set<string>();
  return (["pipefn", "lockfn"] as const).flatMap((key): readonly Found[] => {
    const path = conf.settings[key];
    const place = conf.places.get(key);
    if (path === undefined || !path.startsWith("/")) return [];
    const folder = path.replace(/\/[^/]*$/, "") || "/";
    const why = makeComplaint(tree, monitorUser, folder);
    if (why === undefined || seen.has(folder) || isMadeAtStart(folder, input)) return [];
    seen.add(folder);
    const text = `${key.toUpperCase()} ${path}: ${why}, so no timer can run`;
    return [
      {
        severity: "error",
        at: place ? spot(upssched.path, place) : wholeFile(upssched.path),
        text,
        advice: `name a file in ${facts.statePath}, or make the folder for that user`,
      },
    ];
  });
}
