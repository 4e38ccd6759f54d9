import type { CommandLine } from "../cli/options.ts";
import { type Palette, palette } from "../cli/palette.ts";
import type { Io, ProgramModule } from "../cli/program.ts";
import type { NutClient } from "../netproto/client/nut-client.ts";
import { NutError } from "../nut/errors.ts";
import { parseStatus } from "../nut/status.ts";
import type { Log } from "../system/log/log.ts";
import { loadAuth } from "./auth.ts";
import { clientLog, connectTo, introduce } from "./connect.ts";
import { endingInError, Fatal, messageOf } from "./fatal.ts";
import { type HostTarget, splitHost, splitUps, wrongUps } from "./target.ts";

/** What was asked for, as lines and as JSON. Values are JSON strings, as upsc -j has them, numbers too. */
interface Answer {
  readonly lines: readonly string[];
  readonly json: string;
}

const TOO_OLD = "this upsd is too old to answer that";

/** The text of an error, where an old server may not know the question. */
function errorText(error: unknown): string {
  if (error instanceof Fatal) return error.message;
  return error instanceof NutError && error.code === "unknown-command" ? TOO_OLD : messageOf(error);
}

const jsonObject = (entries: readonly (readonly [string, string])[]): string =>
  `{\n${entries.map(([name, value]) => `  ${JSON.stringify(name)}: ${JSON.stringify(value)}`).join(",\n")}\n}\n`;

const jsonArray = (items: readonly string[]): string =>
  `[\n${items.map((item) => `  ${JSON.stringify(item)}`).join(",\n")}\n]\n`;

const jsonError = (text: string): string => `{"error": ${JSON.stringify(text)}}\n`;

function coloured({ good, warn, bad }: Palette, name: string, value: string): string {
  if (name !== "ups.status") return value;
  const tokens = parseStatus(value);
  const paint = tokens.some((token) => ["LB", "FSD", "RB", "OVER"].includes(token))
    ? bad
    : tokens.includes("OL")
      ? good
      : warn;
  return paint(value);
}

async function variables(client: NutClient, upsname: string, io: Io): Promise<Answer> {
  const found = [...(await client.listVar(upsname))];
  const paint = await palette(io);
  return {
    lines: found.map(([name, value]) => `${paint.name(name)}: ${coloured(paint, name, value)}`),
    json: jsonObject(found),
  };
}

async function variable(client: NutClient, upsname: string, name: string): Promise<Answer> {
  if (!name.includes(".")) throw new Fatal(`a variable has a dot in its name, as ups.status; ${name} has none`);
  const value = await client.getVar(upsname, name);
  return { lines: [value], json: `${JSON.stringify(value)}\n` };
}

async function upses(client: NutClient, described: boolean): Promise<Answer> {
  const found = [...(await client.listUps())];
  if (!described) return { lines: found.map(([name]) => name), json: jsonArray(found.map(([name]) => name)) };
  return { lines: found.map(([name, desc]) => `${name}: ${desc}`), json: jsonObject(found) };
}

async function loggedIn(client: NutClient, upsname: string): Promise<Answer> {
  const found = await client.listClient(upsname);
  return { lines: found, json: jsonArray(found) };
}

interface Question {
  readonly target: HostTarget;
  readonly ask: (client: NutClient) => Promise<Answer>;
  readonly jsonError: (text: string) => string;
}

function hostOf(text: string | undefined, io: Io): HostTarget {
  const split = splitHost(text ?? "localhost");
  if (text?.includes("@")) io.err(`${text}: -l and -L ask a server, so leave out the name of the UPS and the @\n`);
  if (split.kind === "ok") return split.target;
  throw new Fatal(`invalid hostname: ${split.why}; write <hostname>[:<port>]`);
}

/** What the command line asks. Throws Fatal. */
function questionOf(line: CommandLine, io: Io): Question {
  const [first, name] = line.operands;
  const described = line.has("L");
  if (described || line.has("l"))
    return { target: hostOf(first, io), ask: (client) => upses(client, described), jsonError };
  const split = splitUps(first);
  if (split.kind === "wrong") throw new Fatal(wrongUps(split.why));
  const { target } = split;
  const { upsname } = target;
  if (line.has("c")) return { target, ask: (client) => loggedIn(client, upsname), jsonError };
  if (name !== undefined)
    return {
      target,
      ask: (client) => variable(client, upsname, name),
      jsonError,
    };
  return {
    target,
    ask: (client) => variables(client, upsname, io),
    jsonError: (text) => jsonObject([["error", text]]),
  };
}

/** Says what went wrong: on standard output too when JSON was asked for, so that a script always reads JSON. */
function fail(line: CommandLine, io: Io, text: string, json: (text: string) => string): Fatal {
  if (line.has("j")) io.out(json(text));
  return new Fatal(`Error: ${text}`);
}

async function connected(target: HostTarget, line: CommandLine, io: Io, log: Log): Promise<NutClient> {
  const { settings, tls } = (await loadAuth(line, io, log))(target);
  const client = await connectTo(target, line, io, log, tls);
  await introduce(client, settings);
  return client;
}

async function show(line: CommandLine, io: Io): Promise<number> {
  let question: Question;
  try {
    question = questionOf(line, io);
  } catch (error) {
    if (error instanceof Fatal) throw fail(line, io, error.message, jsonError);
    throw error;
  }
  const log = clientLog("upsc", line, io);
  const client = await connected(question.target, line, io, log).catch((error: unknown) => {
    throw fail(line, io, errorText(error), jsonError);
  });
  try {
    const answer = await question.ask(client);
    io.out(line.has("j") ? answer.json : answer.lines.map((text) => `${text}\n`).join(""));
    return 0;
  } catch (error) {
    throw fail(line, io, errorText(error), question.jsonError);
  } finally {
    await client.close();
  }
}

export const run: ProgramModule["run"] = (line, io) => endingInError(io, () => show(line, io));
