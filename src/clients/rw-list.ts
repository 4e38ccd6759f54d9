import type { Palette } from "../cli/palette.ts";
import type { NutClient } from "../netproto/client/nut-client.ts";
import type { Range } from "../nut/ups-state.ts";
import { Fatal, orFatal } from "./fatal.ts";

/** The type as upsrw tells it. `unrecognized` words come before it. */
export type RwType =
  | { readonly kind: "unknown" }
  | { readonly kind: "string"; readonly maxLength: number }
  | { readonly kind: "number" }
  | {
      readonly kind: "enum";
      readonly of: "STRING" | "NUMBER" | undefined;
      readonly maxLength: number | undefined;
      readonly options: readonly string[];
    }
  | { readonly kind: "range"; readonly ranges: readonly Range[] };

export interface RwVariable {
  readonly name: string;
  readonly description: string | undefined;
  readonly unrecognized: readonly string[];
  readonly type: RwType;
  readonly value: string | undefined;
}

interface Shape {
  readonly kind: RwType["kind"];
  readonly of: "STRING" | "NUMBER" | undefined;
  readonly maxLength: number | undefined;
  readonly unrecognized: readonly string[];
}

/** The first word that decides ends the search, as in the C client. */
export function shapeOf(words: readonly string[]): Shape {
  const unrecognized: string[] = [];
  let enumerated = false;
  const shape = (kind: Shape["kind"], of: Shape["of"], maxLength?: number): Shape => ({
    kind,
    of,
    maxLength,
    unrecognized,
  });
  for (const word of words) {
    const upper = word.toUpperCase();
    const length = /^STRING:(\d*)/.exec(upper)?.[1];
    if (upper === "ENUM") enumerated = true;
    else if (upper === "RANGE") return shape("range", "NUMBER");
    else if (length !== undefined) return shape(enumerated ? "enum" : "string", "STRING", Number(length));
    else if (upper === "NUMBER") return shape(enumerated ? "enum" : "number", "NUMBER");
    else if (upper !== "RW") unrecognized.push(word);
  }
  return shape(enumerated ? "enum" : "unknown", undefined);
}

async function typeOf(client: NutClient, upsname: string, name: string, shape: Shape): Promise<RwType> {
  switch (shape.kind) {
    case "unknown":
    case "number":
      return { kind: shape.kind };
    case "string":
      return { kind: "string", maxLength: shape.maxLength ?? 0 };
    case "enum": {
      const options = await orFatal("Error", client.listEnum(upsname, name));
      return { kind: "enum", of: shape.of, maxLength: shape.maxLength, options };
    }
    case "range":
      return { kind: "range", ranges: await orFatal("Error", client.listRange(upsname, name)) };
  }
}

const orNone = <T>(call: Promise<T>): Promise<T | undefined> => call.catch(() => undefined);

/** One variable. Throws Fatal where the C client ends: no value, no options. */
export async function rwVariable(client: NutClient, upsname: string, name: string): Promise<RwVariable> {
  const [description, info, value] = await Promise.all([
    orNone(client.description(upsname, name)),
    orNone(client.type(upsname, name)),
    orNone(client.getVar(upsname, name)),
  ]);
  const shape = shapeOf(info?.words ?? []);
  if (shape.kind !== "unknown" && value === undefined)
    throw new Fatal(`do_${shape.kind}: can't get current value of ${name}`);
  const type = await typeOf(client, upsname, name, shape);
  return { name, description, unrecognized: shape.unrecognized, type, value };
}

const whole = (text: string): number => Number.parseInt(text, 10) || 0;

function typeLines(type: RwType, value: string): readonly string[] {
  const selected = (yes: boolean): string => (yes ? " SELECTED" : "");
  switch (type.kind) {
    case "unknown":
      return [];
    case "string":
      return ["Type: STRING", `Maximum length: ${type.maxLength}`, `Value: ${value}`];
    case "number":
      return ["Type: NUMBER", `Value: ${value}`];
    case "enum": {
      const head = type.of === undefined ? "Type: ENUM" : `Type: ENUM ${type.of}`;
      const length = type.of === "STRING" ? [`Maximum length: ${type.maxLength}`] : [];
      return [head, ...length, ...type.options.map((option) => `Option: "${option}"${selected(option === value)}`)];
    }
    case "range":
      return [
        "Type: RANGE NUMBER",
        ...type.ranges.map(({ min, max }) => {
          const [low, high] = [Math.trunc(min), Math.trunc(max)];
          return `Option: "${low}-${high}"${selected(whole(value) >= low && whole(value) <= high)}`;
        }),
      ];
  }
}

/** The variable as upsrw prints it, an empty line after it. */
export function formatRw({ name, description, unrecognized, type, value = "" }: RwVariable, paint: Palette): string {
  const odd = unrecognized.map((word) => `Type: ${word} (unrecognized)`);
  const lines = [`[${paint.name(name)}]`, description ?? "Description unavailable", ...odd, ...typeLines(type, value)];
  return `${lines.join("\n")}\n\n`;
}
