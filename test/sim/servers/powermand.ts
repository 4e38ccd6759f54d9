/** A PowerMan daemon: outlets by node, and faults put in front of what it says. */
import { createServer, type Server } from "node:net";
import type { Duplex } from "node:stream";

const PROMPT = "powerman> ";
const DONE = "102 Command completed successfully";

type State = "on" | "off" | "unknown";

/** Makes something else of an answer, or nothing. */
type Fault = (answer: string) => string | undefined;

export class Powermand {
  readonly outlets: Map<string, State>;
  readonly heard: string[] = [];
  fault: Fault = (answer) => answer;
  /** Nodes whose device does not answer. */
  readonly dead = new Set<string>();
  #server: Server | undefined;
  readonly #ends = new Set<Duplex>();

  constructor(outlets: Readonly<Record<string, State>>) {
    this.outlets = new Map(Object.entries(outlets));
  }

  readonly serve = (end: Duplex): void => {
    this.#ends.add(end);
    let expands = false;
    let came = "";
    const say = (answer: string): void => {
      const said = this.fault(`${answer}\r\n${PROMPT}`);
      if (said !== undefined) end.write(Buffer.from(said, "latin1"));
    };
    end.on("error", () => undefined);
    end.on("close", () => this.#ends.delete(end));
    end.on("data", (chunk: Buffer) => {
      came += chunk.toString("latin1");
      const lines = came.split("\r\n");
      came = lines.pop() ?? "";
      for (const line of lines) {
        this.heard.push(line);
        if (line === "exprange") expands = !expands;
        if (line === "quit") end.end("101 Goodbye\r\n");
        else say(this.#answer(line, expands).join("\r\n"));
      }
    });
    say("001 2.3.27");
  };

  #answer(line: string, expands: boolean): readonly string[] {
    const [verb = "", node] = line.split(" ");
    if (node !== undefined && !this.outlets.has(node)) return [`209 No such nodes: ${node}`];
    switch (verb) {
      case "exprange":
        return [`105 Hostrange expansion ${expands ? "ON" : "OFF"}`];
      case "nodes":
        return [
          ...(expands ? [...this.outlets.keys()].map((name) => `307 ${name}`) : ["306 n[1-3]"]),
          "103 Query complete",
        ];
      case "status":
        return this.#status(node === undefined ? [...this.outlets.keys()] : [node]);
      default:
        return this.#obey(verb, node ?? "");
    }
  }

  #status(nodes: readonly string[]): readonly string[] {
    const isDead = nodes.some((node) => this.dead.has(node));
    const states = nodes.map((node) => `303 ${node}: ${this.dead.has(node) ? "unknown" : this.outlets.get(node)}`);
    return [...states, isDead ? "211 Query completed with errors" : "103 Query complete"];
  }

  #obey(verb: string, node: string): readonly string[] {
    if (verb !== "on" && verb !== "off" && verb !== "cycle") return ["201 Unknown command"];
    if (this.dead.has(node)) return [`308 ${node}: no answer`, "210 Command completed with errors"];
    this.outlets.set(node, verb === "off" ? "off" : "on");
    return [DONE];
  }

  /** Answers its port. */
  async listen(): Promise<number> {
    const server = createServer(this.serve);
    this.#server = server;
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const address = server.address();
    return typeof address === "object" && address !== null ? address.port : 0;
  }

  /** Ends all connections. */
  drop(): void {
    for (const end of this.#ends) end.destroy();
  }

  async stop(): Promise<void> {
    this.drop();
    await new Promise<void>((resolve) => (this.#server ? this.#server.close(() => resolve()) : resolve()));
  }
}
