/** bestuferrups: Micro-Ferrups of Best Power, told by what `id` answers: Unit ID "ME3.1K20417". */

import { prompted } from "../best/prompted.ts";
import { measured } from "../best/record.ts";
import { type BestRow, parameter, RECORD, recordRows } from "../best/rows.ts";

interface Micro {
  readonly name: string;
  /** Where the voltage stands at which it turns off. */
  readonly empty: string;
  readonly full: number;
  readonly rows: readonly BestRow[];
}

const LARGE = { empty: "29 LowBat", full: 54.2 } as const;
const LOAD: BestRow = { var: "ups.load", ...parameter("16 FullLoad%") };

/** By the first characters of the unit's name. */
const MODELS: Readonly<Record<string, Micro>> = {
  ME: { name: "Micro Ferrups (ME) 3100", ...LARGE, rows: [LOAD] },
  RE: {
    name: "Micro Ferrups (RE) 1800",
    ...LARGE,
    rows: [LOAD, { var: "ups.temperature", ...parameter("12 HS Temp") }],
  },
  C1: {
    name: "Micro Ferrups (MD) 1100",
    empty: "27 LowBatt",
    full: 13.7,
    rows: [{ var: "ups.load", ...parameter("22 FullLoad%") }],
  },
};

const AMBIENT: BestRow = { var: "ambient.temperature", ...RECORD, as: measured(62, 4, 1, 1) };
const OFF: BestRow = { cmd: "shutdown.return", send: ["pw377", "off 1 a"] };

export const BESTUFERRUPS = prompted(
  { name: "bestuferrups", title: "Micro-Ferrups of Best Power on a serial line", version: "0.10" },
  [OFF],
  async (line) => {
    const [, unit = ""] = /^Unit ID "(..)/m.exec((await line.identity()).join("\n")) ?? [];
    const model = MODELS[unit];
    if (!model) return "it does not say of itself that it is a Micro-Ferrups ME, RE or MD";
    const { name, empty, full, rows } = model;
    return { name, rows: [...recordRows({ empty: await line.number(empty), full }), ...rows, AMBIENT] };
  },
);
