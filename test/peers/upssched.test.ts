/** Debian's upssched and ours: the same upssched.conf, the same events, the same calls of the script, at the same seconds. */
import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, expect, it } from "@jest/globals";
import { RUN_JS } from "../process/daemon.ts";
import { processesOf } from "../sim/machine/processes.ts";
import { slowness } from "../sim/machine/slowness.ts";
import { Started } from "../sim/machine/started.ts";
import { describePeers } from "./peer.ts";

/** What upsmon calls upssched with, and the second at which it does. */
interface Happening {
  readonly at: number;
  readonly type: string;
  readonly ups: string;
  readonly text: string;
}

/** One call of CMDSCRIPT. */
interface Call {
  readonly name: string;
  readonly env: Readonly<Record<"NOTIFYTYPE" | "UPSNAME" | "NOTIFYMSG", string>>;
  /** Seconds after the first event. */
  readonly at: number;
}

/** How a call comes about: what its environment is made of. */
type Cause =
  | { readonly kind: "event"; readonly of: Happening }
  /** A timer, started by the one event; `daemon` is the event that started the daemon. */
  | { readonly kind: "timer"; readonly of: Happening; readonly daemon: Happening }
  /** A shared timer, with what every event said that would have started it. */
  | { readonly kind: "shared"; readonly env: Call["env"] }
  /** The command of a CANCEL-TIMER that found nothing. */
  | { readonly kind: "otherwise"; readonly daemon: Happening };

interface Expected {
  readonly name: string;
  readonly cause: Cause;
  /** True where only 2.8.0 does it. */
  readonly old?: boolean;
}

interface Play {
  readonly title: string;
  readonly conf: string;
  readonly events: readonly Happening[];
  readonly calls: readonly Expected[];
  /** Nothing that 2.8.0 knows. */
  readonly young?: boolean;
}

const happening = (at: number, type: string, ups: string, text: string): Happening => ({ at, type, ups, text });

const LOST = happening(0, "COMMBAD", "a@h", "Communications with UPS a@h lost");
const BATTERY = happening(0, "ONBATT", "a@h", "UPS a@h on battery");
const BATTERY_B = happening(3, "ONBATT", "b@h", 'UPS b@h: "on battery", $(id) `id` \\ it\'s');
const LOW = happening(3, "LOWBATT", "a@h", "UPS a@h battery is low");
const BACK = happening(6, "ONLINE", "a@h", "UPS a@h on line power");
const BACK_LATE = happening(9, "ONLINE", "a@h", "UPS a@h on line power");

/** Calls are at least two seconds apart: the C daemon counts from the last full second. */
const PLAYS: readonly Play[] = [
  {
    title: "timers run, by name and by UPS, with what upsmon said when they were started",
    conf: [
      "# as people publish them",
      "AT ONBATT * START-TIMER onbatt 5   # comment",
      'AT onbatt b@h START-TIMER "two words" 4',
      "AT ONBATT nobody@h START-TIMER nobody 1",
      "AT ONLINE * CANCEL-TIMER onbatt",
    ].join("\n"),
    events: [BATTERY, BATTERY_B],
    calls: [
      { name: "onbatt", cause: { kind: "timer", of: BATTERY, daemon: BATTERY } },
      { name: "two words", cause: { kind: "timer", of: BATTERY_B, daemon: BATTERY } },
      { name: "onbatt", cause: { kind: "timer", of: BATTERY_B, daemon: BATTERY } },
    ],
  },
  {
    title: "the mains are back in time: the timer is cancelled, and what else runs goes on",
    conf: [
      "AT ONBATT * START-TIMER shutdown 8",
      "AT LOWBATT a@h EXECUTE low",
      "AT LOWBATT * START-TIMER later 7",
      "AT ONLINE * CANCEL-TIMER shutdown power-back",
    ].join("\n"),
    events: [BATTERY, LOW, BACK],
    calls: [
      { name: "low", cause: { kind: "event", of: LOW } },
      { name: "later", cause: { kind: "timer", of: LOW, daemon: BATTERY } },
    ],
  },
  {
    title: "the mains are back too late: CANCEL-TIMER finds nothing and calls its command",
    conf: [
      "AT ONBATT * START-TIMER shutdown 5",
      "AT ONLINE * CANCEL-TIMER shutdown power-back",
      "AT ONLINE * CANCEL-TIMER never-started",
    ].join("\n"),
    events: [BATTERY, BACK_LATE],
    calls: [
      { name: "shutdown", cause: { kind: "timer", of: BATTERY, daemon: BATTERY } },
      { name: "power-back", cause: { kind: "otherwise", daemon: BACK_LATE } },
    ],
  },
  {
    title: "CANCEL-TIMER's command is called where no daemon runs",
    conf: "AT ONLINE * CANCEL-TIMER shutdown power-back",
    events: [BACK],
    calls: [{ name: "power-back", cause: { kind: "otherwise", daemon: BACK } }],
  },
  {
    title: "CANCEL-TIMER cancels all timers of a name, whatever UPS started them",
    conf: ["AT ONBATT * START-TIMER shutdown 9", "AT ONLINE * CANCEL-TIMER shutdown"].join("\n"),
    events: [BATTERY, BATTERY_B, BACK],
    // 2.8.0 cancels the first one only. Behind the second there may be `upsmon -c fsd`: 2.8.5 cancels it too.
    calls: [{ name: "shutdown", cause: { kind: "timer", of: BATTERY_B, daemon: BATTERY }, old: true }],
  },
  {
    title: "EXECUTE runs at once, and so does a timer of no seconds or of a word that is no number",
    conf: [
      "AT COMMBAD * EXECUTE lost",
      "AT COMMBAD b@h EXECUTE other",
      "AT ONBATT * START-TIMER none 0",
      "AT LOWBATT * START-TIMER soon soon",
    ].join("\n"),
    events: [LOST, { ...BATTERY, at: 2 }, { ...LOW, at: 5 }],
    calls: [
      { name: "lost", cause: { kind: "event", of: LOST } },
      { name: "none", cause: { kind: "timer", of: BATTERY, daemon: BATTERY } },
      { name: "soon", cause: { kind: "timer", of: LOW, daemon: LOW } },
    ],
  },
  {
    title: "START-TIMER-SHARED keeps the first one's time and tells of all",
    conf: "AT ONBATT * START-TIMER-SHARED both 6",
    events: [BATTERY, BATTERY_B],
    calls: [
      {
        name: "both",
        cause: {
          kind: "shared",
          env: { NOTIFYTYPE: "ONBATT", UPSNAME: "a@h,b@h", NOTIFYMSG: `${BATTERY.text}.\t${BATTERY_B.text}` },
        },
      },
    ],
    young: true,
  },
];

type Version = "2.8.0" | "2.8.5" | "ours";

const NOTHING = { NOTIFYTYPE: "", UPSNAME: "", NOTIFYMSG: "" };
const all = ({ type, ups, text }: Happening): Call["env"] => ({ NOTIFYTYPE: type, UPSNAME: ups, NOTIFYMSG: text });

/**
 * The named differences. 2.8.0's daemon keeps the environment of the event that started it, ends with its last timer, and knows no NOTIFYMSG;
 * 2.8.5 has NOTIFYMSG for timers only, and ours has it for EXECUTE too.
 */
function envOf(cause: Cause, version: Version): Call["env"] {
  if (cause.kind === "event") return version === "ours" ? all(cause.of) : { ...all(cause.of), NOTIFYMSG: "" };
  if (cause.kind === "shared") return cause.env;
  if (version === "2.8.0") return { ...all(cause.daemon), NOTIFYMSG: "" };
  return cause.kind === "timer" ? all(cause.of) : NOTHING;
}

const expected = ({ calls }: Play, version: Version): readonly Omit<Call, "at">[] =>
  calls
    .filter(({ old }) => version === "2.8.0" || old !== true)
    .map(({ name, cause }) => ({ name, env: envOf(cause, version) }));

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** At this second the last timer is over, whichever event has started it. */
const LAST = 13;
/** A machine that is busy gets so many seconds more. */
const PATIENCE = 30;

const SCRIPT = `#!/bin/sh
at=$(date +%s.%N)
printf '%s\\n%s\\n%s\\n%s\\n%s\\n' "$at" "$*" "$NOTIFYTYPE" "$UPSNAME" "$NOTIFYMSG" >> "$NUT_CONFPATH/calls"
`;

function callsIn(folder: string, begun: number): readonly Call[] {
  const path = join(folder, "calls");
  const lines = existsSync(path) ? readFileSync(path, "utf8").split("\n").slice(0, -1) : [];
  return Array.from({ length: lines.length / 5 }, (_, i) => {
    const [at = "", name = "", NOTIFYTYPE = "", UPSNAME = "", NOTIFYMSG = ""] = lines.slice(5 * i, 5 * i + 5);
    return { at: Number(at) - begun, name, env: { NOTIFYTYPE, UPSNAME, NOTIFYMSG } };
  });
}

/** Plays the events to a program in a folder of its own, and waits for so many calls. */
async function play({ conf, events }: Play, program: readonly string[], wanted: number): Promise<readonly Call[]> {
  const folder = mkdtempSync(join(tmpdir(), "nutts-sched-"));
  writeFileSync(join(folder, "script"), SCRIPT, { mode: 0o755 });
  const own = `CMDSCRIPT ${folder}/script\nPIPEFN ${folder}/pipe\nLOCKFN "${folder}/lock"\n`;
  writeFileSync(join(folder, "upssched.conf"), `${own}${conf}\n`, { mode: 0o640 });
  const begun = Date.now() / 1000;
  const tell = async ({ at, type, ups, text }: Happening): Promise<void> => {
    await pause(at * 1000);
    const env = { ...process.env, NUT_CONFPATH: folder, NUT_STATEPATH: folder, NOTIFYTYPE: type, UPSNAME: ups };
    const [command = "", ...args] = program;
    await new Started(spawn(command, [...args, text], { env, stdio: ["ignore", "pipe", "pipe"] })).ended;
  };
  await Promise.all([...events.map(tell), pause(LAST * 1000)]);
  const end = Date.now() + PATIENCE * 1000;
  while (callsIn(folder, begun).length < wanted && Date.now() < end) await pause(100);
  const calls = callsIn(folder, begun);
  for (const pid of processesOf("upssched", { NUT_CONFPATH: folder })) process.kill(pid, "SIGKILL");
  rmSync(folder, { recursive: true, force: true });
  return calls;
}

/** The C daemon is up to a second early, and looks once a second. */
const LEEWAY_S = 1;
/** What programs take to start: more on a machine that is busy. */
const STARTS_S = 0.7;
const TRIES = 5;

const bare = (calls: readonly Call[]): readonly Omit<Call, "at">[] => calls.map(({ name, env }) => ({ name, env }));

/** Seconds between the same calls, at most; those that only 2.8.0 makes come last. */
const apart = (c: readonly Call[], ours: readonly Call[]): number =>
  Math.max(0, ...ours.map(({ at }, i) => Math.abs(at - (c[i]?.at ?? Number.NaN))));

interface Result {
  readonly c: readonly Call[];
  readonly ours: readonly Call[];
  /** Seconds that the same calls may be apart. */
  readonly leeway: number;
}

describePeers("the C upssched and ours", ["upssched"], ({ upssched }) => {
  const { stdout } = spawnSync(upssched, ["-h"], { encoding: "utf8" });
  const version: Version = stdout.includes("NOTIFYMSG") ? "2.8.5" : "2.8.0";
  const plays = PLAYS.filter(({ young }) => version === "2.8.5" || young !== true);
  const results = new Map<Play, Result>();

  const agrees = (one: Play, { c, ours, leeway }: Result): boolean =>
    JSON.stringify(bare(ours)) === JSON.stringify(expected(one, "ours")) &&
    JSON.stringify(bare(c)) === JSON.stringify(expected(one, version)) &&
    apart(c, ours) < leeway;

  const playBoth = async (one: Play, slow: () => number): Promise<Result> => {
    const before = slow();
    const [c, ours] = await Promise.all([
      play(one, [upssched], expected(one, version).length),
      play(one, [process.execPath, RUN_JS, "upssched"], expected(one, "ours").length),
    ]);
    return { c, ours, leeway: LEEWAY_S + STARTS_S * Math.max(before, slow()) };
  };

  /**
   * All at once, within the limits of a machine that has nothing else to do. Both run in real time: what differs is played
   * again, alone, within those of the machine as it is.
   */
  async function result(one: Play): Promise<Result> {
    let last = results.get(one) ?? (await playBoth(one, slowness));
    for (let tries = 1; tries < TRIES && !agrees(one, last); tries++) last = await playBoth(one, slowness);
    return last;
  }

  beforeAll(async () => {
    await Promise.all(plays.map(async (one) => results.set(one, await playBoth(one, () => 1))));
  }, 120_000);

  it.each(plays)(
    "$title",
    async (one) => {
      const { c, ours, leeway } = await result(one);
      expect(bare(ours)).toEqual(expected(one, "ours"));
      expect(bare(c)).toEqual(expected(one, version));
      expect(apart(c, ours)).toBeLessThan(leeway);
    },
    300_000,
  );
});
