/** The completions that the build made, in the shells that they are for. */
import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { HELP_TOPICS } from "../../src/cli/topics/topics.ts";
import { PROGRAMS } from "../../src/commands/index.ts";
import { RUN_JS } from "./daemon.ts";

const SCRIPTS = join(process.cwd(), "dist/completions");
const PROGRAM_NAMES = PROGRAMS.map(({ table }) => table.name).sort();
let folder = "";
let env: NodeJS.ProcessEnv = {};

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "nutts-completion-"));
  const bin = join(folder, "bin");
  mkdirSync(bin);
  symlinkSync(RUN_JS, join(bin, "nutts"));
  writeFileSync(
    join(folder, "ups.conf"),
    "[cellar]\ndriver = dummy-ups\nport = a\n[attic]\ndriver = dummy-ups\nport = b\n",
  );
  chmodSync(join(folder, "ups.conf"), 0o644);
  env = { ...process.env, PATH: `${bin}:${process.env.PATH}`, NUT_CONFPATH: folder, HOME: folder, TERM: "dumb" };
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The lines that a shell printed, sorted. */
function printed(shell: string, ...args: readonly string[]): readonly string[] {
  const { stdout, stderr, error } = spawnSync(shell, args, { env, cwd: folder, encoding: "utf8", timeout: 60_000 });
  if (error) throw error;
  const lines = `${stdout}${stderr}`.split("\n").map((line) => line.replace(/[\t\r].*$/, "").trim());
  return [...new Set(lines)].filter((line) => line !== "").sort();
}

function inBash(typed: string): readonly string[] {
  const words = typed.split(" ");
  const script = `source ${SCRIPTS}/nutts.bash
COMP_WORDS=(${words.map((word) => `"${word}"`).join(" ")})
COMP_CWORD=${words.length - 1}
_nutts
printf '%s\\n' "\${COMPREPLY[@]}"`;
  return printed("bash", "--norc", "--noprofile", "-c", script);
}

const inFish = (typed: string): readonly string[] =>
  printed("fish", "--no-config", "-c", `source ${SCRIPTS}/nutts.fish; complete -C '${typed}'`);

/** A zsh at a pseudo-terminal, whose compadd prints what it is offered before and behind a mark. */
const inZsh = (typed: string): readonly string[] => {
  const inner = `autoload -Uz compinit && compinit -u -D
source ${SCRIPTS}/nutts.zsh
compadd() {
  local -a offered
  builtin compadd -O offered "$@"
  print -rl -- "" "\${(@)offered/#/offer:}"
}
zle -C shown complete-word shown-widget
shown-widget() { _main_complete; print "the""end" }
bindkey '^I' shown
PROMPT=`;
  writeFileSync(join(folder, "inner.zsh"), inner);
  const outer = `zmodload zsh/zpty
zpty shell zsh -f -i
zpty -w shell 'source ${folder}/inner.zsh; print rea""dy'
zpty -r -m shell line '*ready*'
zpty -n -w shell '${typed}'$'\\t'
zpty -r -m shell line '*theend*'
print -r -- $line`;
  const offers = printed("zsh", "-f", "-c", outer).filter((line) => line.startsWith("offer:"));
  return [...new Set(offers.map((line) => line.slice("offer:".length).replace(/:.*/, "")))];
};

const SHELLS = { bash: inBash, fish: inFish, zsh: inZsh };
/** In CI each of them is there; elsewhere those that are installed. */
const shells = Object.entries(SHELLS).filter(
  ([shell]) => process.env.CI !== undefined || spawnSync(shell, ["-c", ":"]).status === 0,
);

describe.each(shells)("in %s", (_shell, complete) => {
  it("nutts is followed by its programs", () => {
    const offered = complete("nutts ");
    expect(PROGRAM_NAMES.filter((name) => !offered.includes(name))).toEqual([]);
  });

  it("the beginning of a program's name is completed", () => {
    expect(complete("nutts upss")).toEqual(["upssched", "upssched-cmd"]);
  });

  it("a program is followed by its options, short and long", () => {
    const offered = complete("nutts upsc -");
    for (const option of ["-l", "-L", "-c", "-j", "--json", "-W"]) expect(offered).toContain(option);
    expect(complete("nutts upsc --j")).toEqual(["--json"]);
  });

  it("driver is followed by what it does and by the drivers", () => {
    const offered = complete("nutts driver ");
    for (const word of ["start", "stop", "list", "devices", "usbhid-ups", "dummy-ups"]) expect(offered).toContain(word);
    expect(offered).not.toContain("cellar");
  });

  it("driver start is followed by the UPSes of ups.conf", () => {
    expect(complete("nutts driver start ")).toEqual(["attic", "cellar"]);
  });

  it("help is followed by its topics and by the programs", () => {
    const offered = complete("nutts help ");
    const names = [...HELP_TOPICS.map(({ name }) => name), ...PROGRAM_NAMES];
    expect(names.filter((name) => !offered.includes(name))).toEqual([]);
    expect(complete("nutts help getting")).toEqual(["getting-started"]);
  });

  it("an option that takes a file is followed by files", () => {
    expect(complete("nutts notify -f ups")).toContain("ups.conf");
  });
});

describe("nutts completion", () => {
  it.each(Object.keys(SHELLS))("prints the script for %s", (shell) => {
    const { status, stdout } = spawnSync(RUN_JS, ["completion", shell], { encoding: "utf8" });
    expect([status, stdout.includes(`Completion of nutts in ${shell}`)]).toEqual([0, true]);
  });

  it("says which shells there are when it is asked for another", () => {
    const { status, stderr } = spawnSync(RUN_JS, ["completion", "tcsh"], { encoding: "utf8" });
    expect([status, stderr]).toEqual([
      1,
      expect.stringContaining("completion tcsh: name one shell: bash, fish or zsh"),
    ]);
  });
});
