/** The rules of upssched.conf played through a mains failure of one UPS: what CMDSCRIPT is called with, and when. */
import { type AtRule, isRuleFor } from "../../../conf/upssched/upssched-conf.ts";

export interface Call {
  readonly name: string;
  /** Seconds after the mains failed. */
  readonly second: number;
  /** The line that ordered it. */
  readonly row: AtRule;
}

interface Timer {
  readonly name: string;
  readonly due: number;
  readonly row: AtRule;
}

/** `backAt`: when the mains come back, in seconds; infinite where they do not. */
export function playOutage(rows: readonly AtRule[], ups: string, backAt: number): readonly Call[] {
  const calls: Call[] = [];
  let timers: readonly Timer[] = [];
  const fire = (until: number): void => {
    for (const { name, due, row } of timers) if (due <= until) calls.push({ name, second: due, row });
    timers = timers.filter(({ due }) => due > until);
  };
  const hear = (type: string, second: number): void => {
    for (const row of rows) {
      const { command } = row;
      if (!isRuleFor(row, type, ups)) continue;
      if (command.kind === "execute") calls.push({ name: command.name, second, row });
      else if ("seconds" in command) timers = [...timers, { name: command.timer, due: second + command.seconds, row }];
      else {
        const left = timers.filter(({ name }) => name !== command.timer);
        if (left.length === timers.length && command.otherwise !== undefined)
          calls.push({ name: command.otherwise, second, row });
        timers = left;
      }
    }
  };
  hear("ONBATT", 0);
  if (Number.isFinite(backAt)) {
    fire(backAt);
    hear("ONLINE", backAt);
  }
  fire(Number.POSITIVE_INFINITY);
  return calls;
}
