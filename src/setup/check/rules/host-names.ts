/** What sections of upssched-cmd.conf name: files, UPSes, channels. */
import { didYouMean } from "../../../conf/suggest.ts";
import { sameUps } from "../../../conf/tables/shutdown-rules.ts";
import { closedFolder, may } from "../../system/accounts.ts";
import { type CheckInput, confOf } from "../check-input.ts";
import { type Found, type Rule, spot, wholeFile } from "../rule.ts";

const FILE = "upssched-cmd.conf";
/** Whose absence nobody else tells; that of a secret is told where it is read. */
const CERTIFICATE = /(^|_)(ca|cert|key)_file$/;

/** Why upssched-cmd cannot read it. */
function unreadable({ machine: { tree }, monitorUser }: CheckInput, path: string, wanted: boolean): string | undefined {
  const stat = tree.stat(path);
  if (stat?.kind !== "file") return wanted ? "there is no such file" : undefined;
  if (!monitorUser) return undefined;
  const folder = closedFolder(tree, monitorUser, path);
  if (folder !== undefined) return `${monitorUser.name}, who calls upssched-cmd, may not enter the folder ${folder}`;
  return may(monitorUser, "read", stat) ? undefined : `${monitorUser.name}, who calls upssched-cmd, may not read it`;
}

function findFiles(input: CheckInput): readonly Found[] {
  const { upsschedCmd } = input.files;
  const entries = (confOf(upsschedCmd)?.actions ?? []).flatMap(({ name, host }) =>
    (host?.entries ?? []).map((entry) => ({ section: name, name: entry.name, value: entry.values[0]?.text ?? "" })),
  );
  return entries.flatMap(({ section, name, value }): readonly Found[] => {
    if (!name.text.endsWith("_file") || value === "") return [];
    const why = unreadable(input, value, CERTIFICATE.test(name.text));
    if (why === undefined) return [];
    const text = `${name.text} of [${section}], ${value}: ${why}`;
    return [{ severity: "error", at: spot(upsschedCmd.path, name), text }];
  });
}

function findUpses({ files: { upsschedCmd, upsmon } }: CheckInput): readonly Found[] {
  const systems = (confOf(upsmon)?.settings.monitors ?? []).map(({ system }) => system);
  if (systems.length === 0) return [];
  return (confOf(upsschedCmd)?.hosts ?? []).flatMap(({ name, upses }) =>
    upses
      .filter((ups) => !systems.some((system) => sameUps(ups, system)))
      .map((ups): Found => {
        const section = confOf(upsschedCmd)?.actions.find((action) => action.name === name)?.host;
        const place = section?.entries.find((entry) => entry.name.text === "ups")?.name;
        return {
          severity: "warning",
          at: place ? spot(upsschedCmd.path, place) : wholeFile(upsschedCmd.path),
          text: `ups of [${name}]: MONITOR has no ${ups}`,
          advice: didYouMean(ups, systems) ?? `MONITOR has ${systems.join(", ")}`,
        };
      }),
  );
}

function findChannels({ files: { upsschedCmd, notify } }: CheckInput): readonly Found[] {
  const conf = confOf(upsschedCmd);
  if (!conf || notify.kind === "unreadable") return [];
  const known = (confOf(notify)?.channels ?? []).map(({ name }) => name);
  const asked = [
    ...conf.actions.map(({ name, notify: channels = [] }) => ({ what: `notify of [${name}]`, channels })),
    { what: "OUTAGEREPORT", channels: conf.recovery.report ?? [] },
  ];
  return asked.flatMap(({ what, channels }) =>
    channels
      .filter((channel) => !known.includes(channel))
      .map((channel): Found => {
        const text = `${what}: ${notify.path} has no channel [${channel}] that can be used`;
        const advice = didYouMean(channel, known) ?? `write [${channel}] into ${notify.path}`;
        return { severity: "error", at: wholeFile(upsschedCmd.path), text, advice };
      }),
  );
}

export const HOST_NAME_RULES: readonly Rule[] = [
  {
    name: "host-file",
    looksAt: `the files that sections of ${FILE} name, and the user of upsmon, who calls upssched-cmd`,
    means:
      "A token, a password or a certificate that cannot be read leaves the host up until the battery is empty. Root, who tries it with --test, may read what that user may not.",
    mend: "chgrp the file to that user's group, chmod 640, or correct the path",
    find: findFiles,
  },
  {
    name: "host-ups",
    looksAt: `ups of the hosts in ${FILE}, and MONITOR of upsmon.conf`,
    means: "A host is woken when the UPSes that feed it have power. Of one that does not exist nobody ever hears.",
    mend: "write the UPS as MONITOR has it",
    find: findUpses,
  },
  {
    name: "notify-channel",
    looksAt: `notify and OUTAGEREPORT of ${FILE}, and the channels of notify.conf`,
    means: "A message for a channel that does not exist goes to nobody.",
    mend: "write the name of a channel, or all",
    find: findChannels,
  },
];
