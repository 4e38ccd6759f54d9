/** A live drill heard of: what this machine would do is played, told with a mark, and reported. The real core never hears of it. */
import { hostname } from "node:os";
import type { UpsmonConf } from "../../conf/upsmon-conf.ts";
import { DRILL_HEARD, type Drill, type DrillFate, formatDrillReport } from "../../nut/drill.ts";
import type { Log } from "../../system/log/log.ts";
import { type Rehearsal, rehearseFailure } from "../core/rehearse.ts";
import type { State } from "../core/step.ts";
import type { Notification } from "./notification.ts";

export interface DrillsDeps {
  readonly log: Log;
  readonly state: () => State;
  readonly tell: (notification: Notification, id: string) => void;
  /** SET VAR at the server of a UPS. Rejects with the reason. */
  readonly report: (system: string, variable: string, value: string) => Promise<void>;
}

const seconds = (ms: number): number => Math.ceil(ms / 1000);

function fateOf(settings: UpsmonConf, system: string): { readonly fate: DrillFate; readonly played: Rehearsal } {
  const played = rehearseFailure(settings, system, 0);
  const slow = rehearseFailure(settings, system, 1);
  if (played.downAfterMs === undefined) return { fate: { kind: "up" }, played };
  const earliest = seconds(played.downAfterMs);
  return { fate: { kind: "down", earliest, latest: seconds(slow.downAfterMs ?? played.downAfterMs) }, played };
}

/** Nothing is wrong: a drill must not be taken for what happens really. */
const isQuiet = ({ phase, upses, failed }: State): boolean =>
  phase.kind === "watching" &&
  failed === undefined &&
  upses.every(({ source, condition }) => source.kind !== "battery" && condition.kind !== "critical");

export class Drills {
  readonly #deps: DrillsDeps;
  /** The drill that was last heard of, by UPS. */
  readonly #heard = new Map<string, string>();

  constructor(deps: DrillsDeps) {
    this.#deps = deps;
  }

  hear(system: string, drill: Drill | undefined): void {
    const { log, state } = this.#deps;
    const before = this.#heard.get(system);
    if (before === drill?.id) return;
    if (!drill) {
      this.#heard.delete(system);
      return log.notice(`The drill ${before} of UPS [${system}] is over`);
    }
    this.#heard.set(system, drill.id);
    if (isQuiet(state())) this.#takePart(system, drill);
    else log.warning(`The drill ${drill.id} of UPS [${system}] is left alone: something real is going on`);
  }

  #takePart(system: string, { id }: Drill): void {
    const { log, state, tell, report } = this.#deps;
    const { fate, played } = fateOf(state().settings, system);
    const what = fate.kind === "up" ? "it would stay up" : `SHUTDOWNCMD would run after ${fate.earliest} s`;
    log.notice(`DRILL ${id} of UPS [${system}]: this machine is not shut down; ${what}`);
    for (const notification of played.notifications)
      tell({ ...notification, text: `DRILL, nothing is shut down: ${notification.text}` }, id);
    const value = formatDrillReport({ id, fate, name: hostname() });
    report(system, DRILL_HEARD, value).catch((error: unknown) =>
      log.warning(`The server of UPS [${system}] does not take our part in the drill ${id}: ${String(error)}`),
    );
  }
}
