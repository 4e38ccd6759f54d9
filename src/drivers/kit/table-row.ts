/** The rows of a table-driver. */
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
