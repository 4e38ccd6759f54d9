/** Machines that leave earlier than this one: a stage is a UPS of its own name on the battery of another. */
import type { Asker } from "../../../cli/asker.ts";
import { NutError } from "../../../nut/errors.ts";
import type { Setting, StageAnswer, UpsAnswer } from "../answers.ts";

export interface GivenStage {
  readonly name: string;
  /** Undefined: the only one. */
  readonly ups: string | undefined;
  readonly limits: readonly Setting[];
}

/** Words of `--stage`, and what they are in ups.conf(5). */
const LIMITS = {
  charge: { option: "mincharge", most: 99 },
  runtime: { option: "minruntime", most: 604_800 },
  onbattery: { option: "maxonbattery", most: 604_800 },
} as const;
type LimitWord = keyof typeof LIMITS;
const LIMIT_WORDS = Object.keys(LIMITS) as readonly LimitWord[];
const WORD_OF = new Map(LIMIT_WORDS.map((word) => [LIMITS[word].option as string, word]));

const USUAL_CHARGE = 60;
const OPTION = "--stage";

function limitOf(text: string): Setting | undefined {
  const [, word, digits] = /^(\w+):(\d{1,6})$/.exec(text) ?? [];
  const known = LIMIT_WORDS.find((each) => each === word);
  const value = Number(digits);
  if (known === undefined || value < 1 || value > LIMITS[known].most) return undefined;
  return { name: LIMITS[known].option, value: String(value) };
}

/** `NAME[@UPS]=LIMIT[,LIMIT]`; undefined where it is none. */
export function parseStage(word: string): GivenStage | undefined {
  const [, name, ups, rest] = /^([^\s\]#"=@:]+)(?:@([^\s=]+))?=(.+)$/.exec(word) ?? [];
  const limits = (rest ?? "").split(",").map(limitOf);
  const good = limits.filter((limit) => limit !== undefined);
  return name === undefined || good.length < limits.length ? undefined : { name, ups, limits: good };
}

export const STAGE_FORM =
  "write NAME=charge:PERCENT, runtime:SECONDS or onbattery:SECONDS; NAME@UPS where there are several";

/** As `--stage` takes it. */
export const stageWord = ({ name, ups, limits }: StageAnswer): string =>
  `${name}@${ups}=${limits.map((limit) => `${WORD_OF.get(limit.name)}:${limit.value}`).join(",")}`;

function upsFor({ name, ups }: GivenStage, upses: readonly UpsAnswer[]): string {
  const [only, ...others] = upses;
  if (ups === undefined && only && others.length === 0) return only.name;
  if (ups !== undefined && upses.some((each) => each.name === ups)) return ups;
  const why = ups === undefined ? "which UPS? Write NAME@UPS" : `there is no UPS ${ups}`;
  throw new NutError("usage", `${OPTION} ${name}: ${why}`);
}

function fromFlags(given: readonly GivenStage[], upses: readonly UpsAnswer[]): readonly StageAnswer[] {
  const taken = new Set(upses.map(({ name }) => name));
  return given.map((stage) => {
    if (taken.has(stage.name)) throw new NutError("usage", `${OPTION} ${stage.name}: another UPS has that name`);
    taken.add(stage.name);
    return { ...stage, ups: upsFor(stage, upses) };
  });
}

async function oneStage(ups: string, taken: ReadonlySet<string>, asker: Asker): Promise<StageAnswer> {
  const name = await asker.text({
    question: "Name of the stage, which those machines take for their UPS",
    option: OPTION,
    usual: `${ups}-early`,
    check: (text) => (taken.has(text) ? `${text} is taken` : parseStage(`${text}=charge:1`) ? undefined : "one word"),
  });
  const limit = await asker.text({
    question: "They leave when the charge is below, in percent (or write runtime:SECONDS, onbattery:SECONDS)",
    option: OPTION,
    usual: String(USUAL_CHARGE),
    check: (text) => (parseStage(`${name}=${asLimit(text)}`) ? undefined : "a number from 1 to 99, or WORD:NUMBER"),
  });
  return { name, ups, limits: parseStage(`${name}=${asLimit(limit)}`)?.limits ?? [] };
}

const asLimit = (text: string): string => (/^\d+$/.test(text) ? `charge:${text}` : text);

/** Of the first UPS; others are given as options. */
export async function askStages(
  given: readonly GivenStage[],
  upses: readonly UpsAnswer[],
  asker: Asker,
): Promise<readonly StageAnswer[]> {
  const [first] = upses;
  if (given.length > 0 || !first) return fromFlags(given, upses);
  const stages: StageAnswer[] = [];
  const more = (): Promise<boolean> =>
    asker.confirm({
      question: stages.length > 0 ? "Another stage?" : "Shall some machines leave earlier than this one, on a stage?",
      option: OPTION,
      usual: false,
    });
  while (await more()) {
    const taken = new Set([...upses, ...stages].map(({ name }) => name));
    stages.push(await oneStage(first.name, taken, asker));
  }
  return stages;
}
