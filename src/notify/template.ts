import type { Notice } from "./notice.ts";

const GAP = /%([A-Za-z][A-Za-z0-9._-]*)%/g;

/** Fills the gaps; `known` answers undefined for a name that it does not have, and the gap stays. */
export const fillTemplate = (template: string, known: (name: string) => string | undefined): string =>
  template.replace(GAP, (gap, name: string) => known(name) ?? gap);

export const gapsOf = (template: string): readonly string[] =>
  [...template.matchAll(GAP)].flatMap(([, name]) => name ?? []);

export function noticeWord({ type, upsname, subject, text, at, id }: Notice): (name: string) => string | undefined {
  const words: Readonly<Record<string, string>> = {
    NOTIFYTYPE: type,
    UPSNAME: upsname,
    SUBJECT: subject,
    TEXT: text,
    TIME: new Date(at).toISOString(),
    ID: id,
  };
  return (name) => words[name];
}
