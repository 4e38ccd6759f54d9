import { PassThrough } from "node:stream";
import { describe, expect, it } from "@jest/globals";
import { scriptPrompter, terminalPrompter } from "../../src/cli/prompts.ts";
import { FakeIo } from "../sim/machine/fake-io.ts";
import { until } from "../sim/servers/nut-pair.ts";

const script = (text: string): PassThrough => {
  const input = new PassThrough();
  input.end(text);
  return input;
};

describe("a script on standard input", () => {
  it("answers line by line; an empty line takes what is offered", async () => {
    const io = new FakeIo();
    const prompter = scriptPrompter(script("\nadmin\nsecret\nlast"), io, () => undefined);
    expect(await prompter.line("Username", "root")).toBe("root");
    expect(await prompter.line("Username", "root")).toBe("admin");
    expect(await prompter.secret("Password")).toBe("secret");
    expect(await prompter.line("Value")).toBe("last");
    expect(await prompter.line("Value")).toBeUndefined();
    prompter.close();
    expect(io.stdout).toBe("Username (root): Username (root): Value: Value: ");
    expect(io.stderr).toBe("Password: ");
  });

  it("lets the person at the terminal type the password", async () => {
    let closed = false;
    const close = (): void => {
      closed = true;
    };
    const person = { line: () => Promise.resolve("?"), secret: () => Promise.resolve("typed"), close };
    const prompter = scriptPrompter(script("not this\n"), new FakeIo(), () => person);
    expect(await prompter.secret("Password")).toBe("typed");
    expect(closed).toBe(true);
    prompter.close();
  });
});

describe("a person at a terminal", () => {
  /** Types an answer when the question has appeared; gives what the screen showed. */
  async function type(
    ask: (prompter: ReturnType<typeof terminalPrompter>) => Promise<string | undefined>,
    keys: string,
  ) {
    const [input, output] = [new PassThrough(), new PassThrough()];
    let screen = "";
    output.on("data", (chunk: Buffer) => {
      screen += chunk.toString();
    });
    const answer = ask(terminalPrompter(input, output));
    await until(() => screen.includes(":"));
    input.write(keys);
    return { answer: await answer, screen };
  }

  it("is asked, with what an empty line stands for", async () => {
    const { answer, screen } = await type((prompter) => prompter.line("Username", "root"), "\r");
    expect(answer).toBe("root");
    expect(screen).toContain("Username (root):");
    expect((await type((prompter) => prompter.line("Username", "root"), "admin\r")).answer).toBe("admin");
  });

  it("types a password that nobody sees", async () => {
    const { answer, screen } = await type((prompter) => prompter.secret("Password"), "s3cret\r");
    expect(answer).toBe("s3cret");
    expect(screen).not.toContain("s3cret");
  });

  it("leaves with Ctrl-C", async () => {
    expect((await type((prompter) => prompter.secret("Password"), "\u0003")).answer).toBeUndefined();
  });
});
