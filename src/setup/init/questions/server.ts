/** Of which server this machine is a client. */
import type { Asker } from "../../../cli/asker.ts";
import { NutClient } from "../../../netproto/client/nut-client.ts";
import { NutError } from "../../../nut/errors.ts";
import { formatUpsId, parseUpsId } from "../../../nut/ups-id.ts";
import type { ServerAnswer } from "../answers.ts";
import { type Given, serverComplaint } from "../flags.ts";

const TIMEOUT_MS = 5000;

/** What the server says to this login, or undefined when it takes it. */
export async function loginComplaint({ system, username, password }: ServerAnswer): Promise<string | undefined> {
  const { host, port, upsname = "" } = parseUpsId(system) ?? { host: "", port: 0 };
  try {
    const client = await NutClient.connect({ host, port, username, password, connectTimeoutMs: TIMEOUT_MS });
    try {
      await client.login(upsname);
      return undefined;
    } finally {
      await client.close();
    }
  } catch (error) {
    if (!(error instanceof NutError)) throw error;
    return error.message;
  }
}

/** A preset stands for a server of that make: what is built in there needs no question. */
export async function askServer(given: Given, asker: Asker): Promise<ServerAnswer> {
  const preset = given.presets[0]?.preset;
  const builtIn = preset?.password === undefined ? undefined : preset;
  const upsname = builtIn?.upsname ?? "ups";
  const complete = (text: string): string => (text.includes("@") ? text : `${upsname}@${text}`);
  const text =
    given.server ??
    (await asker.text({
      question: `The server, as ${upsname}@HOST`,
      option: "--server",
      check: (answer) => serverComplaint(complete(answer)),
    }));
  const id = parseUpsId(complete(text));
  if (!id) throw new NutError("usage", `--server ${text}: ${serverComplaint(text) ?? ""}`);
  const username =
    given.username ??
    (await asker.text({ question: "User of that server", option: "--user", usual: builtIn?.username ?? "upsmon" }));
  const password =
    given.password ??
    (builtIn?.username === username ? builtIn.password : undefined) ??
    (await asker.secret({ question: `Password of ${username}`, option: "--password-file" }));
  return { system: formatUpsId(id), username, password };
}
