/** Where the reader is: `#/ups/ID` for one UPS, anything else for all of them. A hash needs nothing of the server or a proxy. */
import { Store } from "./store.ts";

const PREFIX = "#/ups/";

const idOf = (hash: string): string | undefined => {
  if (!hash.startsWith(PREFIX)) return undefined;
  try {
    return decodeURIComponent(hash.slice(PREFIX.length));
  } catch {
    return undefined;
  }
};

export const place = new Store<string | undefined>(idOf(location.hash));
window.addEventListener("hashchange", () => place.set(idOf(location.hash)));

export const pathTo = (id: string): string => `${PREFIX}${encodeURIComponent(id)}`;
