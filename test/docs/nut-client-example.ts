// The example of man/nut-client.3.md, which a test holds to this file and runs.
import { NutClient, NutError } from "../../src/index.ts";

export async function visit(host: string, port: number, ca: string, say: (line: string) => void): Promise<void> {
  const client = await NutClient.connect({
    host,
    port,
    tls: { mode: "require", verify: true, ca: [ca] }, // STARTTLS; { mode: "try" } goes on in clear text without it
    username: "admin",
    password: "secret",
    reconnect: { firstMs: 20, maxMs: 30_000 }, // true: after 1 s, then ever more slowly up to 30 s
    signal: AbortSignal.timeout(10_000),
  });
  client.onState((state) => say(state.kind === "down" ? `lost: ${state.error.message}` : `connection: ${state.kind}`));

  try {
    for (const [ups, description] of await client.listUps()) say(`${ups}: ${description}`);
    for (const [name, value] of await client.listVar("ups")) say(`${name} = ${value}`);

    // Calls may overlap: the server is sent as much at once as it has shown that it reads.
    const [status, charge] = await Promise.all([
      client.getVar("ups", "ups.status"),
      client.getVar("ups", "battery.charge", { signal: AbortSignal.timeout(2000) }),
    ]);
    say(`${status} at ${charge} %`);

    // With tracking, a change resolves when the driver has done it; without, when the server has taken it.
    say(await client.set("ups", "battery.charge.low", "30", { tracking: true }));
    try {
      await client.instcmd("ups", "load.off.delay", { param: "20", tracking: 5000 });
    } catch (error) {
      if (!(error instanceof NutError)) throw error;
      say(`${error.code}: ${error.message}`);
    }

    // A lost connection is opened again. What was under way fails, and can be asked again: it waits for the new one.
    const load = (): Promise<string> => client.getVar("ups", "ups.load");
    say(`load ${await load().catch(load)} %`);

    // Give up when somebody says so.
    const control = new AbortController();
    const late = client.listCmd("ups", control);
    control.abort(new Error("no longer wanted"));
    say(String(await late.catch((error: Error) => error.message)));
  } finally {
    await client.close();
  }
}
