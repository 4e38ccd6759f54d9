/** What a UPS does in its test is told as the test, so that nothing acts on it as on an outage. */
import type { UpsmonConf } from "../../../conf/upsmon-conf.ts";
import type { NotifyType } from "../../../nut/notify-types.ts";
import type { Turn } from "../effects.ts";
import { notify } from "../messages.ts";
import type { RunningTest } from "./test-state.ts";

/** What begins a state, and what ends it. RB is not among them: a test is there to find it. */
const PAIRS: readonly (readonly [begins: NotifyType, ends: NotifyType | undefined])[] = [
  ["ONBATT", "ONLINE"],
  ["LOWBATT", undefined],
  ["CAL", "NOTCAL"],
  ["BYPASS", "NOTBYPASS"],
  ["ALARM", "NOTALARM"],
  ["OTHER", "NOTOTHER"],
];

const WORDS: Readonly<Partial<Record<NotifyType, string>>> = {
  ONBATT: "on battery for the test of its battery",
  ONLINE: "on line power again after the test of its battery",
  LOWBATT: "battery low in its test",
  CAL: "calibrates in the test of its battery",
  BYPASS: "on bypass in the test of its battery",
};

export type Tell = (type: NotifyType, extra?: string) => void;

export interface Muted {
  readonly tell: Tell;
  readonly test: () => RunningTest;
}

const wordsFor = (type: NotifyType, extra: string | undefined): string | undefined =>
  type === "ALARM" || type === "OTHER" ? `${extra ?? type}, in the test of its battery` : WORDS[type];

/** `tell` as it is outside a test, for what is not of the test. */
export function muted(test: RunningTest, system: string, tell: Tell, settings: UpsmonConf, turn: Turn): Muted {
  let { silenced } = test;
  const asTest = (type: NotifyType, extra?: string): void => {
    const words = wordsFor(type, extra);
    if (words !== undefined) notify(settings, turn, "BATTERYTEST", system, words);
  };
  return {
    tell: (type, extra) => {
      const begun = PAIRS.find(([begins]) => begins === type);
      const ended = PAIRS.find(([begins, ends]) => ends === type && silenced.includes(begins));
      if (!begun && !ended) return tell(type, extra);
      if (begun && !silenced.includes(type)) silenced = [...silenced, type];
      if (ended) silenced = silenced.filter((each) => each !== ended[0]);
      asTest(type, extra);
    },
    test: () => (silenced === test.silenced ? test : { ...test, silenced }),
  };
}
