/** `nutts drill`: a power failure rehearsed with nothing switched off. */
import type { CommandLine } from "../cli/options.ts";
import { palette } from "../cli/palette.ts";
import type { Io, ProgramModule } from "../cli/program.ts";
import { loadAuth } from "../clients/auth.ts";
import { clientLog, connectTo } from "../clients/connect.ts";
import { CredentialPrompt } from "../clients/credential-prompt.ts";
import { NutClient } from "../netproto/client/nut-client.ts";
import { NutError } from "../nut/errors.ts";
import { FILES } from "../system/files/files.ts";
import type { ConnectTo } from "./learned.ts";
import type { LiveWorld } from "./live/run-live.ts";
import { type LoadedPlan, loadPlan } from "./load-plan.ts";
import { paperText } from "./paper/print.ts";
import { type Rehearsed, rehearse } from "./paper/rehearse.ts";
import { wishesOf } from "./wishes.ts";

/** Servers are given a moment: a rehearsal on paper is over in a second. */
const CONNECT_MS = 1500;
const NOT_ALL_DOWN = 2;

export interface DrillWorld extends LiveWorld {
  readonly connectTo: ConnectTo;
}

async function systemWorld(line: CommandLine, io: Io): Promise<DrillWorld> {
  const log = clientLog("drill", line, io);
  const auth = await loadAuth(line, io, log);
  const quick = { connectTimeoutMs: CONNECT_MS, answerTimeoutMs: CONNECT_MS, log };
  return {
    files: FILES,
    connectTo:
      ({ host, port }) =>
      () =>
        NutClient.connect({ host, port, ...quick, tls: auth({ host, port }).tls }),
    connect: ({ host, port }) => connectTo({ host, port }, line, io, log, auth({ host, port }, line.value("u")).tls),
    authFor: ({ host, port }) => auth({ host, port }, line.value("u")).settings,
    asking: new CredentialPrompt(async () => (await import("../cli/prompts.ts")).processPrompter(io)),
    onInterrupt: (run) => {
      process.once("SIGINT", run);
      return () => void process.off("SIGINT", run);
    },
  };
}

function asJson({ from, notes, machines, batteries }: LoadedPlan, { outcomes, ok, verdict }: Rehearsed): string {
  const plan = {
    from,
    notes,
    machines: machines.flatMap(({ names, shutdownTime }) => names.map((name) => ({ name, shutdownTime }))),
    batteries: batteries.map(({ system, runtime, charge }) => ({ system, runtime, charge })),
  };
  return `${JSON.stringify({ ok, verdict, ...plan, cases: outcomes }, null, 2)}\n`;
}

async function onPaper(line: CommandLine, io: Io, { files, connectTo }: DrillWorld): Promise<number> {
  const plan = await loadPlan(line.operands[0], wishesOf(line), { env: io.env, files, connectTo });
  const rehearsed = rehearse(plan);
  io.out(line.has("json") ? asJson(plan, rehearsed) : paperText(plan, rehearsed, await palette(io)));
  return rehearsed.ok ? 0 : NOT_ALL_DOWN;
}

/** Runs the drill in a world; tests hand in theirs. */
export async function runDrill(line: CommandLine, io: Io, world: DrillWorld): Promise<number> {
  const [, extra] = line.operands;
  if (extra !== undefined)
    throw new NutError(
      "usage",
      extra.startsWith("-")
        ? `${extra} stands behind the UPS: options come first`
        : `${extra} has no place here: one UPS at a time`,
    );
  return line.has("live") ? (await import("./live/run-live.ts")).runLive(line, io, world) : onPaper(line, io, world);
}

export const run: ProgramModule["run"] = async (line, io) => runDrill(line, io, await systemWorld(line, io));
