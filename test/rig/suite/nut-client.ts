/** A few lines of the NUT network protocol, to look at upsd from the outside. */
import net from "node:net";

export interface Seen {
  readonly vars: ReadonlyMap<string, string>;
  readonly commands: readonly string[];
  /** `RW STRING:10`, `RW ENUM STRING:3 "200" "208"`, by variable. */
  readonly writables: ReadonlyMap<string, string>;
}

const unquoted = (text: string): string => text.replace(/^"|"$/g, "").replace(/\\(["\\])/g, "$1");

/** Asks one thing after another on one connection; each answer is its lines. */
export async function talk(port: number, requests: readonly string[]): Promise<readonly (readonly string[])[]> {
  const socket = net.connect(port, "127.0.0.1");
  const lines: string[] = [];
  let rest = "";
  let wake: () => void = () => undefined;
  socket.on("data", (bytes: Buffer) => {
    const parts = (rest + bytes.toString()).split("\n");
    rest = parts.pop() ?? "";
    lines.push(...parts);
    wake();
  });
  const failed = new Promise<never>((_, reject) => {
    socket.once("error", reject);
    socket.once("close", () => reject(new Error("upsd closed the connection")));
  });
  const line = async (): Promise<string> => {
    while (lines.length === 0) await Promise.race([failed, new Promise<void>((resolve) => (wake = resolve))]);
    return lines.shift() ?? "";
  };
  const answers: (readonly string[])[] = [];
  try {
    for (const request of requests) {
      socket.write(`${request}\n`);
      answers.push(await answer(line));
    }
  } finally {
    failed.catch(() => undefined);
    socket.destroy();
  }
  return answers;
}

async function answer(line: () => Promise<string>): Promise<readonly string[]> {
  const first = await line();
  if (!first.startsWith("BEGIN ")) return [first];
  const rows: string[] = [];
  for (let row = await line(); !row.startsWith("END "); row = await line()) rows.push(row);
  return rows;
}

/** The value of one variable, or the error word. */
export async function value(port: number, ups: string, name: string): Promise<string> {
  const [[reply = ""] = []] = await talk(port, [`GET VAR ${ups} ${name}`]);
  return reply.startsWith("VAR ") ? unquoted(reply.slice(`VAR ${ups} ${name} `.length)) : reply;
}

const row = (line: string): readonly [string, string] => {
  const [, , name = "", ...rest] = line.split(" ");
  return [name, unquoted(rest.join(" "))];
};

/** All that upsd knows of a UPS. */
export async function look(port: number, ups: string): Promise<Seen> {
  const [vars = [], cmds = [], rw = []] = await talk(port, [`LIST VAR ${ups}`, `LIST CMD ${ups}`, `LIST RW ${ups}`]);
  const names = rw.map((line) => row(line)[0]);
  const types = await talk(
    port,
    names.flatMap((name) => [`GET TYPE ${ups} ${name}`, `LIST ENUM ${ups} ${name}`]),
  );
  const described = names.map((name, at): readonly [string, string] => {
    const [type = ""] = types[2 * at] ?? [];
    const options = (types[2 * at + 1] ?? []).map((line) => row(line)[1]);
    return [name, [type.split(" ").slice(3).join(" "), ...options].join(" ")];
  });
  return { vars: new Map(vars.map(row)), commands: cmds.map((line) => row(line)[0]), writables: new Map(described) };
}
