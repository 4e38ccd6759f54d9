/** web.conf: the files that it names, the port that it wants, and the users and UPSes of this machine. */
import { X509Certificate } from "node:crypto";
import { didYouMean } from "../../../conf/suggest.ts";
import { fileReason } from "../../../system/system-error.ts";
import { closedFolder, may } from "../../system/accounts.ts";
import { type CheckInput, confOf } from "../check-input.ts";
import { type Found, type Rule, type Spot, spot, wholeFile } from "../rule.ts";
import { DEFAULT_LISTEN, isEveryAddress, isOwnAddress } from "../this-host.ts";
import type { WebEntry } from "../web-conf.ts";

const entriesOf = ({ files: { web } }: CheckInput): readonly WebEntry[] => confOf(web)?.entries ?? [];

const placeOf = ({ files: { web } }: CheckInput, section: string, name: string): Spot => {
  const word = confOf(web)?.entry(section, name)?.name;
  return word ? spot(web.path, word) : wholeFile(web.path);
};

const isSecretFile = ({ name }: WebEntry): boolean => /_file$/.test(name.text);
const isCertificate = ({ section, name }: WebEntry): boolean => section === "mqtt" && name.text === "ca";

/** Why whoever runs nutts up cannot read it, or undefined. */
function unreadable({ machine: { tree }, serverUser }: CheckInput, path: string): string | undefined {
  const stat = tree.stat(path);
  if (stat?.kind !== "file") return "there is no such file";
  if (!serverUser) return undefined;
  const folder = closedFolder(tree, serverUser, path);
  if (folder !== undefined) return `the user ${serverUser.name} may not enter the folder ${folder}`;
  return may(serverUser, "read", stat) ? undefined : `the user ${serverUser.name} may not read it`;
}

const CERTIFICATE = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

/** Why a file holds no certificates that can be trusted, or undefined. */
function unusable({ machine: { tree } }: CheckInput, path: string): string | undefined {
  try {
    const blocks = (tree.read(path) ?? "").match(CERTIFICATE) ?? [];
    for (const block of blocks) new X509Certificate(block);
    return blocks.length > 0 ? undefined : "it holds no certificate (PEM)";
  } catch (error) {
    return fileReason(error).startsWith("error:") ? "a certificate in it cannot be read" : fileReason(error);
  }
}

function findFiles(input: CheckInput): readonly Found[] {
  return entriesOf(input).flatMap((entry): readonly Found[] => {
    if (!isSecretFile(entry) && !isCertificate(entry)) return [];
    const why = unreadable(input, entry.value) ?? (isCertificate(entry) ? unusable(input, entry.value) : undefined);
    if (why === undefined) return [];
    const text = `${entry.name.text} of [${entry.section}], ${entry.value}: ${why}`;
    return [{ severity: "error", at: spot(input.files.web.path, entry.name), text }];
  });
}

function findOpenSecrets(input: CheckInput): readonly Found[] {
  return entriesOf(input).flatMap((entry): readonly Found[] => {
    const stat = isSecretFile(entry) ? input.machine.tree.stat(entry.value) : undefined;
    if (stat?.kind !== "file" || (stat.mode & 0o004) === 0) return [];
    const text = "everybody on this machine can read the secret in this file";
    const mode = stat.mode & 0o770;
    const advice = `chmod ${mode.toString(8)} ${entry.value}`;
    return [
      {
        severity: "warning",
        at: wholeFile(entry.value),
        text,
        advice,
        fix: { kind: "mode", path: entry.value, mode, gid: stat.gid },
      },
    ];
  });
}

/** The dashboard's, unless it is told otherwise. */
const DASHBOARD = { host: "127.0.0.1", port: 8080 };

function findPort(input: CheckInput): readonly Found[] {
  const { files, machine, serverUser } = input;
  const nis = confOf(files.web)?.nis;
  if (!nis) return [];
  const at = placeOf(input, "nis", "listen");
  const listens = confOf(files.upsd)?.settings.listen ?? [];
  const upsd = listens.length > 0 ? listens : DEFAULT_LISTEN;
  const meets = ({ host, port }: { readonly host: string; readonly port: number }): boolean =>
    port === nis.port && (host === nis.host || isEveryAddress(host) || isEveryAddress(nis.host));
  if (upsd.some(meets))
    return [
      { severity: "error", at, text: `[nis] wants port ${nis.port}, which upsd has by LISTEN: one of them fails` },
    ];
  if (meets(DASHBOARD))
    return [
      {
        severity: "warning",
        at,
        text: `[nis] wants port ${nis.port}, which the dashboard has unless --web says otherwise`,
      },
    ];
  if (!isEveryAddress(nis.host) && !isOwnAddress(nis.host, machine))
    return [{ severity: "error", at, text: `[nis] listens on ${nis.host}, and this machine has no such address` }];
  if (nis.port < 1024 && serverUser?.uid !== 0)
    return [
      { severity: "error", at, text: `only root may have port ${nis.port}, and nutts up becomes ${serverUser?.name}` },
    ];
  return [];
}

function findUser(input: CheckInput): readonly Found[] {
  const user = confOf(input.files.web)?.mqtt?.user;
  const users = confOf(input.files.users)?.users;
  if (!user || !users) return [];
  const { path } = input.files.users;
  const known = users.find(({ name }) => name === user.username);
  if (!known) {
    const text = `nut_username: ${path} has no user ${user.username}, so no command of the broker is carried out`;
    const advice = didYouMean(
      user.username,
      users.map(({ name }) => name),
    );
    return [{ severity: "error", at: placeOf(input, "mqtt", "nut_username"), text, advice }];
  }
  if (known.password === undefined || known.password === user.password) return [];
  const name = confOf(input.files.web)?.entry("mqtt", "nut_password") ? "nut_password" : "nut_password_file";
  const text = `${name} is not the password of [${known.name}] in ${path}:${known.line}, so no command of the broker is carried out`;
  return [{ severity: "error", at: placeOf(input, "mqtt", name), text, advice: "write the same password in both" }];
}

const HAVE_UPS = new Set(["nis", "domoticz", "homematic"]);

function findUps(input: CheckInput): readonly Found[] {
  const sections = confOf(input.files.ups)?.sections ?? [];
  const names = sections.flatMap(({ name, aliases }) => [name, ...aliases]);
  if (names.length === 0) return [];
  return entriesOf(input).flatMap((entry): readonly Found[] => {
    const { section, name, value } = entry;
    const free = /^([^:]+):/.exec(name.text)?.[1];
    const wanted = HAVE_UPS.has(section) ? (name.text === "ups" ? value : free) : undefined;
    if (wanted === undefined || names.some((each) => each.toLowerCase() === wanted.toLowerCase())) return [];
    const text = `[${section}]: ${input.files.ups.path} has no [${wanted}]`;
    const advice = didYouMean(wanted, names) ?? `sections are ${names.join(", ")}`;
    return [{ severity: "error", at: spot(input.files.web.path, name), text, advice }];
  });
}

const WEB = "web.conf";

export const WEB_RULES: readonly Rule[] = [
  {
    name: "web-files",
    looksAt: "ca and the files of secrets in web.conf, and who runs nutts up",
    means: "A section whose certificates or secret cannot be read publishes nothing.",
    mend: "correct the path, or give the file to the group of the user, mode 640",
    find: findFiles,
  },
  {
    name: "web-secrets-readable",
    looksAt: "the rights of the files of secrets that web.conf names",
    means: "Whoever reads the password of the broker may publish in its name, and with it command a UPS.",
    mend: "chmod 640",
    find: findOpenSecrets,
  },
  {
    name: "web-port",
    looksAt: "listen of [nis] in web.conf, LISTEN of upsd.conf, the addresses of this machine",
    means: "Two programs cannot have one port: the one that comes second serves nobody.",
    mend: "write another port, such as listen = 127.0.0.1:3551",
    find: findPort,
  },
  {
    name: "web-user",
    looksAt: "nut_username and nut_password of [mqtt] in web.conf, and upsd.users",
    means: "Commands and settings that come over MQTT are carried out as this user. Where upsd refuses it, none is.",
    mend: "write a user of upsd.users with its password",
    find: findUser,
  },
  {
    name: "web-ups",
    looksAt: `the UPSes that ${WEB} names, and ups.conf`,
    means: "Nothing is told of a UPS that upsd does not serve.",
    mend: "write the name of a section of ups.conf",
    find: findUps,
  },
];
