/** The texts of a JSON body by their names. */
const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

/** Undefined where the body is no object, or one that is needed is missing or no text. */
export function textsOf(body: string, needed: readonly string[]): Readonly<Record<string, string>> | undefined {
  const given = parsed(body);
  if (!isRecord(given) || needed.some((name) => typeof given[name] !== "string")) return undefined;
  const texts = Object.entries(given).flatMap(([name, text]) => (typeof text === "string" ? [[name, text]] : []));
  return Object.fromEntries(texts);
}
