import { helpText } from "../cli/about.ts";
import type { CommandLine } from "../cli/options.ts";
import type { Io } from "../cli/program.ts";
import type { ProgramTable } from "../cli/program-table.ts";
import type { Prompter } from "../cli/prompts.ts";
import type { AuthSettings } from "../conf/nutauth/nutauth-conf.ts";
import type { NutClient } from "../netproto/client/nut-client.ts";
import { type Clock, SYSTEM_CLOCK } from "../system/clock.ts";
import { loadAuth } from "./auth.ts";
import { trackingSeconds } from "./change.ts";
import { clientLog, connectTo } from "./connect.ts";
import { endingInError, Fatal, messageOf } from "./fatal.ts";
import { splitUps, type UpsTarget, wrongUps } from "./target.ts";

export interface ChangeWorld {
  readonly clock: Clock;
  readonly prompter: () => Promise<Prompter>;
}

export const changeWorld = (io: Io): ChangeWorld => ({
  clock: SYSTEM_CLOCK,
  prompter: async () => (await import("../cli/prompts.ts")).processPrompter(io),
});

/** Where to go. Throws Fatal. */
function targetOf(text: string | undefined): UpsTarget {
  const split = splitUps(text);
  if (split.kind === "ok") return split.target;
  throw new Fatal(`Error: ${wrongUps(split.why)}`);
}

type Body = (client: NutClient, target: UpsTarget, auth: AuthSettings) => Promise<void>;

async function connected(table: ProgramTable, line: CommandLine, io: Io, body: Body): Promise<number> {
  trackingSeconds(line);
  if (line.operands.length === 0) {
    io.out(helpText(table));
    return 0;
  }
  const target = targetOf(line.operands[0]);
  const log = clientLog(table.name, line, io);
  const open = async (): Promise<{ readonly client: NutClient; readonly settings: AuthSettings }> => {
    const { settings, tls } = (await loadAuth(line, io, log))(target, line.value("u"));
    return { settings, client: await connectTo(target, line, io, log, tls) };
  };
  const { client, settings } = await open().catch((error: unknown) => {
    throw new Fatal(`Error: ${messageOf(error)}`, { cause: error });
  });
  try {
    await body(client, target, settings);
    return 0;
  } finally {
    await client.close();
  }
}

/** Runs a program on the UPS of its first operand; returns the exit status. */
export const runOnUps = (table: ProgramTable, line: CommandLine, io: Io, body: Body): Promise<number> =>
  endingInError(io, () => connected(table, line, io, body));
