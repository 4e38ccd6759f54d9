/** The files themselves: there, readable for those who need them, for nobody else, and under their own names. */
import type { Account } from "../../../system/process/users.ts";
import { closedFolder, may } from "../../system/accounts.ts";
import type { FileStatus } from "../../system/file-tree.ts";
import type { CheckInput } from "../check-input.ts";
import { confOf } from "../check-input.ts";
import type { ConfFile } from "../conf-files.ts";
import { nearMisses } from "../near-miss.ts";
import { type Fix, type Found, type Rule, wholeFile } from "../rule.ts";
import { secretFiles } from "../secret-files.ts";
import { strayWords } from "../stray-words.ts";

const all = ({ files }: CheckInput): readonly ConfFile<unknown>[] => Object.values(files);

/** Who reads which file. */
function readersOf({
  files,
  serverUser,
  monitorUser,
}: CheckInput): readonly (readonly [ConfFile<unknown>, Account | undefined, string])[] {
  return [
    [files.ups, serverUser, "upsd and the drivers"],
    [files.upsd, serverUser, "upsd"],
    [files.users, serverUser, "upsd"],
    [files.upsmon, monitorUser, "upsmon (at a reload)"],
    [files.upssched, monitorUser, "upssched"],
    [files.upsschedCmd, monitorUser, "upssched-cmd"],
    [files.notify, monitorUser, "notify"],
    [files.web, serverUser, "nutts up"],
  ];
}

/** Readable for the group of the account, and for nobody else. */
const closed = (path: string, { mode, gid }: FileStatus, account: Account | undefined): Fix => ({
  kind: "mode",
  path,
  mode: (mode & 0o770) | 0o640,
  gid: account === undefined || account.uid === 0 || account.groups.includes(gid) ? gid : account.gid,
});

const mendOf = (fix: Fix, group: string | undefined): string =>
  fix.kind === "mode"
    ? `${group === undefined ? "" : `chgrp ${group} ${fix.path}; `}chmod ${fix.mode.toString(8)} ${fix.path}`
    : "";

function findReadable(input: CheckInput): readonly Found[] {
  const owners = new Map(readersOf(input).map(([file, account]) => [file.path, account]));
  return secretFiles(input).flatMap(({ path, kind }): readonly Found[] => {
    const stat = input.machine.tree.stat(path);
    if (kind === "missing" || stat?.kind !== "file" || (stat.mode & 0o004) === 0) return [];
    const fix = closed(path, stat, owners.get(path));
    const group = fix.kind === "mode" && fix.gid !== stat.gid ? owners.get(path)?.name : undefined;
    return [
      {
        severity: "warning",
        at: wholeFile(path),
        text: "everybody on this machine can read the secrets in this file",
        advice: mendOf(fix, group),
        fix,
      },
    ];
  });
}

/** Folders that a reader may not pass, once each. */
function findClosedFolders(input: CheckInput): readonly Found[] {
  const { tree } = input.machine;
  const told = new Set<string>();
  return readersOf(input).flatMap(([{ path, kind }, account, who]): readonly Found[] => {
    const folder = kind === "missing" || !account ? undefined : closedFolder(tree, account, path);
    if (!account || folder === undefined || told.has(`${folder} ${account.name}`)) return [];
    told.add(`${folder} ${account.name}`);
    const text = `${who}, as the user ${account.name}, may not enter this folder`;
    return [
      {
        severity: "error",
        at: wholeFile(folder),
        text,
        advice: `chgrp ${account.name} ${folder}; chmod 750 ${folder}`,
      },
    ];
  });
}

function findUnreadable(input: CheckInput): readonly Found[] {
  const { tree } = input.machine;
  const files = readersOf(input).flatMap(([{ path, kind }, account, who]): readonly Found[] => {
    const stat = tree.stat(path);
    if (kind === "missing" || !account || stat?.kind !== "file" || may(account, "read", stat)) return [];
    const fix = closed(path, stat, account);
    const text = `${who}, as the user ${account.name}, cannot read this file`;
    return [{ severity: "error", at: wholeFile(path), text, advice: mendOf(fix, account.name), fix }];
  });
  return [...findClosedFolders(input), ...files];
}

/** An ordinary user is told once, not for each file. */
function findLocked(input: CheckInput): readonly Found[] {
  const locked = all(input).flatMap((file) => (file.kind === "unreadable" ? [file] : []));
  const [first] = locked;
  if (first && locked.length > 1 && locked.every(({ reason }) => reason === first.reason)) {
    const names = locked.map(({ path }) => path.slice(input.folder.length + 1)).join(", ");
    const text = `the user ${input.machine.me.name} cannot read ${names}: ${first.reason}`;
    return [{ severity: "error", at: wholeFile(input.folder), text, advice: "run this as root: sudo nutts check" }];
  }
  return locked.map(({ path, reason, advice }) => ({
    severity: "error",
    at: wholeFile(path),
    text: `it cannot be read: ${reason}`,
    advice,
  }));
}

/** What a machine of this mode cannot do without. */
function neededFiles({ files: { nut, ups, users, upsmon } }: CheckInput): readonly ConfFile<unknown>[] {
  const mode = confOf(nut)?.mode;
  if (mode === "netclient") return [upsmon];
  const serves = mode === "standalone" || mode === "netserver" || (confOf(ups)?.sections.length ?? 0) > 0;
  return serves ? [ups, users, upsmon] : [];
}

const WITHOUT: Readonly<Record<string, string>> = {
  "ups.conf": "no UPS is known",
  "upsd.users": "nobody can log in to upsd",
  "upsmon.conf": "nothing shuts this machine down",
};

function findMissing(input: CheckInput): readonly Found[] {
  const { machine, folder } = input;
  const misses = new Set(nearMisses(machine.tree, folder).map(({ meant }) => meant));
  if (all(input).every(({ kind }) => kind === "missing") && misses.size === 0)
    return [
      {
        severity: "error",
        at: wholeFile(folder),
        text: machine.tree.stat(folder) ? "no configuration file of NUT is here" : "there is no such folder",
        advice: "name the folder with --conf or NUT_CONFPATH, or write the files",
      },
    ];
  return neededFiles(input).flatMap(({ path, kind }): readonly Found[] => {
    const name = path.slice(folder.length + 1);
    if (kind !== "missing" || misses.has(name)) return [];
    return [{ severity: "error", at: wholeFile(path), text: `there is no such file: ${WITHOUT[name]}` }];
  });
}

export const FILE_RULES: readonly Rule[] = [
  {
    name: "file-unreadable",
    looksAt: "all files of the configuration folder",
    means: "A file that cannot be read cannot be checked, and a daemon that needs it does not start.",
    mend: "run this as root, or correct the file's rights",
    find: findLocked,
  },
  {
    name: "file-missing",
    looksAt: "the configuration folder, and MODE of nut.conf",
    means:
      "Which files there must be depends on what this machine does: a server has ups.conf, upsd.users and upsmon.conf, a client upsmon.conf.",
    mend: "write the file",
    find: findMissing,
  },
  {
    name: "near-miss-name",
    looksAt: "the names of all files in the configuration folder",
    means: "A file under nearly the right name is read by nobody.",
    mend: "rename it, or remove it",
    find: ({ machine: { tree }, folder }) =>
      nearMisses(tree, folder).map(({ name, meant, free }) => ({
        severity: free ? "error" : "warning",
        at: wholeFile(`${folder}/${name}`),
        text: free
          ? `nothing reads a file of this name, and there is no ${meant}`
          : `nothing reads a file of this name; ${meant} is there as well`,
        advice: free ? `mv ${name} ${meant}` : "join them, or remove this one",
        ...(free && { fix: { kind: "rename", path: `${folder}/${name}`, to: `${folder}/${meant}` } as const }),
      })),
  },
  {
    name: "wrong-file",
    looksAt: "the first word of each line of all files",
    means: "A line in the file of another program has no effect.",
    mend: "move the line",
    find: ({ files }) => strayWords(files),
  },
  {
    name: "secrets-readable",
    looksAt: "the rights of the files that hold passwords",
    means: "Whoever reads a password of upsd.users or upsmon.conf can have every machine of this UPS shut down.",
    mend: "chmod 640",
    find: findReadable,
  },
  {
    name: "closed-to-its-reader",
    looksAt: "the rights of the files and of the folders above them, and the users of the daemons",
    means:
      "upsd, upsmon and upssched read their files as an ordinary user, at the latest at a reload. Where that user cannot, they do not start, or go on with old settings.",
    mend: "give the file to the group of the user, mode 640",
    find: findUnreadable,
  },
];
