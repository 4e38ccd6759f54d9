/** Plays the tables of docs/upsmon-decisions.md. */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "@jest/globals";
import { RULE_WORDS } from "../../src/conf/tables/shutdown-rules.ts";
import { parseUpsmonConf, UPSMON_CONF_DEFAULTS, type UpsmonConf } from "../../src/conf/upsmon-conf.ts";
import type { SimHost } from "../../src/drill/world/sim-host.ts";
import type { SimUps } from "../../src/drill/world/sim-ups.ts";
import { World } from "../../src/drill/world/world.ts";
import { monitor } from "../scenarios/monitor.ts";

const page = readFileSync(new URL("../../docs/upsmon-decisions.md", import.meta.url), "utf8");

/** The rows of the table whose first heading is `heading`. */
function table(heading: string): readonly (readonly string[])[] {
  const lines = page.split("\n");
  const first = lines.findIndex((line) => line.startsWith(`| ${heading}`));
  const rest = lines.slice(first + 2);
  const end = rest.findIndex((line) => !line.startsWith("|"));
  return rest.slice(0, end).map((line) =>
    line
      .split("|")
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

const RULES = table("status");
const MACHINES = table("UPSes");

const settingsOf = (text: string): Partial<UpsmonConf> => {
  if (text === "") return {};
  const conf = parseUpsmonConf(text);
  return Object.fromEntries(
    Object.entries(conf).filter(
      ([key, value]) => key in UPSMON_CONF_DEFAULTS && value !== Reflect.get(UPSMON_CONF_DEFAULTS, key),
    ),
  );
};

/** Polls once a second, so that the poll that shows a status is where it is expected to be. */
function watch(status: string, settings: string, role: "primary" | "secondary"): readonly [World, SimHost] {
  const world = new World();
  const quick = { pollfreq: 1, pollfreqalert: 1, minsupplies: 0 };
  const host = world.host({
    ...quick,
    ...settingsOf(settings),
    monitors: [monitor("ups1@server", { role })],
    nocommwarntime: 1000,
  });
  world.at(9.5, () => {
    world.ups().status = status;
  });
  return [world, host];
}

/** Seconds until the UPS is critical, counted from second 10; undefined when it never is. */
function criticalAfter(world: World, host: SimHost): number | undefined {
  for (let second = 10; second < 200; second++) {
    world.run(second + 0.2);
    if (host.condition() === "critical") return second - 10;
  }
  return undefined;
}

const expected = (cell: string): number | undefined => {
  if (cell === "ok") return undefined;
  const match = /^critical(?: after (\d+) s)?$/.exec(cell);
  if (!match) throw new Error(`"${cell}" is not a result`);
  return Number(match[1] ?? 0);
};

interface Case {
  readonly status: string;
  readonly settings: string;
  readonly role: "primary" | "secondary";
  readonly answers: string;
  readonly silent: string;
}

const CASES: readonly Case[] = RULES.flatMap(([status = "", settings = "", ...cells]) =>
  (["primary", "secondary"] as const).map((role, i) => ({
    status,
    settings,
    role,
    answers: cells[i] ?? "",
    silent: cells[i + 2] ?? "",
  })),
);

/** The first failed poll comes a second after the last good one, which has decided some cases already. */
function expectedSilent({ answers, silent }: Case): number | undefined {
  const after = expected(silent);
  if (after === undefined || expected(answers) === 0) return after;
  return Math.max(1, after);
}

describe("the truth table", () => {
  it("speaks of every token that has a meaning, alone or in company", () => {
    const tokens = new Set(RULES.flatMap(([status = ""]) => status.split(" ")));
    for (const token of "OL OB LB OFF BYPASS CAL OVER ALARM ECO TRIM BOOST FSD RB TEST WAIT".split(" ")) {
      expect(tokens).toContain(token);
    }
    expect(RULES.length).toBeGreaterThan(40);
    for (const row of RULES) expect(row).toHaveLength(6);
  });

  it.each(CASES)("$status ($settings) that answers a $role is $answers", ({ status, settings, role, answers }) => {
    const [world, host] = watch(status, settings, role);
    expect(criticalAfter(world, host)).toBe(expected(answers));
  });

  it.each(CASES)("$status ($settings) that falls silent on a $role is $silent", (row) => {
    const [world, host] = watch(row.status, row.settings, row.role);
    world.at(10.5, () => {
      world.ups().mood = "stale";
    });
    expect(criticalAfter(world, host)).toBe(expectedSilent(row));
  });
});

describe("the table of rules", () => {
  const measuresOf = (cell: string): SimUps["measure"] => {
    const [charge, runtime, load] = cell.split(" ");
    const values = { "battery.charge": charge || undefined, "battery.runtime": runtime, "ups.load": load };
    return (name) => new Map(Object.entries(values)).get(name);
  };

  const cases = table("rule").flatMap(([rule = "", status = "", values = "", answers = ""]) =>
    (["primary", "secondary"] as const).map((role) => ({ rule, status, values, answers, role })),
  );

  it("has a rule of every kind", () => {
    for (const word of RULE_WORDS) expect(cases.some(({ rule }) => rule.includes(word))).toBe(true);
  });

  it.each(cases)("$rule with $status and $values is $answers on a $role", (row) => {
    const hostsync = row.status.includes("LB") ? "HOSTSYNC 0\n" : "";
    const [world, host] = watch(row.status, `${hostsync}SHUTDOWNON * ${row.rule}`, row.role);
    world.at(9.5, () => {
      world.ups().measure = measuresOf(row.values);
    });
    const late = row.role === "secondary" && row.status.includes("LB") ? 1 : 0;
    expect(criticalAfter(world, host)).toBe(late || expected(row.answers));
  });
});

describe("the table of machines", () => {
  it.each(MACHINES.map(([upses = "", needed = "", result = ""]) => ({ upses, needed, result })))(
    "$upses with MINSUPPLIES $needed $result",
    ({ upses, needed, result }) => {
      const world = new World();
      const monitors = upses.split(", ").map((text, i) => {
        const [power = "", ...status] = text.split(" ");
        const system = `ups${i}@server`;
        if (status.join(" ") === "never reached") world.ups(system).mood = "refuse";
        else world.ups(system).status = status.join(" ");
        return monitor(system, { powerValue: Number(power) });
      });
      const [minsupplies, ...settings] = needed.split(", ");
      const host = world.host({ ...settingsOf(settings.join("\n")), monitors, minsupplies: Number(minsupplies) });
      world.run(20);
      expect(host.shutdowns).toHaveLength(result === "goes down" ? 1 : 0);
    },
  );
});
