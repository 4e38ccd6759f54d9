import type { Sentence } from "../../nut/sentence.ts";
import { err, type ServerAnswer } from "./answer.ts";
import type { RequestContext } from "./request-context.ts";

export interface Verb {
  readonly keywords: readonly string[];
  answer(context: RequestContext, words: readonly string[]): ServerAnswer;
}

interface Manner {
  /** What words beyond the pattern are: some requests ignore them, some are refused for them. */
  readonly extra: "ignored" | "refused";
}

/** A verb from its sentence. `extra` counts the words beyond the pattern. */
export const verb = <T>(
  { keywords, parse }: Sentence<T>,
  manner: Manner,
  answer: (context: RequestContext, args: T, extra: number) => ServerAnswer,
): Verb => ({
  keywords,
  answer(context, words) {
    const parsed = parse(words);
    if (parsed.kind !== "ok") return err("invalid-argument");
    if (parsed.extra > 0 && manner.extra === "refused") return err("invalid-argument");
    return answer(context, parsed.args, parsed.extra);
  },
});
