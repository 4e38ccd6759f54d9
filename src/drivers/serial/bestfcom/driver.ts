/** bestfcom: Ferrups and FortressII of Best Power that know the command f. */
import { figure } from "../../kit/codecs.ts";
import type { PromptLine } from "../best/prompt-line.ts";
import { type Model, prompted } from "../best/prompted.ts";
import { measured } from "../best/record.ts";
import { type BestRow, parameter, RECORD, recordRows } from "../best/rows.ts";
import { configured, isConfiguration, KINDS, type Kind } from "./models.ts";

const OUTPUT: readonly BestRow[] = [
  { var: "output.current", ...RECORD, as: measured(36, 4, 0.1, 1) },
  { var: "ups.power", ...RECORD, as: measured(40, 6) },
];
const celsius = measured(62, 4, 1, 1);
/** 0 where it is not measured. */
const TEMPERATURE: BestRow = {
  var: "ups.temperature",
  ...RECORD,
  sometimes: true,
  as: figure(1, (record) => Number(celsius.read(record, undefined)) || undefined),
};

interface Told {
  readonly name: string;
  readonly va: number | undefined;
  readonly watts: number | undefined;
  readonly empty: number | undefined;
  readonly low: number | undefined;
  readonly full: number | undefined;
  /** Where the UPS does not tell it, what its charge is counted from. */
  readonly nominal?: number | undefined;
}

/** Of what a charger brings a battery to, this part is left when it rests. */
const RESTING = 0.7;

function modelOf(told: Told, rows: readonly BestRow[]): Model {
  const { name, va, watts, empty, low, full } = told;
  const resting = empty === undefined || full === undefined ? undefined : (full - empty) * RESTING + empty;
  const facts = [
    ["ups.power.nominal", va?.toFixed()],
    ["ups.realpower.nominal", watts?.toFixed()],
    ["battery.voltage.nominal", (told.nominal ?? resting)?.toFixed(2)],
  ] as const;
  return {
    name,
    facts: facts.flatMap(([variable, value]) => (value === undefined ? [] : [[variable, value] as const])),
    rows: [...recordRows({ empty, low, full: resting }), ...rows],
  };
}

async function sizeOf(line: PromptLine, page: string, { sizes }: Kind): Promise<readonly (number | undefined)[]> {
  if (Array.isArray(sizes)) return [await line.number(sizes[0]), await line.number(sizes[1])];
  return Object.entries(sizes).find(([size]) => page.includes(`Unit ID "${size}`))?.[1] ?? [];
}

async function paged(line: PromptLine): Promise<Model | string> {
  const page = (await line.identity()).join("\n");
  const kind = KINDS.find(({ says }) => says.test(page));
  if (!kind) return "it does not say of itself that it is a Ferrups or FortressII";
  const [va, watts] = await sizeOf(line, page, kind);
  const [empty, low] = [await line.number(kind.empty), await line.number(kind.low)];
  const full = typeof kind.full === "number" ? kind.full : await line.number(kind.full);
  const measures = kind.name === "Ferrups FD" ? [] : OUTPUT;
  return modelOf({ name: `${kind.name}${va ?? ""}`, va, watts, empty, low, full }, [
    ...measures,
    TEMPERATURE,
    { var: "ups.load", ...parameter(kind.load) },
  ]);
}

async function identify(line: PromptLine): Promise<Model | string> {
  const string = (await line.ask("fc"))?.find(isConfiguration);
  if (string === undefined) return paged(line);
  const told = configured(string);
  if (!told) return `its configuration ${string.slice(0, 7)} is of a model that is not known`;
  return modelOf(told, [...OUTPUT, { var: "ups.load", ...parameter("16 FullLoad%") }]);
}

export const BESTFCOM = prompted(
  { name: "bestfcom", title: "Ferrups and Fortress of Best Power with f commands on a serial line", version: "0.18" },
  [{ cmd: "shutdown.return", send: ["pw377", "o 10 a"] }],
  identify,
);
