/** The machine that we run on, where its upsmon runs in the same process. */
import type { Verdict } from "../nut/protection/verdict.ts";
import type { FollowedUps } from "./follow/followed-server.ts";

export interface OwnMachine {
  /** What would keep the shutdown that is configured from being carried out. */
  obstacles(): readonly string[];
  /** When it shuts down if the mains fails now, by what is seen of these UPSes. */
  verdict(upses: readonly FollowedUps[]): Verdict;
}
