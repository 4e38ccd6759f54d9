/** A UPS as the schemes look at it. */
import { parseDecimal } from "../../nut/decimal.ts";
import { parseStatus } from "../../nut/status.ts";
import type { FollowedUps } from "../follow/followed-server.ts";
import { serverLabel } from "../follow/watched-server.ts";
import type { Labels } from "./metric.ts";

export interface SeenUps {
  readonly ups: FollowedUps;
  /** `ups`, and `server` where there are several. */
  readonly labels: Labels;
  readonly tokens: readonly string[];
  text(name: string): string | undefined;
  number(name: string): number | undefined;
}

export function seenUps(ups: FollowedUps, withServer: boolean): SeenUps {
  const { values } = ups.snapshot;
  return {
    ups,
    labels: { ups: ups.name, ...(withServer && { server: serverLabel(ups.server.watched) }) },
    tokens: parseStatus(values.get("ups.status") ?? ""),
    text: (name) => values.get(name),
    number: (name) => parseDecimal(values.get(name) ?? ""),
  };
}
