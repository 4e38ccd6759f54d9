import { describe, expect, it } from "@jest/globals";
import { UPSMON_CONF_DEFAULTS, type UpsmonConf } from "../../src/conf/upsmon-conf.ts";
import { UNASKED } from "../../src/mirror/snapshot.ts";
import { UpsmonBeside } from "../../src/up/own-machine.ts";
import type { State, WatchedUps } from "../../src/upsmon/core/state.ts";
import { start } from "../../src/upsmon/core/step.ts";
import type { FollowedUps } from "../../src/web/follow/followed-server.ts";
import { monitor } from "../scenarios/monitor.ts";

const FRESH: Partial<WatchedUps> = { link: { kind: "fresh", since: 0 }, source: { kind: "online", since: 0 } };

function machine(ups: Partial<WatchedUps> = FRESH, conf: Partial<UpsmonConf> = {}, obstacles: readonly string[] = []) {
  const rack = monitor("rack@localhost", { host: "localhost" });
  const state: State = start({ ...UPSMON_CONF_DEFAULTS, monitors: [rack], ...conf }, 0)[0];
  const beside = new UpsmonBeside(() => undefined);
  beside.look = {
    state: { ...state, upses: state.upses.map((one) => ({ ...one, ...ups })) },
    obstacles: () => obstacles,
  };
  return beside;
}

const seen = (
  name: string,
  values: Readonly<Record<string, string>>,
  clients: readonly string[] = [],
): FollowedUps => ({
  server: { watched: { host: "127.0.0.1", port: 3493 } } as FollowedUps["server"],
  name,
  snapshot: { ...UNASKED, values: new Map(Object.entries(values)), clients },
  condition: "live",
  changedAt: undefined,
});

const RACK = { "ups.status": "OL", "battery.charge": "100", "battery.charge.low": "20", "battery.runtime": "1200" };

describe("the upsmon beside the dashboard", () => {
  it("says what the dashboard's values of its UPSes come to", () => {
    expect(machine().verdict([seen("other", {}), seen("rack", RACK)])).toEqual({
      kind: "protected",
      seconds: 960,
      sentence:
        "If the mains fails now, this machine shuts down when the battery of rack@localhost is low, in about 16 min at the present load.",
    });
  });

  it("goes by what it has heard itself of a UPS that the dashboard does not follow", () => {
    const ups = { ...FRESH, source: { kind: "battery", since: 0 }, flags: { LB: 0 } } as const;
    expect(machine(ups).verdict([]).sentence).toBe(
      "The mains has failed: this machine shuts down when the battery of rack@localhost is low, which it is already.",
    );
  });

  it.each<readonly [string, UpsmonBeside, string]>([
    [
      "its UPS is lost, whatever the dashboard still shows",
      machine({ link: { kind: "lost", since: 0 }, failure: { reason: "Data stale", count: 1 } }),
      "nothing is heard of rack@localhost: Data stale",
    ],
    [
      "its login is refused",
      machine({ ...FRESH, login: { kind: "refused", since: 0, reason: "Access denied", warned: 0 } }),
      "the server of rack@localhost does not count it: monuser may not log in there (Access denied)",
    ],
    [
      "something stands in the way",
      machine(FRESH, {}, ["SHUTDOWNCMD: /x: Permission denied"]),
      "SHUTDOWNCMD: /x: Permission denied",
    ],
    [
      "upsmon does not run",
      new UpsmonBeside(() => "upsmon: /etc/nut/upsmon.conf: Permission denied"),
      "upsmon: /etc/nut/upsmon.conf: Permission denied",
    ],
  ])("does not protect where %s", (_, beside, why) => {
    expect(beside.verdict([seen("rack", RACK)])).toMatchObject({ kind: "unprotected", why });
  });

  it("counts HOSTSYNC where others are logged in", () => {
    const beside = machine(FRESH, { hostsync: 300 });
    expect(beside.verdict([seen("rack", RACK, ["10.0.0.1"])]).kind).toBe("protected");
    expect(beside.verdict([seen("rack", RACK, ["10.0.0.1", "10.0.0.2"])]).kind).toBe("unprotected");
  });

  it("says that timers of upssched may come before, which it has not played", () => {
    const beside = machine(FRESH, { notifycmd: "/sbin/upssched" });
    expect(beside.verdict([seen("rack", RACK)]).sentence).toMatch(
      /load, unless a timer of upssched.conf does so before\.$/,
    );
  });

  it("has nothing that stands in the way but what upsmon says", () => {
    expect(machine().obstacles()).toEqual([]);
    expect(new UpsmonBeside(() => "upsmon: not started yet").obstacles()).toEqual(["upsmon: not started yet"]);
  });
});
