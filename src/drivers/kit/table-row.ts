/** The rows of a table-driver. */
import { withNumbers } from "../../nut/catalogue/numbers.ts";
import type { CommandRow, ReadRow, SettingRow, View } from "./row.ts";

/** One order, or several that are taken one after the other, each only if the one before was; an order itself is no list. */
type Ordered<Order> = Order | readonly Order[];

interface Named<Where extends object> extends Pick<CommandRow<never>, "cmd" | "repeated"> {
  /** Offered only where the device answered at this place when it was opened. */
  readonly needs?: Where;
}

/** What is sent, or what makes it of the parameter and what is known; undefined refuses the parameter. */
export type TableCommand<Where extends object, Raw, Token extends string, Order> = Named<Where> &
  (
    | CommandRow<Ordered<Order>>
    | { readonly make: (param: string | undefined, view: View<Token, Raw>) => Ordered<Order> | undefined }
  );

export type TableRow<Where extends object, Raw, Token extends string, Order> =
  | ReadRow<Where, Raw, View<Token, Raw>, Token>
  | SettingRow
  | TableCommand<Where, Raw, Token, Order>;

const named = (text: string, number: number): string => withNumbers(text, [String(number)]);

function withNumber<Row extends object>(row: Row, number: number): Row {
  if ("var" in row && typeof row.var === "string") return { ...row, var: named(row.var, number) };
  if ("cmd" in row && typeof row.cmd === "string") return { ...row, cmd: named(row.cmd, number) };
  return row;
}

/** Rows of `outlet.#.status` and its like, for the numbers 1 to `count`; `at` puts the number into the row's place. */
export const numberedRows = <Row extends object>(
  rows: readonly Row[],
  count: number,
  at: (row: Row, number: number) => Row,
): readonly Row[] =>
  Array.from({ length: count }, (_, index) => index + 1).flatMap((number) =>
    rows.map((row) => withNumber(at(row, number), number)),
  );
