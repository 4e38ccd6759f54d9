/** The environment of CMDSCRIPT, as upssched 2.8.5 sets it. */
import type { NotifyEvent } from "./notify-event.ts";

const joined = (texts: readonly string[], separator: string): string =>
  [...new Set(texts)].filter(Boolean).join(separator);

export function scriptEnv(events: readonly NotifyEvent[]): Readonly<Record<string, string>> {
  const env = {
    NOTIFYTYPE: joined(
      events.map(({ notifyType }) => notifyType),
      ",",
    ),
    UPSNAME: joined(
      events.map(({ upsname }) => upsname),
      ",",
    ),
    NOTIFYMSG: joined(
      events.map(({ message }) => message),
      ".\t",
    ),
  };
  return Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ""));
}
