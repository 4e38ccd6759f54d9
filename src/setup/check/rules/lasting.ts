/** Files that are written for the time after an outage: OUTAGELOG and SHUTDOWNRECORD. */
import { makeComplaint } from "../../system/accounts.ts";
import { type CheckInput, confOf } from "../check-input.ts";
import { type Found, type Rule, type Spot, spot, wholeFile } from "../rule.ts";
import { readSections } from "../sections.ts";

interface Written {
  readonly name: string;
  readonly path: string;
  readonly at: Spot;
}

function recordOf({ files: { upsmon } }: CheckInput): readonly Written[] {
  const conf = confOf(upsmon);
  const path = conf?.settings.shutdownrecord;
  const place = conf?.places.get("shutdownrecord");
  return path === undefined || !place ? [] : [{ name: "SHUTDOWNRECORD", path, at: spot(upsmon.path, place) }];
}

function logOf({ files: { upsschedCmd } }: CheckInput): readonly Written[] {
  const path = confOf(upsschedCmd)?.recovery.log;
  if (path === undefined || upsschedCmd.kind !== "read") return [];
  const word = readSections(upsschedCmd.text).find(({ name }) => name === "OUTAGELOG")?.word;
  const at = word ? spot(upsschedCmd.path, word) : wholeFile(upsschedCmd.path);
  return [{ name: "OUTAGELOG", path, at }];
}

/** Packages make it. */
const USUAL = "/var/lib/nut";
/** Gone after a boot. */
const PASSING = /^\/(run|var\/run|tmp|dev\/shm)\//;

function why({ path }: Written, { machine: { tree }, monitorUser }: CheckInput): string | undefined {
  if (PASSING.test(path)) return "nothing there outlives a boot";
  if (tree.stat(path)?.kind === "folder") return "it is a folder";
  const folder = path.replace(/\/[^/]*$/, "") || "/";
  if (folder === USUAL && tree.stat(folder) === undefined) return undefined;
  return monitorUser && makeComplaint(tree, monitorUser, folder);
}

export const LASTING_RULES: readonly Rule[] = [
  {
    name: "lasting-file",
    looksAt: "SHUTDOWNRECORD of upsmon.conf, OUTAGELOG of upssched-cmd.conf, and the user of upsmon, who writes them",
    means: "What is to be read after the boot has to be on a disk, in a folder where that user may make files.",
    mend: "name a file in /var/lib/nut",
    find: (input) =>
      [...recordOf(input), ...logOf(input)].flatMap((each): readonly Found[] => {
        const reason = each.path.startsWith("/") ? why(each, input) : undefined;
        return reason === undefined
          ? []
          : [{ severity: "warning", at: each.at, text: `${each.name} ${each.path}: ${reason}` }];
      }),
  },
];
