/** What the upsmon of this process would do, for the dashboard beside it. */

import { upsmonFacts, type Watched } from "../conf/facts/upsmon-facts.ts";
import { sameUps } from "../conf/tables/shutdown-rules.ts";
import { protectionVerdict, unprotected, type Verdict } from "../nut/protection/verdict.ts";
import { formatUpsId } from "../nut/ups-id.ts";
import type { WatchedUps } from "../upsmon/core/state.ts";
import type { WatchLook } from "../upsmon/shell/child.ts";
import type { FollowedUps } from "../web/follow/followed-server.ts";
import type { OwnMachine } from "../web/own-machine.ts";

const UPSSCHED = /\bupssched\b/;
const LOOPBACK = /^(localhost|127(\.\d+){3}|::1)$/i;

const plainHost = (host: string): string => (LOOPBACK.test(host) ? "localhost" : host);

const idOf = ({ name, server: { watched } }: FollowedUps): string =>
  formatUpsId({ upsname: name, host: plainHost(watched.host), port: watched.port });

const SOURCES: Readonly<Record<string, string>> = { online: "OL", battery: "OB" };

/** What upsmon itself has heard, of a UPS that the dashboard does not follow. */
const heard = ({ source, flags }: WatchedUps): ReadonlyMap<string, string> =>
  new Map([["ups.status", [SOURCES[source.kind] ?? "", ...Object.keys(flags)].join(" ").trim()]]);

function readingOf(ups: WatchedUps, seen: FollowedUps | undefined): Watched["reading"] {
  if (seen?.condition === "live" && ups.link.kind !== "lost") return { kind: "read", vars: seen.snapshot.values };
  if (ups.link.kind === "fresh") return { kind: "read", vars: heard(ups) };
  return { kind: "silent", why: ups.failure?.reason ?? seen?.snapshot.error?.message ?? "it has not answered yet" };
}

function watchedOf(ups: WatchedUps, upses: readonly FollowedUps[]): Watched {
  const { monitor, login } = ups;
  const id = formatUpsId({ upsname: monitor.upsname, host: plainHost(monitor.host), port: monitor.port });
  const seen = upses.find((each) => sameUps(idOf(each), id));
  return {
    monitor,
    reading: readingOf(ups, seen),
    uncounted: login.kind === "refused" ? `${monitor.username} may not log in there (${login.reason})` : undefined,
    others: (seen?.snapshot.clients.length ?? 0) > 1,
  };
}

export class UpsmonBeside implements OwnMachine {
  /** Undefined while upsmon does not run. */
  look: WatchLook | undefined;
  /** Why it does not. */
  readonly #trouble: () => string;

  constructor(trouble: () => string | undefined) {
    this.#trouble = () => trouble() ?? "upsmon: it has ended";
  }

  obstacles(): readonly string[] {
    return this.look?.obstacles() ?? [this.#trouble()];
  }

  verdict(upses: readonly FollowedUps[]): Verdict {
    const { look } = this;
    if (!look) return unprotected(this.#trouble());
    const { settings: conf, upses: monitored } = look.state;
    const facts = upsmonFacts(
      conf,
      monitored.map((ups) => watchedOf(ups, upses)),
    );
    const unless = UPSSCHED.test(conf.notifycmd ?? "") ? "a timer of upssched.conf does so before" : undefined;
    return protectionVerdict({ ...facts, upsmon: "runs", hindrances: look.obstacles(), early: undefined, unless });
  }
}
