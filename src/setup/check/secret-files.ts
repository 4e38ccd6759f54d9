/** Which files of the configuration hold secrets. */
import { namesSecret } from "../../conf/load.ts";
import { type CheckInput, confOf } from "./check-input.ts";
import type { ConfFile } from "./conf-files.ts";
import { readSections } from "./sections.ts";

const NAMES_SECRET = /pass|token|secret|key/i;

/** The files that hold secrets as they are now. */
export function secretFiles({
  files: { ups, upsd, users, upsmon, notify, nutauth, web, upsschedCmd },
}: CheckInput): readonly ConfFile<unknown>[] {
  const upsConf = confOf(ups);
  const inside = (file: ConfFile<unknown>): readonly ConfFile<unknown>[] =>
    file.kind === "read" &&
    readSections(file.text).some(({ name }) => NAMES_SECRET.test(name) && !/_(file|env)$/.test(name))
      ? [file]
      : [];
  return [
    users,
    upsmon,
    nutauth,
    ...(upsConf && namesSecret(upsConf) ? [ups] : []),
    ...(confOf(upsd)?.settings.certident ? [upsd] : []),
    ...inside(notify),
    ...inside(web),
    ...inside(upsschedCmd),
  ];
}
