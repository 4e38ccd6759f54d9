/** Lists and lines, read as strictly as the strictest client does. */
import { AWAY, errorIn, type Finding, missing, odd, RIGHT, said, shown, unasked } from "./check.ts";
import type { Interview } from "./interview.ts";

export interface ListRead {
  readonly rows: readonly string[];
  readonly finding: Finding;
}

/** `BEGIN LIST VAR ups`, rows that begin with `VAR ups `, `END LIST VAR ups`. */
export async function readList(interview: Interview, query: string): Promise<ListRead> {
  const reply = await interview.ask(`LIST ${query}`);
  const none = (finding: Finding): ListRead => ({ rows: [], finding });
  const error = errorIn(reply);
  if (error !== undefined && AWAY.has(error)) return none(unasked(`the UPS has no data now (${error})`));
  if (error !== undefined || reply.kind !== "lines") return none(missing(`LIST ${query}: ${said(reply)}`));
  const [first = "", ...rest] = reply.lines;
  const rows = rest.slice(0, -1);
  const wrong = [
    first === `BEGIN LIST ${query}` ? undefined : `it begins with "${shown(first)}"`,
    rest.at(-1) === `END LIST ${query}` ? undefined : `it ends with "${shown(rest.at(-1) ?? first)}"`,
    rows.find((row) => !row.startsWith(`${query} `)),
  ].find((one) => one !== undefined);
  return { rows, finding: wrong === undefined ? RIGHT : odd(`LIST ${query}: ${shown(wrong)}`) };
}

export interface Named {
  readonly name: string;
  /** Between the quotes, escapes as they stand; undefined where there are none. */
  readonly value: string | undefined;
}

/** What stands behind the query in each row: a name, and for most lists a value in quotes. */
export const namesOf = ({ rows }: ListRead, query: string): readonly Named[] =>
  rows.flatMap((row) => {
    const [, quoted, plain, value] =
      /^(?:"((?:[^"\\]|\\.)*)"|(\S+))(?: "(.*)")?$/.exec(row.slice(query.length + 1)) ?? [];
    const name = quoted ?? plain;
    return name === undefined ? [] : [{ name, value }];
  });

/** Beyond these a server is believed: a check is no load test. */
export const MOST_NAMES = 400;

/** One line to a question, of the form that is asked for. */
export async function line(interview: Interview, request: string, form: RegExp): Promise<Finding> {
  const reply = await interview.ask(request);
  const error = errorIn(reply);
  if (error !== undefined && AWAY.has(error)) return unasked(`the UPS has no data now (${error})`);
  if (reply.kind !== "lines" || error !== undefined) return missing(`${request}: ${said(reply)}`);
  return form.test(reply.lines[0] ?? "") ? RIGHT : odd(`${request}: ${said(reply)}`);
}

export const literally = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
