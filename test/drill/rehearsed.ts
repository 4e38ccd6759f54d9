/** A rehearsal on paper of a folder of fixtures, with servers that are silent or say what a test wants. */
import { existsSync, readFileSync } from "node:fs";
import { basename } from "node:path";
import { runProgram } from "../../src/cli/program.ts";
import { CredentialPrompt } from "../../src/clients/credential-prompt.ts";
import { DRILL } from "../../src/commands/drill.ts";
import type { ConnectTo } from "../../src/drill/learned.ts";
import type { Outcome } from "../../src/drill/paper/outcome.ts";
import { runDrill } from "../../src/drill/program.ts";
import { NutError } from "../../src/nut/errors.ts";
import type { Files } from "../../src/system/files/files.ts";
import { FakeIo } from "../sim/machine/fake-io.ts";

/** Reads a folder as /etc/nut. Whoever writes or removes has gone too far. */
export function fixtureFiles(folder: string): Files {
  const deny = (): never => {
    throw new Error("a rehearsal changes no file");
  };
  return {
    read: (path) => {
      const found = new URL(`../fixtures/drill/${folder}/${basename(path)}`, import.meta.url);
      return path.startsWith("/etc/nut/") && existsSync(found) ? readFileSync(found, "utf8") : undefined;
    },
    replace: deny,
    remove: deny,
    mode: () => 0o640,
  };
}

export const NOBODY: ConnectTo = () => () => Promise.reject(new NutError("connect-failed"));

interface Json {
  readonly ok: boolean;
  readonly verdict: string;
  readonly notes: readonly string[];
  readonly machines: readonly { readonly name: string; readonly shutdownTime: number }[];
  readonly cases: readonly Outcome[];
}

export async function drill(folder: string, argv: readonly string[], connectTo: ConnectTo = NOBODY) {
  const io = new FakeIo({ NUT_CONFPATH: "/etc/nut" });
  const never = (): never => {
    throw new Error("a rehearsal on paper needs no user");
  };
  const asking = new CredentialPrompt(never);
  const world = { files: fixtureFiles(folder), connectTo, connect: never, authFor: never, asking, onInterrupt: never };
  const load = () => Promise.resolve({ run: (line: Parameters<typeof runDrill>[0]) => runDrill(line, io, world) });
  const status = await runProgram({ ...DRILL, load }, argv, io);
  return { status, out: io.stdout, err: io.stderr };
}

export async function rehearsed(folder: string, ...argv: readonly string[]) {
  const { status, out, err } = await drill(folder, ["--json", ...argv]);
  if (out === "") throw new Error(err);
  const json = JSON.parse(out) as Json;
  const of = (id: string): Outcome => {
    const found = json.cases.find((each) => each.id === id);
    if (!found) throw new Error(`${id} was not played`);
    return found;
  };
  return { status, of, ...json };
}
