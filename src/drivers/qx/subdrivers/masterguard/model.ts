/** What the model's name says: its power and how many battery packs it takes. */
import type { Reader } from "../../../kit/codecs.ts";
import type { Slice } from "../../protocol.ts";
import { by } from "../../readers.ts";

interface Model {
  /** As the name in the reply begins. */
  readonly prefix: string;
  readonly name: string;
  /** VA. */
  readonly power: number;
  /** Fewest and most battery packs, in the tower and in the rack. */
  readonly tower: readonly [min: number, max: number];
  readonly rack: readonly [min: number, max: number];
}

const MODELS: readonly Model[] = [
  { prefix: "A  700", name: "A700", power: 700, tower: [0, 0], rack: [0, 0] },
  { prefix: "A 1000", name: "A1000", power: 1000, tower: [0, 2], rack: [0, 2] },
  { prefix: "A 2000", name: "A2000", power: 2000, tower: [0, 2], rack: [1, 5] },
  { prefix: "A 3000", name: "A3000", power: 3000, tower: [0, 2], rack: [1, 5] },
  { prefix: "E 60", name: "E60", power: 6000, tower: [1, 1], rack: [1, 1] },
  { prefix: "E100", name: "E100", power: 10000, tower: [1, 1], rack: [1, 1] },
  { prefix: "E200", name: "E200", power: 20000, tower: [1, 1], rack: [1, 1] },
];

const modelOf = (text: string): Model | undefined => MODELS.find(({ prefix }) => text.startsWith(prefix));
const isRack = (text: string): boolean => text.includes("-19");

/** `A700-19` for `A  700  + 0 Bat Pack-19`. */
export const modelName: Reader<Slice> = by(({ text }) => {
  const model = modelOf(text);
  return model && `${model.name}${isRack(text) ? "-19" : ""}`;
});

export const modelPower: Reader<Slice> = by(({ text }) => modelOf(text)?.power.toString());

/** Fewest and most battery packs of a model by its name (`A700-19`). */
export const packsOf = (name: string): readonly [min: number, max: number] => {
  const model = MODELS.find((each) => each.name === name.replace(/-19$/, ""));
  return (isRack(name) ? model?.rack : model?.tower) ?? [0, 9];
};
