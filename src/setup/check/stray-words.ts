/** Lines that belong into another file. */
import { readLines } from "../../conf/reader.ts";
import { NUT_CONF } from "../../conf/tables/nut-conf.ts";
import { UPS_CONF } from "../../conf/tables/ups-conf.ts";
import { UPSD_CONF } from "../../conf/tables/upsd-conf.ts";
import { USER_SETTINGS } from "../../conf/tables/upsd-users.ts";
import { UPSMON_CONF } from "../../conf/tables/upsmon-conf.ts";
import { UPSSCHED_CONF } from "../../conf/tables/upssched-conf.ts";
import type { ConfFile, ConfFiles } from "./conf-files.ts";
import { type Found, spot } from "./rule.ts";

const namesOf = (table: Readonly<Record<string, { readonly name: string }>>): ReadonlySet<string> =>
  new Set(Object.values(table).map(({ name }) => name));

const WORDS: readonly (readonly [file: string, words: ReadonlySet<string>])[] = [
  ["upsmon.conf", namesOf(UPSMON_CONF)],
  ["upsd.conf", namesOf(UPSD_CONF)],
  ["upssched.conf", namesOf(UPSSCHED_CONF)],
  ["nut.conf", namesOf(NUT_CONF)],
  ["upsd.users", new Set(["actions", "instcmds", "upsmon"])],
  ["ups.conf", new Set(["driver", "port"])],
];

/** What a file itself knows, though it is in the list of another. */
const OWN: Readonly<Record<string, ReadonlySet<string>>> = {
  "ups.conf": namesOf(UPS_CONF),
  "upsd.users": new Set(USER_SETTINGS),
  "upssched.conf": new Set([...namesOf(UPSSCHED_CONF)]),
};

const nameOf = (path: string): string => path.slice(path.lastIndexOf("/") + 1);

function homeOf(word: string, file: string): string | undefined {
  const own = OWN[file] ?? WORDS.find(([name]) => name === file)?.[1];
  if (own?.has(word)) return undefined;
  return WORDS.find(([name, words]) => name !== file && words.has(word))?.[0];
}

const hasSections = (file: string): boolean => file === "ups.conf" || file === "upsd.users";

function straysOf(file: ConfFile<unknown>): readonly Found[] {
  if (file.kind !== "read") return [];
  const name = nameOf(file.path);
  return readLines(file.text, file.path).lines.flatMap(({ first }): readonly Found[] => {
    const word = first.text.split("=")[0] ?? "";
    const section = /^\[.+\]$/.test(word) && !hasSections(name);
    const home = section ? "ups.conf or upsd.users" : homeOf(word, name);
    if (home === undefined) return [];
    const text = `${section ? "a section" : word} has no place in ${name} and no effect`;
    return [{ severity: "error", at: spot(file.path, first), text, advice: `move the line to ${home}` }];
  });
}

export const strayWords = ({ nut, ups, upsd, users, upsmon, upssched }: ConfFiles): readonly Found[] =>
  [nut, ups, upsd, users, upsmon, upssched].flatMap(straysOf);
