import type { CommandLine } from "../cli/options.ts";
import { palette } from "../cli/palette.ts";
import type { Io, ProgramModule } from "../cli/program.ts";
import type { ProgramTable } from "../cli/program-table.ts";
import type { AuthSettings } from "../conf/nutauth/nutauth-conf.ts";
import type { NutClient } from "../netproto/client/nut-client.ts";
import { REQUESTS } from "../netproto/requests.ts";
import { authenticate, listFatal, sendChange, type Wording } from "./change.ts";
import { accountName, CredentialPrompt } from "./credential-prompt.ts";
import { Fatal } from "./fatal.ts";
import { type ChangeWorld, changeWorld, runOnUps } from "./on-ups.ts";
import { formatRw, rwVariable } from "./rw-list.ts";

const WORDING: Wording = { tracking: "set variable", change: "Set variable failed" };

async function showRw(client: NutClient, upsname: string, line: CommandLine, io: Io): Promise<void> {
  const found = await client.listRw(upsname).catch((error: unknown) => {
    throw listFatal(error);
  });
  const asked = [...found.keys()].map((name) => rwVariable(client, upsname, name));
  const answers = await Promise.allSettled(asked);
  const paint = await palette(io);
  const shown = [];
  for (const answer of answers) {
    if (answer.status === "rejected") throw answer.reason;
    if (line.has("json")) shown.push(answer.value);
    else io.out(formatRw(answer.value, paint));
  }
  if (line.has("json")) io.out(`${JSON.stringify(shown, null, 2)}\n`);
}

/** `-s VAR=VALUE`, or `-s VAR` and a question. */
async function changeOf(
  text: string,
  asking: CredentialPrompt,
): Promise<{ readonly name: string; readonly value: string }> {
  const equals = text.indexOf("=");
  if (equals >= 0) return { name: text.slice(0, equals), value: text.slice(equals + 1) };
  const value = await (await asking.prompter()).line(`Enter new value for ${text}`);
  if (value === undefined) throw new Fatal("Error: standard input ended before the answer");
  return { name: text, value };
}

async function setVariable(client: NutClient, upsname: string, text: string, how: SetIo): Promise<void> {
  const { line, io, world, auth } = how;
  const asking = new CredentialPrompt(world.prompter);
  try {
    const username = (await asking.username(line, auth)) ?? accountName();
    if (username === undefined) throw new Fatal("Error: no user: name one with -u");
    const password = (await asking.password(line, auth)) ?? "";
    const { name, value } = await changeOf(text, asking);
    await authenticate(client, username, password);
    if (!name.includes(".")) throw new Fatal(`Error: a variable has a dot in its name, as ups.id; ${name} has none`);
    const request = REQUESTS.setVar.format({ ups: upsname, var: name, value });
    await sendChange(request, { client, line, io, clock: world.clock }, WORDING);
  } finally {
    asking.close();
  }
}

interface SetIo {
  readonly line: CommandLine;
  readonly io: Io;
  readonly world: ChangeWorld;
  readonly auth: AuthSettings;
}

/** What `-s` and `-l` come to: the last `-s`, unless an `-l` follows it. */
function settingOf(line: CommandLine, io: Io): string | undefined {
  const last = line.given.findLast((name) => name === "s" || name === "l");
  if (last !== "l") return line.value("s");
  if (line.has("s")) io.err("-l behind -s: variables are listed, and none is set\n");
  return undefined;
}

export const runUpsrw = (line: CommandLine, io: Io, table: ProgramTable, world: ChangeWorld): Promise<number> =>
  runOnUps(table, line, io, (client, { upsname }, auth) => {
    const setting = settingOf(line, io);
    return setting === undefined
      ? showRw(client, upsname, line, io)
      : setVariable(client, upsname, setting, { line, io, world, auth });
  });

export const run: ProgramModule["run"] = (line, io, table) => runUpsrw(line, io, table, changeWorld(io));
