import { describe, expect, it } from "@jest/globals";
import { PROCESS_RUNNER } from "../../../src/system/process/process-runner.ts";

const node = (script: string, ...args: readonly string[]) => ["-e", script, ...args];

describe("running a program", () => {
  it("gives its status and both outputs", async () => {
    const script = "process.stdout.write('out'); process.stderr.write('err'); process.exitCode = 3";
    expect(await PROCESS_RUNNER.run(process.execPath, node(script))).toEqual({
      kind: "exited",
      status: 3,
      stdout: "out",
      stderr: "err",
    });
  });

  it("never involves a shell: arguments arrive as they are", async () => {
    const result = await PROCESS_RUNNER.run(
      process.execPath,
      node("console.log(process.argv[1])", "$(id); `id` | \"'"),
    );
    expect(result).toMatchObject({ kind: "exited", stdout: "$(id); `id` | \"'\n" });
  });

  it("hands over input, and the environment it is given alone", async () => {
    const script =
      "process.stdin.pipe(process.stdout); process.stdin.on('end', () => console.log(process.env.A, process.env.HOME))";
    const result = await PROCESS_RUNNER.run(process.execPath, node(script), { input: "in ", env: { A: "1" } });
    expect(result).toMatchObject({ kind: "exited", stdout: "in 1 undefined\n" });
  });

  it("keeps no more output than it is told", async () => {
    const result = await PROCESS_RUNNER.run(process.execPath, node("console.log('x'.repeat(100000))"), {
      maxOutput: 10,
    });
    expect(result).toMatchObject({ kind: "exited", status: 0, stdout: "xxxxxxxxxx" });
  });

  it("ends a program that takes too long", async () => {
    const result = await PROCESS_RUNNER.run(process.execPath, node("setInterval(() => {}, 1000)"), { timeoutMs: 50 });
    expect(result.kind).toBe("timeout");
  });

  it("does not wait for what the program has started, which holds its outputs", async () => {
    const script =
      "const c = require('child_process').spawn('sleep', ['60'], { stdio: ['ignore', 'inherit', 'inherit'] }); c.unref(); console.log(c.pid)";
    const ended = await PROCESS_RUNNER.run(process.execPath, node(`${script}; process.exitCode = 4`));
    const stays = await PROCESS_RUNNER.run(process.execPath, node(`${script}; setInterval(() => {}, 1000)`), {
      timeoutMs: 1000,
    });
    for (const { stdout } of [ended, stays] as { readonly stdout: string }[])
      if (Number(stdout) > 0) process.kill(Number(stdout));
    expect(ended).toMatchObject({ kind: "exited", status: 4 });
    expect(stays).toMatchObject({ kind: "timeout" });
  });

  it("says why a program could not be started", async () => {
    const result = await PROCESS_RUNNER.run("/nowhere/at-all", []);
    expect(result).toEqual({ kind: "not-started", reason: expect.stringContaining("ENOENT") });
  });
});

describe("feeding a program", () => {
  it("tells when it has gone, and writing to it then is harmless", async () => {
    const feed = PROCESS_RUNNER.feed(process.execPath, node("process.stdin.on('data', () => process.exit(7))"));
    const status = new Promise((resolve) => feed.onExit(resolve));
    feed.write("line");
    expect(await status).toBe(7);
    feed.write("another");
    await feed.end();
  });

  it("is told about a program that does not exist", async () => {
    const feed = PROCESS_RUNNER.feed("/nowhere/at-all", []);
    feed.write("line");
    expect(await new Promise((resolve) => feed.onExit(resolve))).toBeUndefined();
  });
});
