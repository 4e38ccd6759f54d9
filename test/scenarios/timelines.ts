/**
 * What happens to UPSes, second by second, as data: played to the core on its own clock, and to the C upsmon and ours
 * as processes. Times are short, because C's clock is the real one.
 */
import { formatUpsmonConf, type Monitor, type UpsmonConf } from "../../src/conf/upsmon-conf.ts";
import type { SimUps } from "../../src/drill/world/sim-ups.ts";
import { monitor } from "./monitor.ts";

export type Patch = Partial<
  Pick<SimUps, "status" | "alarm" | "buzzwords" | "mood" | "latched" | "loginError" | "fsdError">
>;

export interface Timeline {
  readonly name: string;
  readonly settings: Partial<UpsmonConf>;
  /** Second, UPS, what changes; second 0 is there from the start. */
  readonly steps: readonly (readonly [number, string, Patch])[];
  /** `upsmon -c fsd` at this second. */
  readonly fsdAt?: number;
  /** Other hosts that are logged in, and when each leaves. */
  readonly others?: readonly (readonly [string, number])[];
  /** Last second. */
  readonly until: number;
}

const A = "ups1@server";
const B = "ups2@server";

/** Limits of a few seconds. */
const QUICK: Partial<UpsmonConf> = {
  pollfreq: 1,
  pollfreqalert: 1,
  deadtime: 3,
  hostsync: 3,
  finaldelay: 1,
  nocommwarntime: 30,
  rbwarntime: 4,
  offduration: 3,
};

const primary = (system = A, more: Partial<Monitor> = {}): Monitor => monitor(system, more);
const secondary = (system = A): Monitor => monitor(system, { role: "secondary" });

const one = (name: string, until: number, steps: Timeline["steps"], more: Partial<Timeline> = {}): Timeline => ({
  name,
  until,
  steps,
  ...more,
  settings: { ...QUICK, monitors: [primary()], ...more.settings },
});

const second = (settings: Partial<UpsmonConf> = {}): Partial<Timeline> => ({
  settings: { monitors: [secondary()], ...settings },
});

export const TIMELINES: readonly Timeline[] = [
  one("a blip", 8, [
    [2, A, { status: "OB DISCHRG" }],
    [5, A, { status: "OL CHRG" }],
  ]),
  one("on battery, then low", 10, [
    [2, A, { status: "OB" }],
    [4, A, { status: "OB LB" }],
  ]),
  one("low on line", 8, [
    [2, A, { status: "OL LB" }],
    [5, A, { status: "OL" }],
  ]),
  one("low on line, then on battery", 10, [
    [2, A, { status: "OL LB" }],
    [5, A, { status: "OB LB" }],
  ]),
  one("low before on battery in one status", 10, [[2, A, { status: "LB OB" }]]),
  one("battery gone without OB token", 12, [
    [2, A, { status: "OB" }],
    [4, A, { status: "LB DISCHRG" }],
  ]),
  one(
    "stale on line",
    14,
    [
      [2, A, { mood: "stale" }],
      [12, A, { mood: "answers" }],
    ],
    { settings: { nocommwarntime: 4 } },
  ),
  one("stale on battery", 12, [
    [2, A, { status: "OB" }],
    [4, A, { mood: "stale" }],
  ]),
  one("stale on battery, back in time", 10, [
    [2, A, { status: "OB" }],
    [4, A, { mood: "stale" }],
    [6, A, { mood: "answers" }],
  ]),
  one("server gone on line", 12, [
    [2, A, { mood: "refuse" }],
    [9, A, { mood: "answers" }],
  ]),
  one("server gone on battery", 12, [
    [2, A, { status: "OB" }],
    [4, A, { mood: "refuse" }],
  ]),
  one("empty status", 8, [
    [2, A, { status: "" }],
    [5, A, { status: "OL" }],
  ]),
  one("calibration with low battery", 10, [
    [2, A, { status: "OB LB CAL" }],
    [6, A, { status: "OL" }],
  ]),
  one("calibration ends low on battery", 12, [
    [2, A, { status: "CAL OB LB" }],
    [5, A, { status: "OB LB" }],
  ]),
  one("lost while calibrating", 8, [
    [2, A, { status: "OL CAL" }],
    [4, A, { mood: "stale" }],
  ]),
  one("bypass and back", 8, [
    [2, A, { status: "OL BYPASS" }],
    [5, A, { status: "OL" }],
  ]),
  one("lost on bypass", 8, [
    [2, A, { status: "BYPASS" }],
    [4, A, { mood: "stale" }],
  ]),
  one("off for a moment", 8, [
    [2, A, { status: "OFF" }],
    [4, A, { status: "OL" }],
  ]),
  one("off for too long", 12, [[2, A, { status: "OFF" }]]),
  one("off at once", 6, [[2, A, { status: "OFF OL" }]], { settings: { offduration: 0 } }),
  one("off without consequence", 12, [[2, A, { status: "OL OFF" }]], { settings: { offduration: -1 } }),
  one("lost while off", 8, [
    [2, A, { status: "OL OFF" }],
    [4, A, { mood: "stale" }],
  ]),
  one(
    "lost while off without consequence",
    10,
    [
      [2, A, { status: "OFF" }],
      [4, A, { mood: "stale" }],
    ],
    {
      settings: { offduration: -1 },
    },
  ),
  one("an alarm that changes and ends", 12, [
    [2, A, { status: "OL ALARM", alarm: "Fan failure" }],
    [5, A, { alarm: "Fan failure! Replace battery!" }],
    [8, A, { status: "OL", alarm: undefined }],
  ]),
  one("an alarm without a text", 7, [
    [2, A, { status: "ALARM OL" }],
    [5, A, { status: "OL" }],
  ]),
  one("lost with an alarm", 8, [
    [2, A, { status: "OL ALARM", alarm: "x" }],
    [4, A, { mood: "stale" }],
  ]),
  one(
    "lost with an alarm without consequence",
    10,
    [
      [2, A, { status: "OL ALARM" }],
      [4, A, { mood: "stale" }],
    ],
    {
      settings: { alarmcritical: false },
    },
  ),
  one("overload and back", 8, [
    [2, A, { status: "OL OVER" }],
    [5, A, { status: "OL" }],
  ]),
  one("lost while overloaded, by default", 10, [
    [2, A, { status: "OL OVER" }],
    [4, A, { mood: "stale" }],
  ]),
  one(
    "lost while overloaded, at once",
    8,
    [
      [2, A, { status: "OL OVER" }],
      [4, A, { mood: "stale" }],
    ],
    {
      settings: { overduration: 0 },
    },
  ),
  one(
    "lost while overloaded, after a time",
    14,
    [
      [2, A, { status: "OL OVER" }],
      [4, A, { mood: "stale" }],
    ],
    {
      settings: { overduration: 6 },
    },
  ),
  one("trim and boost", 12, [
    [2, A, { status: "OL TRIM" }],
    [4, A, { status: "OL BOOST" }],
    [6, A, { mood: "stale" }],
    [10, A, { mood: "answers", status: "OL" }],
  ]),
  one("eco by its token", 8, [
    [2, A, { status: "OL ECO" }],
    [5, A, { status: "OL" }],
  ]),
  one("a worn battery", 12, [[2, A, { status: "OL RB" }]]),
  one("unknown words", 10, [
    [2, A, { status: "OL TEST" }],
    [4, A, { status: "OL TEST COOLDOWN" }],
    [7, A, { status: "OL" }],
  ]),
  one("lower case", 10, [
    [2, A, { status: "ob" }],
    [4, A, { status: "ol" }],
  ]),
  one("fsd on the server", 8, [[3, A, { status: "FSD OL" }]]),
  one("fsd on the server for a secondary", 8, [[3, A, { status: "FSD OB LB" }]], second()),
  one("a secondary waits for its primary", 12, [[2, A, { status: "OB LB" }]], second()),
  one(
    "a secondary whose primary acts",
    10,
    [
      [2, A, { status: "OB LB" }],
      [4, A, { latched: true }],
    ],
    second(),
  ),
  one(
    "a secondary that loses the server on battery",
    14,
    [
      [2, A, { status: "OB" }],
      [4, A, { mood: "refuse" }],
    ],
    second(),
  ),
  one(
    "a secondary that loses the server when low",
    12,
    [
      [2, A, { status: "OB LB" }],
      [4, A, { mood: "refuse" }],
    ],
    second(),
  ),
  one(
    "a secondary whose battery recovers",
    10,
    [
      [2, A, { status: "OB LB" }],
      [4, A, { status: "OB" }],
    ],
    second(),
  ),
  one("patience with a low battery", 14, [[2, A, { status: "OB LB" }]], { settings: { oblbduration: 5 } }),
  one(
    "patience that is rewarded",
    12,
    [
      [2, A, { status: "OB LB" }],
      [5, A, { status: "OB" }],
    ],
    {
      settings: { oblbduration: 5 },
    },
  ),
  one("patience of a secondary", 14, [[2, A, { status: "OB LB" }]], second({ oblbduration: 6 })),
  one("asked for on a primary", 8, [], { fsdAt: 3 }),
  one("asked for on a secondary", 8, [], { ...second(), fsdAt: 3 }),
  one("a secondary that leaves", 12, [[2, A, { status: "OB LB" }]], { others: [["10.0.0.2", 4]] }),
  one("a secondary that never leaves", 14, [[2, A, { status: "OB LB" }]], { others: [["10.0.0.2", 99]] }),
  one("fsd refused", 8, [
    [0, A, { fsdError: "ACCESS-DENIED" }],
    [2, A, { status: "OB LB" }],
  ]),
  one(
    "a login refused",
    10,
    [
      [0, A, { loginError: "ACCESS-DENIED" }],
      [4, A, { status: "OB LB" }],
    ],
    second({ hostsync: 1 }),
  ),
  one(
    "two supplies, one needed",
    14,
    [
      [2, A, { status: "OB LB" }],
      [6, B, { status: "OB LB" }],
    ],
    {
      settings: { monitors: [primary(), primary(B)], minsupplies: 1 },
    },
  ),
  one("two supplies, both needed", 8, [[2, A, { status: "OB LB" }]], {
    settings: { monitors: [primary(), primary(B)], minsupplies: 2 },
  }),
  one(
    "a UPS that is only watched",
    10,
    [
      [2, B, { status: "OB LB" }],
      [6, B, { status: "OL" }],
    ],
    {
      settings: { monitors: [primary(), primary(B, { powerValue: 0 })] },
    },
  ),
  one("a UPS that is never reached", 14, [[0, A, { mood: "stale" }]]),
  one("on battery from the start", 8, [
    [0, A, { status: "OB" }],
    [4, A, { status: "OL" }],
  ]),
  one("double blanks and odd order", 8, [
    [2, A, { status: "CHRG OL" }],
    [4, A, { status: "LB RB OB" }],
  ]),
];

/** The upsmon.conf of a timeline, with `server` replaced by where it really is. */
export const configOf = (timeline: Timeline, conf: UpsmonConf, host: string): string =>
  formatUpsmonConf({ ...conf, ...timeline.settings }).replaceAll("@server", `@${host}`);
