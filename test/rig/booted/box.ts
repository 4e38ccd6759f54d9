/** From the box to a machine that is protected: `nutts init` without a question. */
import type { House } from "./house.ts";

export interface Told {
  readonly written: boolean;
  readonly protected: boolean;
  readonly sentence: string;
  readonly upses: readonly { readonly name: string; readonly reading: Readonly<Record<string, string>> | null }[];
}

export async function box({ guest }: House): Promise<Told> {
  const text = await guest.run("nutts init --yes --json 2>/root/init.log || { cat /root/init.log; exit 1; }");
  const told = JSON.parse(text) as Told;
  const [ups] = told.upses;
  if (!told.written || !told.protected || ups?.reading?.["ups.status"] !== "OL") throw new Error(text);
  return told;
}
