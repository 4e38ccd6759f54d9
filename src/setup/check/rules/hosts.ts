/** Hosts of upssched-cmd.conf: whether they can go down in time, and come back. */
import { PROGRAM_FOLDERS } from "../../../hosts/run-program.ts";
import { durationText } from "../../../nut/duration-text.ts";
import { type CheckInput, confOf } from "../check-input.ts";
import { type Found, type Rule, wholeFile } from "../rule.ts";
import { hostsOf, sectionOf } from "./hosts-together.ts";

const FILE = "upssched-cmd.conf";
/** Many batteries, and UPSes that estimate, stop short of it. */
const FULL = 100;
/** Seconds: less is no time to shut down. */
const LEAST = 30;

function findOutlasting(input: CheckInput): readonly Found[] {
  const { runtimes, files } = input;
  const reserve = confOf(files.upsschedCmd)?.recovery.reserve ?? 0;
  if (runtimes.size === 0) return [];
  const lasts = Math.min(...runtimes.values());
  return hostsOf(input).flatMap((host): readonly Found[] => {
    if (host.kind.leavesByItself || host.timeoutS + reserve <= lasts) return [];
    const text = `[${host.name}] may take ${durationText(host.timeoutS)}, and this machine keeps ${durationText(reserve)}: the battery lasts ${durationText(lasts)}`;
    const most = Math.floor(lasts - reserve);
    const advice = most < LEAST ? "write a smaller RESERVE" : `write timeout = ${most} at most, or a smaller RESERVE`;
    return [{ severity: "warning", at: sectionOf(input, host.name), text, advice }];
  });
}

function findPrograms(input: CheckInput): readonly Found[] {
  const { tree } = input.machine;
  const isThere = (program: string): boolean =>
    PROGRAM_FOLDERS.some((folder) => tree.stat(`${folder}/${program}`) !== undefined);
  return hostsOf(input).flatMap((host): readonly Found[] => {
    const checked = host.check.kind === "ping" ? ["ping"] : [];
    const programs = new Set([...host.kind.programs, ...(host.wake?.kind.programs ?? []), ...checked]);
    return [...programs].flatMap((program): readonly Found[] => {
      if (isThere(program)) return [];
      const text = `[${host.name}] needs ${program}, which this machine does not have`;
      return [{ severity: "error", at: sectionOf(input, host.name), text, advice: `install ${program}` }];
    });
  });
}

function findFullCharge(input: CheckInput): readonly Found[] {
  const { upsschedCmd } = input.files;
  const recovery = confOf(upsschedCmd)?.recovery;
  if (recovery === undefined || recovery.charge < FULL || !hostsOf(input).some(({ wake }) => wake)) return [];
  const text = `WAKECHARGE ${recovery.charge} may never be reached, and then nobody is woken`;
  return [{ severity: "warning", at: wholeFile(upsschedCmd.path), text }];
}

export const HOST_RULES: readonly Rule[] = [
  {
    name: "host-outlasts-battery",
    looksAt: `timeout and RESERVE of ${FILE}, and how long the battery lasts, as for timer-outlasts-battery`,
    means:
      "What a host may take is cut to what the battery has left. A drain that is cut short is no clean shutdown, and a stage begins later than mains fail.",
    mend: "shorten the timeout, or begin the stage earlier",
    find: findOutlasting,
  },
  {
    name: "host-program",
    looksAt: `the kinds of hosts in ${FILE}, and the programs that they call`,
    means: "A host whose program is missing is neither shut down nor woken.",
    mend: "install the program",
    find: findPrograms,
  },
  {
    name: "wake-charge",
    looksAt: `WAKECHARGE of ${FILE}`,
    means: "Many batteries stop short of 100 %, and hosts wait for it for ever.",
    mend: "write 95 or less",
    find: findFullCharge,
  },
];
