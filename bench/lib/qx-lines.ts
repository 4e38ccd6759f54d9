/**
 * `qx-lines COUNT`: each recorded profile of nutdrv_qx on `COUNT` pseudo-terminals, as its answers come in their order.
 * Prints `[{ name, options, ports }]`; at SIGTERM the time of the first question on each port, in ms since 1970.
 */
import { SerialUps } from "../../test/rig/serial-ups/serial-ups.ts";
import { OWN_RUNS, type QxRun, qxRuns, SHARED_RUNS } from "../../test/sim/bench/qx-runs.ts";
import { AnswerTable } from "../../test/sim/devices/answer-table.ts";

const asked: Record<string, number> = {};

class TimedTable extends AnswerTable {
  first: number | undefined;

  override answer(command: string): ReturnType<AnswerTable["answer"]> {
    this.first ??= Date.now();
    return super.answer(command);
  }
}

async function line({ profile }: QxRun): Promise<string> {
  const table = new TimedTable(profile);
  const { path } = await SerialUps.start(profile, table);
  Object.defineProperty(asked, path, { enumerable: true, get: () => table.first });
  return path;
}

const count = Number(process.argv[2]);
const runs = [OWN_RUNS, SHARED_RUNS].flatMap(qxRuns).filter(({ dump }) => dump?.vars.has("ups.status"));
const lines = [];
for (const run of runs) {
  const ports: string[] = [];
  for (let i = 0; i < count; i++) ports.push(await line(run));
  lines.push({ name: run.name, options: run.options, ports });
}

process.on("SIGTERM", () => {
  console.log(JSON.stringify(asked));
  process.exit(0);
});
console.log(JSON.stringify(lines));
