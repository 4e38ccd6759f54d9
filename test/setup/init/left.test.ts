/** Ctrl-C at every question of nutts init: nothing is written, as all of them come before the first file. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { type Asker, Left, usualAsker } from "../../../src/cli/asker.ts";
import { INIT } from "../../../src/commands/init.ts";
import type { ScannedDevice } from "../../../src/scanner/found.ts";
import type { Answers, UpsAnswer } from "../../../src/setup/init/answers.ts";
import { holdDialogue } from "../../../src/setup/init/dialogue.ts";
import { givenOf } from "../../../src/setup/init/flags.ts";
import { askParts } from "../../../src/setup/init/questions/parts.ts";
import { setUp } from "../../../src/setup/init/set-up.ts";
import type { UpsReading } from "../../../src/setup/init/trial.ts";
import { undo } from "../../../src/setup/init/undo.ts";
import { FakeIo, lineOf } from "../../sim/machine/fake-io.ts";
import { fakeMachine } from "../../sim/machine/fake-machine.ts";

const device = (driver: string, vendorid: string, product: string): ScannedDevice => ({
  kind: "USB",
  driver,
  port: "auto",
  options: [
    { name: "vendorid", value: vendorid },
    { name: "product", value: product },
  ],
});

/** It tells and takes all that init asks about. */
const READING: UpsReading = {
  kind: "read",
  vars: new Map([
    ["ups.status", "OL"],
    ["battery.voltage.nominal", "24"],
    ["ups.delay.start", "30"],
    ["battery.charge.restart", "0"],
  ]),
  settable: new Set(["ups.delay.start", "battery.charge.restart", "ups.delay.shutdown"]),
  commands: new Set(["shutdown.return", "shutdown.stop"]),
};

/** Answers of a person; where there is none, what is usual. */
type Replies = Readonly<Record<string, string | boolean>>;

/** Notes each question, and leaves at one of them. */
function person(answers: Replies, leavesAt: number): { readonly asker: Asker; readonly asked: string[] } {
  const asked: string[] = [];
  const ask = async <Question extends { readonly question: string }, Answer>(
    question: Question,
    usual: (question: Question) => Promise<Answer>,
  ): Promise<Answer> => {
    asked.push(question.question);
    if (asked.length - 1 === leavesAt) throw new Left();
    const own = Object.entries(answers).find(([begin]) => question.question.startsWith(begin));
    return own ? (own[1] as Answer) : usual(question);
  };
  const asker: Asker = {
    text: (question) => ask(question, usualAsker.text),
    secret: (question) => ask(question, usualAsker.secret),
    choose: (question) => ask(question, usualAsker.choose),
    confirm: (question) => ask(question, usualAsker.confirm),
    chooseSome: (question) =>
      ask(question, async ({ choices }) => {
        const usual = await usualAsker.chooseSome({ ...question, choices });
        return usual.length > 0 ? usual : choices.slice(0, 1).map(({ value }) => value);
      }),
  };
  return { asker, asked };
}

interface Scene {
  readonly argv: readonly string[];
  readonly found: readonly ScannedDevice[];
  readonly answers: Replies;
}

const Q1 = device("nutdrv_qx", "0665", "INNO TECH");

const SCENES: Readonly<Record<string, Scene>> = {
  "one UPS for the network": {
    argv: [],
    found: [Q1],
    answers: { "What shall": "netserver", "Shall some machines": true },
  },
  "two UPSes for the network": {
    argv: ["--role", "netserver"],
    found: [Q1, device("usbhid-ups", "051D", "Back-UPS ES 700")],
    answers: {},
  },
  "a UPS that is not found": { argv: [], found: [], answers: { "No UPS was found": true } },
  "a client": { argv: [], found: [], answers: { "What shall": "netclient", "The server": "ups@nas", Password: "x" } },
};

function hold({ argv, found, answers }: Scene, leavesAt: number) {
  const { asker, asked } = person(answers, leavesAt);
  const world = {
    texts: {},
    addresses: ["127.0.0.1"],
    look: () => Promise.resolve(found),
    read: (_: string, names: readonly string[]) => Promise.resolve(new Map(names.map((name) => [name, READING]))),
    readServer: () => Promise.resolve({ kind: "silent", why: "nobody is there" } as const),
    show: () => undefined,
  };
  return { asked, outcome: holdDialogue(givenOf(lineOf(INIT.table, ...argv)), world, asker) };
}

async function questionsOf(scene: Scene): Promise<readonly string[]> {
  const { asked, outcome } = hold(scene, -1);
  await outcome;
  return asked;
}

/** What the sources ask, without what is filled in. */
function questionsInSources(): readonly string[] {
  const folder = "src/setup/init/questions";
  const texts = [...readdirSync(folder).map((name) => join(folder, name)), "src/setup/init/dialogue.ts"];
  return texts.flatMap((path) =>
    [...readFileSync(path, "utf8").matchAll(/question: ["`]((?:\$\{[^}]*\}|[^"`])*)["`]/g)].map(
      ([, text = ""]) => text,
    ),
  );
}

describe.each(Object.entries(SCENES))("Ctrl-C in a set-up of %s", (_, scene) => {
  it("ends it at each of its questions, and asks no other", async () => {
    const all = await questionsOf(scene);
    expect(all.length).toBeGreaterThan(2);
    for (const [at] of all.entries()) {
      const { asked, outcome } = hold(scene, at);
      await expect(outcome).rejects.toBeInstanceOf(Left);
      expect(asked).toEqual(all.slice(0, at + 1));
    }
  });
});

const UPS: UpsAnswer = { name: "ups", driver: "usbhid-ups", port: "auto", kept: false, settings: [] };
const SERVED: Answers = {
  ...{ role: "standalone", upses: [UPS], stages: [], presets: [] },
  ...{ listen: [], shutdownReturn: false },
};

const parts = (asker: Asker): Promise<unknown> => askParts(givenOf(lineOf(INIT.table)), SERVED, true, asker);

async function questionsOfParts(): Promise<readonly string[]> {
  const { asker, asked } = person({}, -1);
  await parts(asker);
  return asked;
}

it("Ctrl-C at the question which parts of the C project's NUT are taken over ends the set-up", async () => {
  expect(await questionsOfParts()).toHaveLength(1);
  await expect(parts(person({}, 0).asker)).rejects.toBeInstanceOf(Left);
});

it("these set-ups have every question that there is", async () => {
  const asked = new Set((await Promise.all(Object.values(SCENES).map(questionsOf))).flat());
  for (const question of await questionsOfParts()) asked.add(question);
  const fixedPart = (text: string): string =>
    text
      .split(/\$\{[^}]*\}/)
      .map((part) => part.trim())
      .sort((a, b) => b.length - a.length)[0] ?? "";
  const missing = questionsInSources().filter((text) => ![...asked].some((each) => each.includes(fixedPart(text))));
  expect(missing).toEqual([]);
});

describe("Ctrl-C at a question about files", () => {
  let folder = "";
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "nutts-left-"));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  function world(asker: Asker, ...argv: readonly string[]) {
    const env = { NUT_CONFPATH: join(folder, "etc") };
    const line = lineOf(
      INIT.table,
      "--ups",
      `box=dummy-ups:${folder}/box.dev`,
      "--no-reading",
      "--no-service",
      ...argv,
    );
    const base = fakeMachine();
    const machine = { ...base, env, facts: { ...base.facts, confPath: env.NUT_CONFPATH } };
    return { line, io: new FakeIo(env), machine, asker, given: givenOf(line), conf: env.NUT_CONFPATH };
  }

  it("leaves no folder and no file behind", async () => {
    await expect(setUp(world(person({}, 1).asker))).rejects.toBeInstanceOf(Left);
    expect(existsSync(join(folder, "etc"))).toBe(false);
  });

  it("leaves what a set-up has written when it is asked whether to put it back", async () => {
    await setUp(world(usualAsker));
    const files = (): readonly string[] => readdirSync(join(folder, "etc")).sort();
    const before = files();
    writeFileSync(join(folder, "etc", "upsd.conf"), "MAXAGE 20\n");
    const { asker, asked } = person({}, 0);
    await expect(undo(world(asker, "--undo"))).rejects.toBeInstanceOf(Left);
    expect(asked).toEqual(["Put these files back?"]);
    expect(files()).toEqual(before);
    expect(readFileSync(join(folder, "etc", "upsd.conf"), "utf8")).toBe("MAXAGE 20\n");
  });
});
