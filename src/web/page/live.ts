/** Follows the stream of events, and says whether it stands. The browser connects again by itself. */
import { EMPTY, EVENTS, type Message, told, type World } from "./api/world.ts";
import { Store } from "./store.ts";

export const world = new Store<World>(EMPTY);

export type Connection = "connecting" | "open" | "lost";
export const connection = new Store<Connection>("connecting");

/** When something was last heard, in milliseconds. */
export const heardAt = new Store(0);

/** A proxy may hold a dead connection open: the server says something every ten seconds. */
const SILENT_MS = 35_000;
const AGAIN_MS = 2000;

let source: EventSource | undefined;
let silence = 0;

function hear(event: Message["event"], text: string): void {
  connection.set("open");
  heardAt.set(Date.now());
  world.set(told(world.value, { event, data: JSON.parse(text) } as Message, Date.now()));
  window.clearTimeout(silence);
  silence = window.setTimeout(reconnect, SILENT_MS);
}

function reconnect(): void {
  source?.close();
  connection.set("lost");
  window.setTimeout(follow, AGAIN_MS);
}

/** Begins, or begins anew after a log-in. */
export function follow(): void {
  source?.close();
  source = new EventSource("api/v1/events");
  for (const event of EVENTS) source.addEventListener(event, ({ data }: MessageEvent<string>) => hear(event, data));
  source.onerror = () => {
    connection.set("lost");
    if (source?.readyState === EventSource.CLOSED) reconnect();
  };
}

/** Seconds, ticking: for ages. */
export const clock = new Store(Date.now());
window.setInterval(() => clock.set(Date.now()), 1000);
