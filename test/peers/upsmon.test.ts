/** The C upsmon and ours: the same timelines, the same decisions; and in both roles on one server. */
import { afterEach, beforeAll, beforeEach, expect, it } from "@jest/globals";
import { type Monitor, UPSMON_CONF_DEFAULTS } from "../../src/conf/upsmon-conf.ts";
import { monitor } from "../scenarios/monitor.ts";
import { ServedUpses } from "../scenarios/served-ups.ts";
import { TIMELINES, type Timeline } from "../scenarios/timelines.ts";
import { type Happening, Watcher } from "../scenarios/watcher.ts";
import type { ScriptedDriver } from "../sim/devices/scripted-driver.ts";
import { slowness } from "../sim/machine/slowness.ts";
import { until } from "../sim/machine/started.ts";
import { NutFolder } from "./c-upsd.ts";
import { CUpsmon, isYoung, typesOf } from "./c-upsmon.ts";
import { describePeers } from "./peer.ts";

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** What happens in them, and what is decided, Debian's 2.8.0 knows already. */
const OLD: ReadonlySet<string> = new Set([
  "a blip",
  "on battery, then low",
  "low on line",
  "low on line, then on battery",
  "low before on battery in one status",
  "battery gone without OB token",
  "stale on line",
  "stale on battery",
  "stale on battery, back in time",
  "server gone on line",
  "server gone on battery",
  "empty status",
  "lower case",
  "a worn battery",
  "fsd on the server",
  "fsd on the server for a secondary",
  "a secondary waits for its primary",
  "a secondary whose primary acts",
  "a secondary that loses the server on battery",
  "a secondary that loses the server when low",
  "a secondary whose battery recovers",
  "asked for on a primary",
  "asked for on a secondary",
  "a secondary that leaves",
  "a secondary that never leaves",
  "fsd refused",
  "a login refused",
  "two supplies, one needed",
  "two supplies, both needed",
  "a UPS that is only watched",
  "on battery from the start",
  "double blanks and odd order",
]);

/** One upsmon, C's or ours, on a server of its own. */
interface Player {
  readonly server: ServedUpses;
  readonly happened: readonly Happening[];
  ask(): void;
  stop(): Promise<void>;
}

interface Outcome {
  readonly told: readonly string[];
  /** Seconds after the first poll; undefined when the machine stayed up. */
  readonly down: number | undefined;
}

const settingsAt = ({ settings }: Timeline, port: number): Timeline["settings"] => ({
  ...settings,
  monitors: (settings.monitors ?? []).map((line: Monitor) => ({
    ...line,
    system: `${line.upsname}@127.0.0.1:${port}`,
    host: "127.0.0.1",
    port,
  })),
});

async function serve(timeline: Timeline): Promise<ServedUpses> {
  const server = new ServedUpses();
  for (const { upsname } of timeline.settings.monitors ?? []) server.ups(upsname);
  for (const [host] of timeline.others ?? []) server.ups().logins.add(host);
  for (const [second, system, patch] of timeline.steps) {
    if (second === 0) Object.assign(server.ups(system.split("@")[0]), patch);
  }
  await server.start();
  return server;
}

async function apply({ server }: Player, system: string, patch: object): Promise<void> {
  Object.assign(server.ups(system.split("@")[0]), patch);
  const { mood } = server.ups(system.split("@")[0]);
  if (mood === "refuse") await server.stop();
  else if (!server.running) await server.start();
}

/** Half a second before each full second, so that polls of either see the same. */
async function play(timeline: Timeline, player: Player, types: readonly string[]): Promise<Outcome> {
  await until("the first poll", () => player.server.heard.some((line) => line.endsWith("ups.status")));
  const begun = Date.now();
  const jobs = timeline.steps
    .filter(([second]) => second > 0)
    .map(([second, system, patch]) => pause((second - 0.5) * 1000).then(() => apply(player, system, patch)));
  for (const [host, second] of timeline.others ?? []) {
    if (second > timeline.until) continue;
    jobs.push(pause(second * 1000).then(() => void player.server.ups().logins.delete(host)));
  }
  if (timeline.fsdAt !== undefined) jobs.push(pause(timeline.fsdAt * 1000).then(() => player.ask()));
  await Promise.all([...jobs, pause(timeline.until * 1000)]);
  const told = player.happened.filter(({ what }) => types.includes(what));
  const down = player.happened.find(({ what }) => what === "DOWN");
  await player.stop();
  return {
    told: told.map(({ what, ups }) => `${what} ${ups.replace(/@.*/, "")}`.trim()),
    down: down && (down.at - begun) / 1000,
  };
}

async function playC(path: string, timeline: Timeline): Promise<Outcome> {
  const server = await serve(timeline);
  const upsmon = new CUpsmon(path, settingsAt(timeline, server.port));
  const player: Player = {
    server,
    get happened() {
      return upsmon.happened;
    },
    ask: () => upsmon.askForShutdown(),
    stop: async () => {
      await upsmon.stop();
      await server.stop();
    },
  };
  return play(timeline, player, typesOf(path));
}

/** Told is what the other one can tell. */
async function playOurs(path: string, timeline: Timeline): Promise<Outcome> {
  const server = await serve(timeline);
  const upsmon = new Watcher(settingsAt(timeline, server.port));
  const player: Player = {
    server,
    happened: upsmon.happened,
    ask: () => upsmon.engine.send({ kind: "fsd", how: "Signal 10" }),
    stop: async () => {
      await upsmon.stop();
      await server.stop();
    },
  };
  return play(timeline, player, typesOf(path));
}

/**
 * C's notifications of one poll come in any order, 2.8.0 does not tell an FSD that it has set itself, and how often
 * RBWARNTIME has repeated a worn battery depends on the second at which the play was cut.
 */
function comparable({ told }: Outcome, { settings }: Timeline): readonly string[] {
  const primary = settings.monitors?.some(({ role }) => role === "primary") === true;
  const kept = told.filter((line) => !(primary && line.startsWith("FSD"))).sort();
  return kept.filter((line, i) => !(line.startsWith("REPLBATT") && line === kept[i - 1]));
}

/** Polls of the two are up to a second apart. */
const APART = 1.5;

const agree = (c: Outcome, ours: Outcome, timeline: Timeline): boolean =>
  comparable(c, timeline).join() === comparable(ours, timeline).join() &&
  (ours.down === undefined) === (c.down === undefined) &&
  (ours.down ?? 0) < (c.down ?? 0) + APART;

/** Both run in real time: a machine that stalls makes either of them miss a poll. What is different, is so each time. */
const TRIES = 5;

describePeers("the same timeline, played to the C upsmon and to ours", ["upsmon"], ({ upsmon }) => {
  const young = isYoung(upsmon);
  const timelines = TIMELINES.filter(({ name }) => young || OLD.has(name));
  const results = new Map<string, readonly [Outcome, Outcome]>();

  beforeAll(async () => {
    const left = [...timelines];
    const worker = async (): Promise<void> => {
      for (let next = left.shift(); next; next = left.shift()) {
        results.set(next.name, await Promise.all([playC(upsmon, next), playOurs(upsmon, next)]));
      }
    };
    await Promise.all(Array.from({ length: 8 }, worker));
  }, 1_200_000);

  it("covers every timeline that the C program can play", () => {
    expect(timelines).toHaveLength(young ? TIMELINES.length : OLD.size);
  });

  it.each(timelines)(
    "$name: the same notifications, the same decision, and not later",
    async (timeline) => {
      const first = results.get(timeline.name);
      if (!first) throw new Error("it was not played");
      let [c, ours] = first;
      for (let tries = 1; tries < TRIES && !agree(c, ours, timeline); tries++)
        [c, ours] = await Promise.all([playC(upsmon, timeline), playOurs(upsmon, timeline)]);
      expect(comparable(ours, timeline)).toEqual(comparable(c, timeline));
      expect(ours.down === undefined).toBe(c.down === undefined);
      expect(ours.down ?? 0).toBeLessThan((c.down ?? 0) + APART);
    },
    600_000,
  );
});

describePeers("a C upsmon and ours on the C upsd", ["upsd", "upsmon"], ({ upsd, upsmon }) => {
  let folder: NutFolder;
  let driver: ScriptedDriver;
  let port: number;
  const stops: (() => Promise<void>)[] = [];

  beforeEach(async () => {
    folder = new NutFolder();
    folder.write("ups.conf", "[rack]\ndriver = fake\nport = none\n");
    folder.write("upsd.users", "[boss]\npassword = pw\nupsmon primary\n[mate]\npassword = pw\nupsmon secondary\n");
    driver = await folder.driver("rack", ['SETINFO ups.status "OL"', "DATAOK", "DUMPDONE"]);
    port = await folder.cUpsd(upsd);
  });
  afterEach(async () => {
    for (const stop of stops.splice(0)) await stop();
    await folder.clear();
  });

  const settings = (role: Monitor["role"]) => ({
    monitors: [
      monitor(`rack@127.0.0.1:${port}`, {
        host: "127.0.0.1",
        port,
        role,
        username: role === "primary" ? "boss" : "mate",
        password: "pw",
      }),
    ],
    pollfreq: 1,
    pollfreqalert: 1,
    finaldelay: 1,
    hostsync: UPSMON_CONF_DEFAULTS.hostsync,
  });

  const c = (role: Monitor["role"]): CUpsmon => {
    const program = new CUpsmon(upsmon, settings(role));
    stops.push(() => program.stop());
    return program;
  };
  const ours = (role: Monitor["role"]): Watcher => {
    const watcher = new Watcher(settings(role));
    stops.push(() => watcher.stop());
    return watcher;
  };

  const loggedIn = async (count: number): Promise<void> => {
    const { NutClient } = await import("../../src/netproto/client/nut-client.ts");
    const client = await NutClient.connect({ host: "127.0.0.1", port });
    for (let logins = 0; logins < count; ) {
      logins = await client.numLogins("rack").catch(() => 0);
      await pause(50);
    }
    await client.close();
  };

  const when = (list: readonly Happening[], what: string): number =>
    list.find((happening) => happening.what === what)?.at ?? Number.POSITIVE_INFINITY;

  it("go down in order with ours as the primary: the secondary first, then we", async () => {
    const primary = ours("primary");
    const other = c("secondary");
    await loggedIn(2);
    driver.say('SETINFO ups.status "OB LB"');
    await until("our shutdown", () => primary.whats.includes("DOWN"));
    await until("C's shutdown", () => other.whats.includes("DOWN") && other.whats.length >= 5);
    expect(primary.whats).toEqual(["ONBATT", "LOWBATT", "FSD", "SHUTDOWN_HOSTSYNC", "SHUTDOWN", "DOWN"]);
    expect([...other.whats].sort()).toEqual(["DOWN", "FSD", "LOWBATT", "ONBATT", "SHUTDOWN"]);
    expect(when(other.happened, "DOWN")).toBeLessThan(when(primary.happened, "SHUTDOWN") + 500 * slowness());
    expect(primary.lines.some((line) => line.includes("Waiting for hosts to log out"))).toBe(true);
  });

  it("go down in order with C's as the primary: we leave at its FSD, and it waits until we have left", async () => {
    const other = c("primary");
    const secondary = ours("secondary");
    await loggedIn(2);
    driver.say('SETINFO ups.status "OB LB"');
    await until("C's shutdown", () => other.whats.includes("DOWN"));
    expect(secondary.whats).toEqual(expect.arrayContaining(["ONBATT", "LOWBATT", "FSD", "SHUTDOWN", "DOWN"]));
    expect(when(secondary.happened, "DOWN")).toBeLessThan(when(other.happened, "SHUTDOWN") + 500 * slowness());
  });

  it("both see the driver go stale and come back", async () => {
    const [one, two] = [ours("primary"), c("secondary")];
    await loggedIn(2);
    driver.say("DATASTALE");
    await until("COMMBAD of both", () => one.whats.includes("COMMBAD") && two.whats.includes("COMMBAD"));
    driver.say("DATAOK");
    await until("COMMOK of both", () => one.whats.includes("COMMOK") && two.whats.includes("COMMOK"));
  });

  it("a user without the role of a primary is refused it by the C upsd, and ours says so", async () => {
    const watcher = new Watcher({
      ...settings("primary"),
      monitors: settings("primary").monitors.map((line) => ({ ...line, username: "mate" })),
    });
    stops.push(() => watcher.stop());
    await until("NOLOGIN", () => watcher.whats.includes("NOLOGIN"));
  });
});
