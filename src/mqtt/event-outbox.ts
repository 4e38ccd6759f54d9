/** Events on their way to a broker: they are not retained, and those of the time when it was away go out when it is back. */
import type { MqttLink } from "./link.ts";

const MOST = 100;

export class EventOutbox {
  readonly #waiting: { readonly topic: string; readonly payload: string }[] = [];
  #link: MqttLink | undefined;

  connected(link: MqttLink): void {
    this.#link = link;
    for (const { topic, payload } of this.#waiting.splice(0)) this.tell(topic, payload);
  }

  lost(): void {
    this.#link = undefined;
  }

  tell(topic: string, payload: string): void {
    if (this.#link) return void this.#link.publish(topic, payload, false).catch(() => undefined);
    this.#waiting.push({ topic, payload });
    if (this.#waiting.length > MOST) this.#waiting.shift();
  }
}
