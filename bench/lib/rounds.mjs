/** Interleaved rounds: every server in turn, several times over, so that a busy moment of the machine hits all. */
import { median } from "./numbers.mjs";
import { startServer } from "./servers.mjs";

/** Runs `measure(server)` against each server `times` times; the medians of what it gives, by server name. */
export async function rounds(servers, times, measure) {
  const found = new Map(servers.map(([name]) => [name, []]));
  for (let i = 0; i < times; i++) {
    for (const [name, command] of servers) {
      const server = await startServer(command);
      try {
        found.get(name).push(await measure(server));
      } finally {
        await server.stop();
      }
    }
  }
  return (name, key) => {
    const values = found.get(name)?.map((result) => result[key]);
    return values && values.length > 0 ? median(values) : undefined;
  };
}
