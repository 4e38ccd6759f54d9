/** Parts of a process that follow the same server. */
import { afterEach, describe, expect, it } from "@jest/globals";
import { SharedMirrors } from "../../src/mirror/shared-mirrors.ts";
import { SILENT_LOG } from "../../src/system/log/log.ts";
import { VirtualClock } from "../sim/machine/virtual-clock.ts";
import { Pairs, until } from "../sim/servers/nut-pair.ts";
import { noTls, saysGoodbye, serves } from "../sim/servers/nut-server.ts";

describe("mirrors that are shared", () => {
  const pairs = new Pairs();
  afterEach(() => pairs.end());

  async function world() {
    const server = await pairs.server(serves({ rack: { vars: { "ups.status": "OL" } } }), noTls, saysGoodbye);
    const place = { host: "127.0.0.1", port: server.port };
    const mirrors = new SharedMirrors({ clock: new VirtualClock(), log: SILENT_LOG });
    const looks = () => server.heard.filter((line) => line === "LIST VAR rack").length;
    return { server, place, mirrors, looks };
  }

  it("make one connection, and each part hears of every look", async () => {
    const { place, mirrors, looks } = await world();
    const heard = [0, 0];
    const leases = heard.map((_, at) => {
      const lease = mirrors.lease(place);
      void lease.follow(() => heard.splice(at, 1, (heard[at] ?? 0) + 1));
      return lease;
    });
    await until(() => heard.every((times) => times === 1));
    expect(looks()).toBe(1);
    expect(leases[0]?.mirror).toBe(leases[1]?.mirror);
    await Promise.all(leases.map((lease) => lease.release()));
  });

  it("go on while one of them follows, are known at once to who comes later, and end with the last", async () => {
    const { server, place, mirrors, looks } = await world();
    const first = mirrors.lease(place);
    const following = first.follow();
    await until(() => first.mirror.upses.get("rack")?.answeredAt !== undefined);
    const second = mirrors.lease(place);
    void second.follow();
    await first.release();
    await following;
    expect(second.mirror.upses.get("rack")?.values.get("ups.status")).toBe("OL");
    await Promise.all([second.release(), second.release()]);
    expect(server.heard.filter((line) => line === "LOGOUT")).toHaveLength(1);
    const third = mirrors.lease(place);
    expect(third.mirror).not.toBe(second.mirror);
    void third.follow();
    await until(() => looks() === 2);
    await third.release();
  });

  it("are others where another TLS is wanted", async () => {
    const { place, mirrors } = await world();
    const plain = mirrors.lease(place);
    const secure = mirrors.lease({ ...place, tls: { mode: "try" } });
    expect(plain.mirror).not.toBe(secure.mirror);
    await Promise.all([plain.release(), secure.release()]);
  });
});
