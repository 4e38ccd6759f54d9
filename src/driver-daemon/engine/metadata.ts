/** What has to be told so that a variable's flags, length, enumeration and ranges become those wanted. */
import type { Change, Variable } from "../../nut/ups-state.ts";
import type { TypeFacts } from "../../nut/var-type.ts";

export type Metadata = TypeFacts & Pick<Variable, "rw">;

export function metadataChanges(known: Variable, wanted: Metadata): readonly Change[] {
  const { name } = known;
  const has = (range: { min: number; max: number }, ranges: Variable["ranges"]): boolean =>
    ranges.some(({ min, max }) => min === range.min && max === range.max);
  return [
    ...known.enums.filter((value) => !wanted.enums.includes(value)).map(change(name, "delete-enum")),
    ...wanted.enums.filter((value) => !known.enums.includes(value)).map(change(name, "add-enum")),
    ...known.ranges.filter((range) => !has(range, wanted.ranges)).map(rangeChange(name, "delete-range")),
    ...wanted.ranges.filter((range) => !has(range, known.ranges)).map(rangeChange(name, "add-range")),
    ...(known.maxLength === wanted.maxLength ? [] : [{ kind: "aux", name, maxLength: wanted.maxLength } as const]),
    ...(known.rw === wanted.rw && known.type === wanted.type
      ? []
      : [{ kind: "flags", name, rw: wanted.rw, type: wanted.type } as const]),
  ];
}

const change =
  (name: string, kind: "add-enum" | "delete-enum") =>
  (value: string): Change => ({ kind, name, value });

const rangeChange =
  (name: string, kind: "add-range" | "delete-range") =>
  (range: Variable["ranges"][number]): Change => ({ kind, name, range });
