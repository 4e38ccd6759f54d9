/** One open device as a table-driver needs it. */
import type { Answer } from "./line/ask-line.ts";
import type { TableRow } from "./table-row.ts";

export interface Closable {
  close(): Promise<void>;
}

/** All calls throw DeviceError `lost` when the link is gone. */
export interface Link<Where extends object, Raw, Order, Token extends string = never> extends Closable {
  /** One line for a person: maker, model, where it is. */
  readonly title: string;
  /** What the device said of itself while it was opened. */
  readonly facts: readonly (readonly [name: string, value: string])[];
  /** What it said that has no NUT name, for rows to look at. */
  readonly notes?: ReadonlyMap<string, Raw>;
  /** Behind the rows of the family: a table that the device's own words chose, rows of its numbered outlets. */
  readonly rows?: readonly TableRow<Where, Raw, Token, Order>[];
  /** Full polls from one that reads what seldom changes, as after a change, to the next; else only after a change. */
  readonly seldomEvery?: number;
  /** A device that supplies nothing of its own, such as a PDU: it has no status, and lacks none. */
  readonly noSupply?: boolean;
  /** Variables whose names the device gives itself, besides those of rows. */
  readonly passed?: ReadonlyMap<string, string>;
  /** Throws DeviceError `stale` where no poll makes sense without this answer. */
  read(where: Where): Promise<Answer<Raw>>;
  /** All places of a poll at once, for a link that fetches many in one request; one answer for each, in their order. */
  readMany?(places: readonly Where[]): Promise<readonly Answer<Raw>[]>;
  /** A new value at a place that is read as well; false where the device does not take it. */
  write?(where: Where, raw: Raw): Promise<boolean>;
  order?(order: Order): Promise<boolean>;
  /** The end of a shutdown, where it is no command of the table. `known`: a variable, as clients may have set it. */
  killpower?(known: (name: string) => string | undefined): Promise<boolean>;
  /** After a poll that made data stale. */
  wake?(): Promise<void>;
}

export interface Places<Where extends object> {
  /** Rows of one place share its answer: it is read once in a poll. */
  readonly placeOf: (where: Where) => string;
  /** Places to be read before the others, in this order; else each is read where its first row stands. */
  readonly places?: readonly string[];
  /** After so many silent places in a row the rest of a poll is spared. */
  readonly silentLimit?: number;
}

type Reads<Where extends object, Raw> = Pick<Link<Where, Raw, never>, "read" | "readMany">;
type Answers<Raw> = ReadonlyMap<string, Answer<Raw>>;

/** Reads each place once. */
export async function readPlaces<Where extends object, Raw>(
  link: Reads<Where, Raw>,
  wheres: readonly Where[],
  family: Places<Where>,
): Promise<Answers<Raw>> {
  const { placeOf, places: first = [] } = family;
  const places = new Map<string, Where>();
  const rank = (where: Where): number =>
    first.includes(placeOf(where)) ? first.indexOf(placeOf(where)) : first.length;
  for (const where of wheres.toSorted((one, other) => rank(one) - rank(other)))
    if (!places.has(placeOf(where))) places.set(placeOf(where), where);
  return link.readMany ? readAtOnce(places, (many) => link.readMany?.(many)) : readOneByOne(link, places, family);
}

async function readAtOnce<Where extends object, Raw>(
  places: ReadonlyMap<string, Where>,
  readMany: (places: readonly Where[]) => Promise<readonly Answer<Raw>[]> | undefined,
): Promise<Answers<Raw>> {
  const answers = places.size > 0 ? await readMany([...places.values()]) : [];
  return new Map([...places.keys()].map((place, at) => [place, answers?.[at] ?? { kind: "silent" }]));
}

async function readOneByOne<Where extends object, Raw>(
  link: Reads<Where, Raw>,
  places: ReadonlyMap<string, Where>,
  { silentLimit = Number.POSITIVE_INFINITY }: Places<Where>,
): Promise<Answers<Raw>> {
  const answers = new Map<string, Answer<Raw>>();
  let silent = 0;
  for (const [place, where] of places) {
    if (silent >= silentLimit) break;
    const answer = await link.read(where);
    answers.set(place, answer);
    silent = answer.kind === "silent" ? silent + 1 : 0;
  }
  return answers;
}
