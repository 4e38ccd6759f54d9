/**
 * Which variables of which UPS go where, as lines of a section:
 *
 *     battery.charge = 12           a variable of the UPS of the section
 *     desk:ups.load = 13            of another
 *     OB = 14                       whether a token stands in its ups.status
 */

import { didYouMeanNumbered } from "../../conf/suggest.ts";
import type { FreeSetting, SectionShape } from "../../conf/web/web-conf.ts";
import { isVariableName, variableNames } from "../../nut/catalogue/variables.ts";

export interface ChosenRow {
  /** Undefined for that of the section. */
  readonly ups: string | undefined;
  readonly what: { readonly kind: "variable" | "token"; readonly name: string };
  /** What it is called there. */
  readonly target: string;
}

const NAME = /^(?:([^:\s]{1,100}):)?(?:([a-z0-9][\w-]{0,40}(?:\.[\w-]{1,40}){1,8})|([A-Z][A-Z0-9]{1,19}))$/;
const MOST = 500;

interface Parts {
  readonly ups: string | undefined;
  readonly variable: string | undefined;
  readonly token: string | undefined;
}

function partsOf(name: string): Parts | undefined {
  const [whole, ups, variable, token] = NAME.exec(name) ?? [];
  return whole === undefined ? undefined : { ups, variable, token };
}

function doubt(name: string): string | undefined {
  const variable = partsOf(name)?.variable;
  if (variable === undefined || isVariableName(variable)) return undefined;
  return didYouMeanNumbered(variable, variableNames()) ?? "it counts only if the driver has a variable of that name";
}

export const CHOSEN_NAMES: NonNullable<SectionShape<string, object>["free"]> = {
  takes: (name) => partsOf(name) !== undefined,
  doubt,
};

/** The rows, or a sentence about what is wrong. `fault`: what is wrong with a target, or undefined. */
export function chosenRows(
  lines: readonly FreeSetting[],
  fault: (target: string) => string | undefined,
): readonly ChosenRow[] | string {
  if (lines.length === 0) return "no variable is chosen: write lines such as battery.charge = …";
  if (lines.length > MOST) return `more than ${MOST} variables are chosen`;
  const wrong = lines.map(({ name, value }) => [name, fault(value)] as const).find(([, why]) => why !== undefined);
  if (wrong) return `${wrong[0]}: ${wrong[1]}`;
  return lines.flatMap(({ name, value }) => {
    const { ups, variable, token } = partsOf(name) ?? {};
    const what = { kind: token === undefined ? "variable" : "token", name: token ?? variable ?? "" } as const;
    return [{ ups, what, target: value }];
  });
}

/** As the user has written it. */
export const rowName = ({ ups, what: { name } }: ChosenRow): string => (ups === undefined ? name : `${ups}:${name}`);
