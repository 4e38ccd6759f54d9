import { spawnSync } from "node:child_process";
import { median, round } from "../lib/numbers.mjs";
import { startServer } from "../lib/servers.mjs";

function time([command, ...args]) {
  const from = performance.now();
  const { status, stderr } = spawnSync(command, args, { encoding: "utf8" });
  if (status !== 0) throw new Error(`${command} ${args.join(" ")}: ${stderr}`);
  return performance.now() - from;
}

/** `upsc UPS ups.status` from start to exit, beside a Node that does nothing. */
export async function wholeProcess({ servers, upsc, runJs, quick }) {
  const server = await startServer(servers.at(-1)[1]);
  const words = [`bench@localhost:${server.port}`, "ups.status"];
  const commands = {
    node: [process.execPath, "-e", "0"],
    nutts: [process.execPath, runJs, "upsc", ...words],
    ...(upsc && { c: [upsc, ...words] }),
  };
  const took = Object.fromEntries(Object.keys(commands).map((name) => [name, []]));
  try {
    for (let i = 0; i < (quick ? 5 : 21); i++)
      for (const [name, command] of Object.entries(commands)) took[name].push(time(command));
  } finally {
    await server.stop();
  }
  const [node, ours] = [median(took.node), median(took.nutts)];
  const remark = `bare node -e 0: ${round(node)} ms; ours is ${round(ours / node)} times that`;
  return [{ what: "upsc of one variable, whole process", unit: "ms", c: took.c && median(took.c), ours, remark }];
}
