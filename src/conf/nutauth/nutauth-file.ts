import { NutError } from "../../nut/errors.ts";
import { FILES, warnWorldReadable } from "../../system/files/files.ts";
import type { Log } from "../../system/log/log.ts";
import { fileReason } from "../../system/system-error.ts";
import { formatProblem } from "../problem.ts";
import { type NutauthConf, parseNutauthConf } from "./nutauth-conf.ts";

type Says = Pick<Log, "warning" | "debug">;

const refusal = (text: string): NutError => new NutError("configuration", text);

/** What an unreadable line would have asked for, nobody knows: better no connection than one that is too weak. */
function logProblems({ problems }: NutauthConf, log: Says): void {
  for (const problem of problems) if (problem.severity !== "error") log.warning(formatProblem(problem));
  const errors = problems.filter(({ severity }) => severity === "error").map(formatProblem);
  if (errors.length > 0) throw refusal(errors.join("\n"));
}

function textOf(path: string, asked: boolean, log: Says): string | undefined {
  let why = "there is no such file";
  try {
    const text = FILES.read(path);
    if (text !== undefined) return text;
  } catch (error) {
    why = fileReason(error);
  }
  if (asked) throw refusal(`${path}: ${why}`);
  log.warning(`${path} is not used: ${why}`);
  return undefined;
}

/** `asked`: the file must be there; else undefined says that it cannot be read. Throws NutError `configuration`. */
export function readNutauth(path: string, asked: boolean, log: Says): NutauthConf | undefined {
  const text = textOf(path, asked, log);
  if (text === undefined) return undefined;
  log.debug(1, `users and TLS come from ${path}`);
  warnWorldReadable(FILES, path, log);
  const conf = parseNutauthConf(text, path, (included) => {
    const found = FILES.read(included);
    if (found !== undefined) warnWorldReadable(FILES, included, log);
    return found;
  });
  logProblems(conf, log);
  return conf;
}
