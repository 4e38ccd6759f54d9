import { removeLine } from "../../../conf/edit.ts";
import { readLines } from "../../../conf/reader.ts";
import { parseUpsdConf } from "../../../conf/upsd-conf.ts";
import { DEFAULT_PORT } from "../../../nut/ups-id.ts";
import type { Listen, ServerRole } from "../answers.ts";
import { appendLines } from "./append-lines.ts";

const keyOf = ({ host, port }: Listen): string => `${host} ${port}`;

const same = (a: readonly Listen[], b: readonly Listen[]): boolean =>
  a.length === b.length && a.every((each) => b.some((other) => keyOf(other) === keyOf(each)));

const listenLine = ({ host, port }: Listen): string =>
  port === DEFAULT_PORT ? `LISTEN ${host}` : `LISTEN ${host} ${port}`;

/** An address in another's range cannot be listened on twice: the lines are replaced as a whole. */
function withoutListen(text: string): string {
  const line = readLines(text, "").lines.find(({ first }) => first.text === "LISTEN");
  return line ? withoutListen(removeLine(text, line.first.line)) : text;
}

export const upsdConfText = (before: string, { listen }: ServerRole): string =>
  same(parseUpsdConf(before).listen, listen) ? before : appendLines(withoutListen(before), listen.map(listenLine));
