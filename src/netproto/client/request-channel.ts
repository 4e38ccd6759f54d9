/** Questions and answers over a link: requests as sentences, answers as their arguments. */
import { NutError } from "../../nut/errors.ts";
import type { Sentence } from "../../nut/sentence.ts";
import { abortable } from "./abort.ts";
import { type AnswerReader, getAnswer, lineAnswer, listAnswer, okAnswer, responseWords } from "./answer.ts";
import { checkLine } from "./connection-setup.ts";
import type { ServerLink } from "./link.ts";

const queryOf = (request: string): readonly string[] => responseWords(request).slice(1);

function argsOf<T>(sentence: Sentence<T>, words: readonly string[]): T {
  const parsed = sentence.parse(words);
  if (parsed.kind === "ok") return parsed.args;
  throw new NutError("protocol-error", `"${words.join(" ").slice(0, 80)}" is not ${sentence.pattern}`);
}

export class RequestChannel {
  readonly link: ServerLink;

  constructor(link: ServerLink) {
    this.link = link;
  }

  async exchange<T>(request: string, answer: AnswerReader<T>, signal?: AbortSignal): Promise<T> {
    checkLine(request);
    signal?.throwIfAborted();
    const { connection } = await this.link.ready(signal);
    return abortable(connection.exchange(request, answer, signal), signal);
  }

  line(request: string, signal?: AbortSignal): Promise<string> {
    return this.exchange(request, lineAnswer(), signal);
  }

  ok(request: string, signal?: AbortSignal): Promise<readonly string[]> {
    return this.exchange(request, okAnswer(), signal);
  }

  async get<T>(request: string, response: Sentence<T>, signal?: AbortSignal): Promise<T> {
    return argsOf(response, await this.exchange(request, getAnswer(queryOf(request)), signal));
  }

  async list<T>(request: string, row: Sentence<T>, signal?: AbortSignal): Promise<readonly T[]> {
    const rows = await this.exchange(request, listAnswer(queryOf(request)), signal);
    return rows.map((words) => argsOf(row, words));
  }
}
