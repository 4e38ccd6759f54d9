import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "@jest/globals";
import { parseUpsmonConf } from "../../src/conf/upsmon-conf.ts";
import { SYSTEM_CLOCK } from "../../src/system/clock.ts";
import { createLog } from "../../src/system/log/log.ts";
import type { Notification } from "../../src/upsmon/shell/notification.ts";
import { systemNotifyCommand } from "../../src/upsmon/shell/notify-command.ts";

const folder = mkdtempSync(join(tmpdir(), "nutts-notify-"));
afterAll(() => rmSync(folder, { recursive: true }));

const notice = (text: string): Notification => ({ type: "ALARM", ups: "ups1@host", text });

function begin() {
  const lines: string[] = [];
  const holds: string[] = [];
  const command = systemNotifyCommand({
    clock: SYSTEM_CLOCK,
    env: { PATH: process.env.PATH },
    log: createLog((level, line) => lines.push(`${level} ${line}`)),
    holding: {
      hold: (id, seconds) => void holds.push(`hold ${id} ${seconds}`),
      release: (id) => void holds.push(`release ${id}`),
    },
  });
  return { command, lines, holds };
}

describe("NOTIFYCMD", () => {
  it("gets the message as its last argument, and type and UPS in the environment", async () => {
    const out = join(folder, "plain");
    const { command } = begin();
    await command(`printf '%s|' "$NOTIFYTYPE" "$UPSNAME" > ${out}; printf '%s|' >> ${out} first`, notice("two words"));
    expect(readFileSync(out, "utf8")).toBe("ALARM|ups1@host|first|two words|");
  });

  it.each(["$(touch PWNED)", "`touch PWNED`", '"; touch PWNED; "', "' touch PWNED '", "$IFS\\$x", "-n"])(
    "never has a text from a device parsed by a shell: %s",
    async (text) => {
      const out = join(folder, "text");
      const { command, lines } = begin();
      await command(`cd ${folder} && printf '%s' > ${out}`, notice(text));
      expect(readFileSync(out, "utf8")).toBe(text);
      expect(() => readFileSync(join(folder, "PWNED"))).toThrow("ENOENT");
      expect(lines).toEqual([]);
    },
  );

  it("may be a program whose path holds blanks, alone or with arguments as they stand", async () => {
    const out = join(folder, "blank");
    const program = join(folder, "my notify");
    writeFileSync(program, `#!/bin/sh\nprintf '%s|' "$@" > ${out}\n`, { mode: 0o755 });
    const { command } = begin();
    const { notifycmd = "" } = parseUpsmonConf(`NOTIFYCMD "${program}" "-s" "a b" "$HOME" "it's"`);
    await command(notifycmd, notice("$(touch PWNED)"));
    expect(readFileSync(out, "utf8")).toBe("-s|a b|$HOME|it's|$(touch PWNED)|");
    await command(parseUpsmonConf(`NOTIFYCMD "${program}"`).notifycmd ?? "", notice("text"));
    expect(readFileSync(out, "utf8")).toBe("text|");
  });

  it("that fails is a line in the log", async () => {
    const { command, lines } = begin();
    await command("exit 3 #", notice("x"));
    expect(lines).toEqual(["warning NOTIFYCMD for ALARM returned 3"]);
  });

  it("may ask to be waited for until it ends", async () => {
    const { command, holds } = begin();
    await command("echo hold 30 >&$NUTTS_HOLD_FD; echo nonsense >&3; :", notice("x"));
    expect(holds).toEqual(["hold ALARM 1 30", "release ALARM 1"]);
  });

  it("cannot ask for more than ten minutes", async () => {
    const { command, holds } = begin();
    await command("echo hold 999999 >&3; :", notice("x"));
    expect(holds[0]).toBe("hold ALARM 1 600");
  });
});
