/** Who looks, and what that person may do. */
import { getSession, logIn, logOut } from "./api/requests.ts";
import type { Session } from "./api/types.ts";
import { follow } from "./live.ts";
import { Store, useStore } from "./store.ts";
import type { Degrees } from "./text/format.ts";

export const session = new Store<Session | undefined>(undefined);

export const useDegrees = (): Degrees => useStore(session)?.temperature ?? "celsius";

/** Begins to follow where that is allowed. */
export async function begin(): Promise<void> {
  const now = await getSession().catch(() => undefined);
  session.set(now);
  if (now?.login !== "needed") follow();
}

export async function enter(username: string, password: string): Promise<void> {
  session.set(await logIn(username, password));
  follow();
}

export async function leave(): Promise<void> {
  await logOut(session.value?.csrf ?? null).catch(() => undefined);
  location.reload();
}
