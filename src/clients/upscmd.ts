/** upscmd: instant commands of a UPS. Output and exit status as upscmd 2.8.5 has them. */
import { banner } from "../cli/banner.ts";
import { type CommandLine, usage } from "../cli/options.ts";
import type { Io, ProgramModule } from "../cli/program.ts";
import { type Prompter, processPrompter } from "../cli/prompts.ts";
import { UPSCMD } from "../cli/tables/upscmd.ts";
import { type Clock, SYSTEM_CLOCK } from "../host/clock.ts";
import type { NutClient } from "../netproto/client/nut-client.ts";
import { REQUESTS } from "../netproto/requests.ts";
import { listFatal, sayWho, sendChange, trackingSeconds, type Wording } from "./change.ts";
import { clientLog, connectTo } from "./connect.ts";
import { endingInError, Fatal, textOf } from "./fatal.ts";
import { Asking } from "./person.ts";
import { splitUps, type UpsTarget } from "./target.ts";

const WORDING: Wording = { tracking: "command", change: "Instant command failed" };

/** The world of upscmd and upsrw beyond their output. */
export interface ChangeWorld {
  readonly clock: Clock;
  readonly prompter: () => Promise<Prompter>;
}

export const changeWorld = (io: Io): ChangeWorld => ({
  clock: SYSTEM_CLOCK,
  prompter: () => Promise.resolve(processPrompter(io)),
});

interface Command {
  readonly name: string;
  readonly description: string | undefined;
}

/** All commands with their descriptions, which are asked for together. */
async function commandsOf(client: NutClient, upsname: string): Promise<readonly Command[]> {
  const names = await client.listCmd(upsname).catch((error: unknown) => {
    throw listFatal(error);
  });
  const described = await Promise.allSettled(names.map((name) => client.commandDescription(upsname, name)));
  return names.map((name, i) => {
    const answer = described[i];
    return { name, description: answer?.status === "fulfilled" ? answer.value : undefined };
  });
}

async function showCommands(client: NutClient, upsname: string, line: CommandLine, io: Io): Promise<void> {
  const commands = await commandsOf(client, upsname);
  if (line.has("json")) return io.out(`${JSON.stringify(commands, null, 2)}\n`);
  io.out(`Instant commands supported on UPS [${upsname}]:\n\n`);
  if (io.interactive) {
    const { peopleTable } = await import("../cli/table.ts");
    const rows = commands.map(({ name, description }) => [name, description ?? ""] as const);
    return io.out(await peopleTable(rows, process.stdout.columns ?? 80));
  }
  io.out(
    commands
      .map(({ name, description }) => `${name}${description === undefined ? "" : ` - ${description}`}\n`)
      .join(""),
  );
}

const help = (io: Io): void => io.out(`${banner(UPSCMD.name)}${usage(UPSCMD.name, UPSCMD)}`);

async function runCommand(
  client: NutClient,
  target: UpsTarget,
  line: CommandLine,
  io: Io,
  world: ChangeWorld,
): Promise<void> {
  const [, cmd, param] = line.operands;
  if (cmd === undefined) return help(io);
  if (!cmd.includes(".")) throw new Fatal("Error: old command names are not supported");
  const asking = new Asking(world.prompter);
  try {
    const username = await asking.username(line);
    if (username === undefined) throw new Fatal("Error reading from stdin!");
    const password = await asking.password(line);
    await sayWho(client, username, password ?? "");
  } finally {
    asking.close();
  }
  const request = REQUESTS.instcmd.format({ ups: target.upsname, cmd, param });
  await sendChange(request, { client, line, io, clock: world.clock }, WORDING);
}

/** Where to go. Throws Fatal. */
export function changeTarget(text: string | undefined, io: Io): UpsTarget {
  const split = splitUps(text);
  if (split.kind === "ok") return split.target;
  io.err(`${split.why}\n`);
  throw new Fatal("Error: invalid UPS definition.  Required format: upsname[@hostname[:port]]");
}

async function main(line: CommandLine, io: Io, world: ChangeWorld): Promise<number> {
  trackingSeconds(line);
  if (line.operands.length === 0) {
    help(io);
    return 0;
  }
  const target = changeTarget(line.operands[0], io);
  const client = await connectTo(target, line, io, clientLog(UPSCMD.name, line, io)).catch((error: unknown) => {
    throw new Fatal(`Error: ${textOf(error)}`, { cause: error });
  });
  try {
    if (line.has("l")) await showCommands(client, target.upsname, line, io);
    else await runCommand(client, target, line, io, world);
    return 0;
  } finally {
    await client.close();
  }
}

/** Runs upscmd in a world; tests hand in theirs. */
export async function runUpscmd(line: CommandLine, io: Io, world: ChangeWorld): Promise<number> {
  if (line.has("V")) io.out(banner(UPSCMD.name));
  else if (line.has("h")) help(io);
  else return endingInError(io, () => main(line, io, world));
  return 0;
}

export const run: ProgramModule["run"] = (line, io) => runUpscmd(line, io, changeWorld(io));
