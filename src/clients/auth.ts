/** Who a short client is to a server, and what it wants of TLS: `-A`, else the nutauth.conf that is found. */
import type { CommandLine } from "../cli/options.ts";
import type { Io } from "../cli/program.ts";
import { NutError } from "../nut/errors.ts";
import { chosenNutauth } from "../system/files/nutauth-path.ts";
import type { Log } from "../system/log/log.ts";
import type { AuthFor } from "./auth-file.ts";

const NOBODY: AuthFor = () => ({ settings: {}, tls: undefined });

export async function loadAuth(line: CommandLine, io: Io, log: Log): Promise<AuthFor> {
  const given = line.value("A");
  if (given === "none") return NOBODY;
  const { path, asked } = chosenNutauth(given, io.env);
  if (path !== undefined) return (await import("./auth-file.ts")).readAuth(path, asked, log);
  if (!asked) return NOBODY;
  throw new NutError(
    "configuration",
    "-A default: there is no nutauth.conf; write ~/.config/nut/nutauth.conf, or name the file with -A",
  );
}
