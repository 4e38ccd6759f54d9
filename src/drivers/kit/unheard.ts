/**
 * What a device did not answer when it was opened: it may not know the question, or a byte was lost. Each place is asked
 * once more, one in a full poll, so that no poll waits for more than one silence.
 */
import type { Answer } from "./line/ask-line.ts";
import type { ReadRow, View } from "./row.ts";
import type { TableCommand } from "./table-row.ts";

type Rows<Where extends object, Raw, Token extends string> = readonly ReadRow<Where, Raw, View<Token, Raw>, Token>[];
type Commands<Where extends object, Raw, Token extends string, Order> = readonly TableCommand<
  Where,
  Raw,
  Token,
  Order
>[];

export interface Unheard<Where extends object, Raw, Token extends string, Order> {
  readonly rows: Rows<Where, Raw, Token>;
  /** By the places that they need. */
  readonly commands: Commands<Where, Raw, Token, Order>;
}

interface Surveyed<Where extends object, Raw, Token extends string, Order> {
  readonly reads: Rows<Where, Raw, Token>;
  readonly commands: Commands<Where, Raw, Token, Order>;
  /** Those in use. */
  readonly rows: Rows<Where, Raw, Token>;
}

/** `answerAt` is undefined where the place was not asked, for the device had said nothing for too long. */
export function unheardOf<Where extends object, Raw, Token extends string, Order>(
  { reads, commands, rows }: Surveyed<Where, Raw, Token, Order>,
  answerAt: (where: Where) => Answer<Raw> | undefined,
): Unheard<Where, Raw, Token, Order> {
  const isSilent = (where: Where): boolean => (answerAt(where)?.kind ?? "silent") === "silent";
  const used = new Set(rows.flatMap((row) => ("var" in row ? [row.var] : [])));
  return {
    rows: reads.filter((row) => "var" in row && !used.has(row.var) && isSilent(row)),
    commands: commands.filter(({ needs }) => needs !== undefined && isSilent(needs)),
  };
}

/** The first of the places, and what belongs to it. */
export function nextUnheard<Where extends object, Raw, Token extends string, Order>(
  { rows, commands }: Unheard<Where, Raw, Token, Order>,
  placeOf: (where: Where) => string,
):
  | {
      readonly where: Where;
      readonly now: Unheard<Where, Raw, Token, Order>;
      readonly rest: Unheard<Where, Raw, Token, Order>;
    }
  | undefined {
  const where = rows[0] ?? commands[0]?.needs;
  if (where === undefined) return undefined;
  const isThere = (one: Where | undefined): boolean => one !== undefined && placeOf(one) === placeOf(where);
  return {
    where,
    now: { rows: rows.filter(isThere), commands: commands.filter(({ needs }) => isThere(needs)) },
    rest: {
      rows: rows.filter((row) => !isThere(row)),
      commands: commands.filter(({ needs }) => !isThere(needs)),
    },
  };
}
