/** What `busctl --json=short call` prints: `{"type":"ao","data":[["/a","/b"]]}`, `{"type":"a{sv}","data":[{"Name":{"type":"d","data":1.5}}]}`. */
import { DeviceError } from "../types.ts";

export type Properties = ReadonlyMap<string, string | number | boolean>;

type Json = Readonly<Record<string, unknown>>;

const isJson = (value: unknown): value is Json => typeof value === "object" && value !== null && !Array.isArray(value);

/** The only value of an answer. Throws DeviceError `stale`. */
function answerIn(text: string): unknown {
  try {
    const parsed: unknown = JSON.parse(text);
    if (isJson(parsed) && Array.isArray(parsed.data)) return parsed.data[0];
  } catch {
    // As below.
  }
  throw new DeviceError("stale", `busctl printed no answer: ${text.slice(0, 100).trim() || "nothing"}`);
}

export function pathsIn(text: string): readonly string[] {
  const found = answerIn(text);
  return Array.isArray(found) ? found.filter((path): path is string => typeof path === "string") : [];
}

export function propertiesIn(text: string): Properties {
  const found = answerIn(text);
  const entries = isJson(found) ? Object.entries(found) : [];
  return new Map(
    entries.flatMap(([name, variant]) => {
      const data = isJson(variant) ? variant.data : undefined;
      const isPlain = typeof data === "string" || typeof data === "number" || typeof data === "boolean";
      return isPlain ? [[name, data] as const] : [];
    }),
  );
}
