/** What holds for every text, however broken, and for every setting, however odd. */
import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { commonOptions, driverSettings } from "../../src/conf/driver-settings.ts";
import { formatNutConf, type NutConf, parseNutConf } from "../../src/conf/nut-conf.ts";
import type { Problem } from "../../src/conf/problem.ts";
import { BATTERY_TEST_KINDS } from "../../src/conf/tables/battery-tests.ts";
import { RULE_WORDS } from "../../src/conf/tables/shutdown-rules.ts";
import { formatUpsConf, parseUpsConf, type UpsConf } from "../../src/conf/ups-conf.ts";
import { formatUpsdConf, parseUpsdConf, type UpsdConf } from "../../src/conf/upsd-conf.ts";
import { formatUpsdUsers, parseUpsdUsers, type UpsdUser } from "../../src/conf/upsd-users.ts";
import { formatUpsmonConf, parseUpsmonConf, type UpsmonConf } from "../../src/conf/upsmon-conf.ts";
import { formatUpsschedConf, parseUpsschedConf, type UpsschedConf } from "../../src/conf/upssched/upssched-conf.ts";
import { NOTIFY_TYPES } from "../../src/nut/notify-types.ts";
import { growsWithSize } from "../sim/machine/grows-with-size.ts";

interface Parser {
  readonly name: string;
  /** Parses, formats and parses again: twice what the text says, without places. */
  roundTrip(text: string): readonly [unknown, unknown];
  problems(text: string): readonly Problem[];
}

const plainUps = ({ globals, sections }: UpsConf) => [
  globals.map(({ name, value }) => [name, value]),
  sections.map(({ name, entries }) => [name, entries.map(({ name: key, value }) => [key, value])]),
];
const plainUsers = (users: readonly UpsdUser[]) => users.map(({ line, column, ...user }) => user);
const without = <T extends { readonly problems: unknown }>({ problems, ...rest }: T): Omit<T, "problems"> => rest;

const PARSERS: readonly Parser[] = [
  {
    name: "ups.conf",
    roundTrip: (text) => {
      const conf = parseUpsConf(text);
      return [plainUps(conf), plainUps(parseUpsConf(formatUpsConf(conf)))];
    },
    problems: (text) => parseUpsConf(text).problems,
  },
  {
    name: "upsd.users",
    roundTrip: (text) => {
      const conf = parseUpsdUsers(text);
      return [plainUsers(conf.users), plainUsers(parseUpsdUsers(formatUpsdUsers(conf)).users)];
    },
    problems: (text) => parseUpsdUsers(text).problems,
  },
  {
    name: "upsd.conf",
    roundTrip: (text) => {
      const conf = without(parseUpsdConf(text));
      return [conf, without(parseUpsdConf(formatUpsdConf(conf)))];
    },
    problems: (text) => parseUpsdConf(text).problems,
  },
  {
    name: "upsmon.conf",
    roundTrip: (text) => {
      const conf = without(parseUpsmonConf(text));
      return [conf, without(parseUpsmonConf(formatUpsmonConf(conf)))];
    },
    problems: (text) => parseUpsmonConf(text).problems,
  },
  {
    name: "upssched.conf",
    roundTrip: (text) => {
      const conf = without(parseUpsschedConf(text));
      return [conf, without(parseUpsschedConf(formatUpsschedConf(conf)))];
    },
    problems: (text) => parseUpsschedConf(text).problems,
  },
  {
    name: "nut.conf",
    roundTrip: (text) => {
      const conf = without(parseNutConf(text));
      return [conf, without(parseNutConf(formatNutConf(conf)))];
    },
    problems: (text) => parseNutConf(text).problems,
  },
];

/** Words that mean something in one file or another, and characters that break things. */
const PIECES = [
  "[u]",
  "[v]",
  "[",
  "]",
  "=",
  " = ",
  "#",
  '"',
  "'",
  "\\",
  "\n",
  "\n",
  "\n",
  "\r\n",
  " ",
  "\t",
  "\u0000",
  "\u00a0",
  "é",
  "日本",
  "driver",
  "port",
  "desc",
  "maxretry",
  "ignorelb",
  "override.battery.charge",
  "pollinterval",
  "password",
  "actions",
  "instcmds",
  "upsmon",
  "primary",
  "slave",
  "SET",
  "ALL",
  "allowfrom",
  "LISTEN",
  "MAXAGE",
  "MAXCONN",
  "CERTIDENT",
  "CERTREQUEST",
  "ACL",
  "::1",
  "*",
  "3493",
  "MONITOR",
  "ups@host:1",
  "NOTIFYMSG",
  "NOTIFYFLAG",
  "SYSLOG+WALL",
  "ONLINE",
  "SHUTDOWNCMD",
  "SHUTDOWNEXIT",
  "CERTHOST",
  "AT",
  "START-TIMER",
  "CANCEL-TIMER",
  "EXECUTE",
  "CMDSCRIPT",
  "PIPEFN",
  "LOCKFN",
  "MODE=",
  "netserver",
  "export ",
  "NUT_DEBUG_LEVEL=",
  "$X",
  "`",
  ";",
  "0",
  "1",
  "-1",
  "15s",
  "99999999999999999999",
  "yes",
  "no",
  "__proto__",
  "constructor",
];

const patchwork = fc
  .array(fc.oneof({ weight: 6, arbitrary: fc.constantFrom(...PIECES) }, fc.string({ maxLength: 5 })), { maxLength: 60 })
  .map((pieces) => pieces.join(""));
const lines = fc
  .array(
    fc.array(fc.constantFrom(...PIECES), { minLength: 1, maxLength: 6 }).map((words) => words.join(" ")),
    { maxLength: 20 },
  )
  .map((all) => all.join("\n"));
const anyText = fc.oneof(fc.string({ unit: "binary", maxLength: 200 }), patchwork, lines);

describe.each(PARSERS.map((parser) => [parser.name, parser] as const))("%s", (_, parser) => {
  it("is read without an exception, whatever it holds, and reads back what is written", () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const [once, again] = parser.roundTrip(text);
        expect(again).toEqual(once);
      }),
      { numRuns: 200 },
    );
  });

  it("names a place of the text in every problem", () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const count = text.split("\n").length;
        const wrong = parser.problems(text).filter(({ line, column, text: said }) => {
          const within = line <= count && (line === 0 || column > 0);
          return !within || !/^[^\x00-\x1f\x7f-\x9f]+$/.test(said);
        });
        expect(wrong).toEqual([]);
      }),
      { numRuns: 200 },
    );
  });

  it.each<readonly [string, (count: number) => string]>([
    ["one endless word", (count) => "x".repeat(5 * count)],
    ["one endless quote", (count) => `"${"x\n".repeat(count)}`],
    ["headers", (count) => "[u]\n".repeat(count)],
    ["unknown names", (count) => "MAXAGF 1\n".repeat(count)],
    ["settings of one user", (count) => `[u]\n${"instcmds = a b\n".repeat(count)}`],
    ["different settings", (count) => Array.from({ length: count }, (__, i) => `A${i}=${i}`).join("\n")],
    ["addresses", (count) => Array.from({ length: count }, (__, i) => `LISTEN h${i}`).join("\n")],
    ["quotes", (count) => '"'.repeat(count + 1)],
    ["backslashes", (count) => "\\".repeat(count + 1)],
  ])("takes no longer than its size for %s, and lists few problems", (__, text) => {
    expect(parser.problems(text(20_000)).length).toBeLessThan(700);
    growsWithSize((count) => void parser.problems(text(count)), 400);
  });
});

/** Texts as settings may hold them: no control characters, which the word syntax drops. */
const value = fc.string({ unit: "grapheme", minLength: 1, maxLength: 20 }).filter((text) => !/[\x00-\x1f]/.test(text));
const name = fc.string({ unit: fc.constantFrom(..."abcdefghij.-_0123456789"), minLength: 1, maxLength: 10 });
const count = fc.nat({ max: 2 ** 31 - 1 });
const optional = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });

const upsdConf: fc.Arbitrary<UpsdConf> = fc.record({
  listen: fc.uniqueArray(fc.record({ host: fc.oneof(name, fc.ipV4(), fc.ipV6()), port: fc.nat({ max: 65535 }) }), {
    selector: ({ host, port }) => `${host} ${port}`,
  }),
  maxage: count,
  maxconn: optional(fc.integer({ min: 1, max: 2 ** 31 - 1 })),
  statepath: optional(value),
  datapath: optional(value),
  trackingdelay: count,
  allowNoDevice: optional(fc.boolean()),
  allowNotAllListeners: optional(fc.boolean()),
  certfile: optional(value),
  certpath: optional(value),
  certident: optional(fc.record({ name: value, password: value })),
  certrequest: fc.constantFrom("NO", "REQUEST", "REQUIRE"),
  disableWeakSsl: fc.boolean(),
  mdns: fc.boolean(),
  debugMin: optional(count),
});

const monitor = fc
  .record({
    upsname: name,
    host: fc.oneof(name, fc.ipV6()),
    port: fc.integer({ min: 1, max: 65535 }),
    powerValue: count,
    username: value,
    password: value,
    role: fc.constantFrom("primary" as const, "secondary" as const),
  })
  .map((row) => ({
    ...row,
    system: `${row.upsname}@${row.host.includes(":") ? `[${row.host}]` : row.host}:${row.port}`,
  }));

const notifyType = fc.constantFrom(...NOTIFY_TYPES);

const upsmonConf: fc.Arbitrary<UpsmonConf> = fc.record({
  runAsUser: optional(value),
  monitors: fc.uniqueArray(monitor, { selector: ({ system }) => system, maxLength: 5 }),
  minsupplies: count,
  supplyGroups: fc.uniqueArray(
    fc.record({
      name: value,
      least: fc.integer({ min: 1, max: 10_000 }),
      members: fc.uniqueArray(value, { minLength: 1, maxLength: 3 }),
    }),
    { selector: (group) => group.name, maxLength: 3 },
  ),
  shutdownRules: fc.array(
    fc.record({
      ups: value,
      conditions: fc.uniqueArray(
        fc.record({ word: fc.constantFrom(...RULE_WORDS), limit: fc.integer({ min: 0, max: 100 }) }),
        { selector: ({ word }) => word, minLength: 1 },
      ),
      hold: fc.option(fc.integer({ min: 0, max: 86_400 }), { nil: undefined }),
    }),
    { maxLength: 3 },
  ),
  batteryTests: fc.uniqueArray(
    fc
      .record({ ups: value, test: fc.constantFrom(...BATTERY_TEST_KINDS), hour: fc.integer({ min: 0, max: 23 }) })
      .map(({ ups, test, hour }) => {
        const words = ["monthly", "15", `${hour}:00`];
        return { ups, test, words, schedule: { day: 15, months: undefined, hour, minute: 0 } };
      }),
    { selector: ({ ups, test }) => `${ups} ${test}`, maxLength: 3 },
  ),
  batteryHealth: fc.integer({ min: 0, max: 100 }),
  shutdowncmd: optional(value),
  shutdownreturn: fc.boolean(),
  shutdownTimes: fc.uniqueArray(fc.record({ host: optional(value), seconds: fc.integer({ min: 1, max: 86_400 }) }), {
    selector: ({ host = "" }) => host,
  }),
  shutdownrecord: optional(value),
  restartcmd: optional(value),
  shutdownexit: fc.integer({ min: -1, max: 1000 }),
  powerdownflag: optional(value),
  notifycmd: optional(value),
  notifyMessages: fc.uniqueArray(fc.record({ type: notifyType, text: value }), { selector: ({ type }) => type }),
  notifyFlags: fc.uniqueArray(
    fc.record({
      type: notifyType,
      flags: fc.uniqueArray(fc.constantFrom("SYSLOG", "WALL", "EXEC", "IGNORE"), { minLength: 1 }),
    }),
    { selector: ({ type }) => type },
  ),
  pollfreq: fc.integer({ min: 1, max: 1000 }),
  pollfreqalert: fc.integer({ min: 1, max: 1000 }),
  pollfailLogThrottleMax: fc.integer({ min: -5, max: 1000 }),
  neverreachedtime: fc.integer({ min: -5, max: 1000 }),
  hostsync: count,
  deadtime: count,
  finaldelay: count,
  rbwarntime: count,
  nocommwarntime: count,
  offduration: fc.integer({ min: -5, max: 1000 }),
  overduration: fc.integer({ min: -5, max: 1000 }),
  oblbduration: fc.integer({ min: -5, max: 1000 }),
  alarmcritical: fc.boolean(),
  certpath: optional(value),
  certfile: optional(value),
  certident: optional(fc.record({ name: value, password: value })),
  certHosts: fc.uniqueArray(
    fc.record({
      host: value,
      certificate: value,
      verify: fc.option(fc.boolean(), { nil: undefined }),
      forcessl: fc.option(fc.boolean(), { nil: undefined }),
    }),
    { selector: ({ host }) => host, maxLength: 4 },
  ),
  certverify: fc.boolean(),
  forcessl: fc.boolean(),
  debugMin: optional(count),
});

const upsschedConf: fc.Arbitrary<UpsschedConf> = fc.record({
  cmdscript: optional(value),
  pipefn: optional(value),
  lockfn: optional(value),
  debugMin: optional(count),
  rows: fc.array(
    fc.record({
      notifyType,
      system: value,
      command: fc.oneof(
        fc.record({
          kind: fc.constantFrom("start-timer" as const, "start-timer-shared" as const),
          timer: value,
          seconds: count,
        }),
        fc.record({
          kind: fc.constantFrom("cancel-timer" as const, "cancel-timer-matched" as const),
          timer: value,
          otherwise: optional(value),
        }),
        fc.record({ kind: fc.constant("execute" as const), name: value }),
      ),
    }),
    { maxLength: 5 },
  ),
});

const nutConf: fc.Arbitrary<NutConf> = fc.record({
  mode: fc.constantFrom("none", "standalone", "netserver", "netclient"),
  upsdOptions: value,
  upsmonOptions: value,
  poweroffWait: optional(value),
  poweroffQuiet: fc.boolean(),
  allowNoDevice: optional(fc.boolean()),
  allowNotAllListeners: optional(fc.boolean()),
  environment: fc
    .array(fc.tuple(fc.stringMatching(/^NUT_[A-Z0-9_]{1,8}$/), value), { maxLength: 4 })
    .map((pairs) => new Map(pairs)),
});

const setting = fc.record({ name, value: optional(value) });

describe("settings that are written into a file", () => {
  it("come back from upsd.conf", () => {
    fc.assert(fc.property(upsdConf, (conf) => expect(without(parseUpsdConf(formatUpsdConf(conf)))).toEqual(conf)));
  });

  it("come back from upsmon.conf", () => {
    fc.assert(
      fc.property(upsmonConf, (conf) => expect(without(parseUpsmonConf(formatUpsmonConf(conf)))).toEqual(conf)),
    );
  });

  it("come back from upssched.conf", () => {
    fc.assert(
      fc.property(upsschedConf, (conf) => expect(without(parseUpsschedConf(formatUpsschedConf(conf)))).toEqual(conf)),
    );
  });

  it("come back from nut.conf", () => {
    fc.assert(fc.property(nutConf, (conf) => expect(without(parseNutConf(formatNutConf(conf)))).toEqual(conf)));
  });

  it("come back from the sections of ups.conf, and reach the driver", () => {
    fc.assert(
      fc.property(name, fc.uniqueArray(setting, { selector: (row) => row.name, maxLength: 8 }), (upsname, settings) => {
        const entries = settings.map((row) => ({ ...row, line: 1, column: 1 }));
        const section = {
          name: upsname,
          line: 1,
          column: 1,
          driver: undefined,
          port: undefined,
          desc: undefined,
          aliases: [],
          entries,
        };
        const [again] = parseUpsConf(formatUpsConf({ globals: [], sections: [section] })).sections;
        expect(again?.entries.map((row) => [row.name, row.value])).toEqual(
          settings.map((row) => [row.name, row.value]),
        );
        const handed = driverSettings({ upsname, section: again?.entries ?? [] });
        for (const row of settings) expect(handed.get(row.name)).toBe(row.value ?? "");
      }),
    );
  });

  it("give common options of the right kind, whatever the values are", () => {
    fc.assert(
      fc.property(
        fc.constantFrom("pollinterval", "sdorder", "maxretry", "ignorelb"),
        optional(value),
        (option, said) => {
          const options = commonOptions([], [{ name: option, value: said }]);
          expect(options.pollinterval).toBeGreaterThanOrEqual(1);
          expect(options.maxretry).toBeGreaterThanOrEqual(1);
          expect(Number.isInteger(options.sdorder)).toBe(true);
          expect(typeof options.ignorelb).toBe("boolean");
        },
      ),
    );
  });
});
