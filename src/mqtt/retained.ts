/** What the broker is to keep: the newest of each topic, one on its way at a time. A broker that is away gets what holds when it is back. */
import type { MqttLink } from "./link.ts";

export class Retained {
  readonly #wanted = new Map<string, string>();
  readonly #sent = new Map<string, string>();
  readonly #busy = new Set<string>();
  #link: MqttLink | undefined;

  set(topic: string, payload: string): void {
    this.#wanted.set(topic, payload);
    this.#push(topic);
  }

  /** Empties a topic at the broker, too. */
  remove(topic: string): void {
    if (this.#wanted.has(topic)) this.set(topic, "");
  }

  topics(): readonly string[] {
    return [...this.#wanted.keys()];
  }

  /** Everything is sent anew, or what `which` says. */
  resend(which: (topic: string) => boolean = () => true): void {
    for (const topic of this.#wanted.keys()) {
      if (!which(topic)) continue;
      this.#sent.delete(topic);
      this.#push(topic);
    }
  }

  connected(link: MqttLink): void {
    this.#link = link;
    this.resend();
  }

  lost(): void {
    this.#link = undefined;
  }

  #push(topic: string): void {
    const payload = this.#wanted.get(topic);
    const link = this.#link;
    if (!link || payload === undefined || this.#busy.has(topic) || this.#sent.get(topic) === payload) return;
    this.#busy.add(topic);
    this.#sent.set(topic, payload);
    void link.publish(topic, payload, true).then(
      () => this.#done(topic),
      () => this.#busy.delete(topic),
    );
  }

  #done(topic: string): void {
    this.#busy.delete(topic);
    if (this.#wanted.get(topic) === "") this.#wanted.delete(topic);
    else this.#push(topic);
  }
}
