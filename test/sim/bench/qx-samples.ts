/** A device of each protocol of nutdrv_qx: a recorded one, or one that we made. */
import { QX_PROTOCOLS } from "../../../src/drivers/qx/subdrivers/index.ts";
import type { Profile } from "../devices/question-device.ts";
import { OWN_RUNS, qxRuns } from "./qx-runs.ts";

const RUNS = qxRuns(OWN_RUNS).filter(({ dump }) => dump !== undefined);

export interface Sample {
  readonly profile: Profile;
  readonly options: Readonly<Record<string, string>>;
}

const Q1 = "(226.0 195.0 226.0 014 49.0 27.5 30.0 00001000\r";
const RATINGS = ["F\r", "#220.0 003 024.0 50.0\r"] as const;
const VENDOR = ["I\r", "#-------------   ------     VT12046Q  \r"] as const;
const Q6 = [
  "Q6\r",
  "(227.0 225.6 230.0 50.0 229.9 000.0 000.0 49.9 007 000 000 327.8 000.0 23.0 06932 100 32 00000000 00000000 11\r",
] as const;
const WA = ["WA\r", "(001.4 000.0 000.0 001.4 000.0 000.0 001.4 001.4 006.5 000.0 000.0 007 00000000\r"] as const;

/** What devices answer of which we have no recorded run. */
const MADE: Readonly<Record<string, readonly (readonly [send: string, recv: string])[]>> = {
  omron: [["Q1\r", Q1]],
  "voltronic-qs": [["M\r", "H\r"], ["QS\r", Q1], RATINGS],
  mustek: [["QS\r", Q1], RATINGS, VENDOR],
  zinto: [["Q1\r", Q1], RATINGS, ["FW?\r", "#ONLINE USV      ZINTO 1000 V1.2      \r"]],
  innovart33: [
    Q6,
    WA,
    RATINGS,
    ["Q1\r", Q1],
    ["BPS\r", "(230.4 000.0 000.0 49.9\r"],
    ["FW?\r", "05516-1100\r"],
    ["SASV07?\r", "GASV07DN05K10KB100004       \r"],
  ],
  innovatae: [["Q1\r", Q1], RATINGS, VENDOR],
  q6: [Q6, ["Q1\r", Q1], WA, RATINGS],
  gtec: [["Q4\r", "(236.7 243.2 212.1 220.1 230.4 002 001 50.0 371 372 026.3 22.9 IM\r"], RATINGS, VENDOR],
  q1: [["Q1\r", Q1]],
};

const made = (name: string): Sample => ({
  profile: { exchanges: (MADE[name] ?? []).map(([send, recv]) => ({ send, recv })) },
  options: { protocol: name },
});

/** A device of each protocol. */
export const SAMPLES: readonly Sample[] = QX_PROTOCOLS.map(
  ({ name }) => RUNS.find(({ options }) => options.protocol === name) ?? made(name),
);
