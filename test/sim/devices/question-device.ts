/** A device at the end of a link that brings whole answers: the same profiles that the serial rig plays. */
import type { QxLink } from "../../../src/drivers/qx/session.ts";
import { AnswerTable, type Profile } from "./answer-table.ts";

export type { Profile } from "./answer-table.ts";

export class QuestionDevice implements QxLink {
  readonly asked: string[] = [];
  readonly table: AnswerTable;
  /** A fault is one more behaviour put in front: it may change or swallow an answer. */
  fault: (question: string, answer: string) => string = (_, answer) => answer;

  constructor(profile: Profile) {
    this.table = new AnswerTable(profile);
  }

  exchange(question: Uint8Array): Promise<Uint8Array> {
    const text = Buffer.from(question).toString("latin1");
    this.asked.push(text);
    return Promise.resolve(Buffer.from(this.fault(text, this.table.answer(text).text), "latin1"));
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}
