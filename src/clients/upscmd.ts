/** upscmd: instant commands of a UPS. Output and exit status as upscmd 2.8.5 has them. */
import { helpText } from "../cli/about.ts";
import type { CommandLine } from "../cli/options.ts";
import type { Io, ProgramModule } from "../cli/program.ts";
import type { ProgramTable } from "../cli/program-table.ts";
import type { AuthSettings } from "../conf/nutauth/nutauth-conf.ts";
import type { NutClient } from "../netproto/client/nut-client.ts";
import { REQUESTS } from "../netproto/requests.ts";
import { asGiven, authenticate, listFatal, sendChange, type Wording } from "./change.ts";
import { CredentialPrompt } from "./credential-prompt.ts";
import { Fatal } from "./fatal.ts";
import { type ChangeWorld, changeWorld, runOnUps } from "./on-ups.ts";
import type { UpsTarget } from "./target.ts";

const WORDING: Wording = { tracking: "command", change: "Instant command failed" };

interface Command {
  readonly name: string;
  readonly description: string | undefined;
}

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
    return io.out(await peopleTable(rows, process.stdout.columns || 80));
  }
  io.out(
    commands
      .map(({ name, description }) => `${name}${description === undefined ? "" : ` - ${description}`}\n`)
      .join(""),
  );
}

async function runCommand(
  client: NutClient,
  target: UpsTarget,
  line: CommandLine,
  io: Io,
  how: { readonly table: ProgramTable; readonly world: ChangeWorld; readonly auth: AuthSettings },
): Promise<void> {
  const { table, world, auth } = how;
  const [, cmd, param] = line.operands;
  if (cmd === undefined) return io.out(helpText(table));
  if (!cmd.includes("."))
    throw new Fatal(`Error: a command has a dot in its name, as beeper.toggle; ${cmd} has none (-l lists them)`);
  const asking = new CredentialPrompt(world.prompter);
  try {
    const username = await asking.username(line, auth);
    if (username === undefined) throw new Fatal("Error: standard input ended before the answer");
    const password = await asking.password(line, auth);
    await authenticate(client, username, password ?? "");
  } finally {
    asking.close();
  }
  const bare = REQUESTS.instcmd.format({ ups: target.upsname, cmd });
  const request =
    param === undefined ? bare : asGiven(bare, param, REQUESTS.instcmd.format({ ups: target.upsname, cmd, param }));
  await sendChange(request, { client, line, io, clock: world.clock }, WORDING);
}

export const runUpscmd = (line: CommandLine, io: Io, table: ProgramTable, world: ChangeWorld): Promise<number> =>
  runOnUps(table, line, io, (client, target, auth) =>
    line.has("l")
      ? showCommands(client, target.upsname, line, io)
      : runCommand(client, target, line, io, { table, world, auth }),
  );

export const run: ProgramModule["run"] = (line, io, table) => runUpscmd(line, io, table, changeWorld(io));
