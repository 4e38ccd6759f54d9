import { createServer } from "node:net";
import { systemCode } from "./system-error.ts";

/** Whether a port can be listened on: `busy` when somebody does already, `denied` when we may not. */
export type PortState = "free" | "busy" | "denied";

export function portState(host: string, port: number): Promise<PortState> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.on("error", (error) => resolve(systemCode(error) === "EACCES" ? "denied" : "busy"));
    probe.listen({ host, port, exclusive: true }, () => probe.close(() => resolve("free")));
  });
}

export interface FreePort {
  readonly port: number;
  readonly taken: readonly number[];
}

/** The first free port from `first` on; undefined when none of `tries` ports is free. */
export async function firstFreePort(
  host: string,
  first: number,
  tries: number,
  look: typeof portState = portState,
): Promise<FreePort | undefined> {
  const taken: number[] = [];
  for (let port = first; port < first + tries && port <= 65_535; port++) {
    if ((await look(host, port)) === "free") return { port, taken };
    taken.push(port);
  }
  return undefined;
}
