/** Against a stand-in that answers as MS-WSMV and DSP0226 have it: shells, commands, streams, faults. */
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import type { Outcome } from "../../../src/hosts/host-kind.ts";
import type { HttpAnswer, HttpQuestion } from "../../../src/hosts/http/http-ask.ts";
import { commandIdOf, escapeXml, faultOf, receivedOf, shellIdOf } from "../../../src/hosts/http/ws-man.ts";
import { WINRM } from "../../../src/hosts/kinds/winrm.ts";
import { HostWorld, settingsOf } from "../host-world.ts";

const SHELL = "11111111-2222-3333-4444-555555555555";
const COMMAND = "66666666-7777-8888-9999-000000000000";
const AUTH = `Basic ${Buffer.from("nut:s&cret").toString("base64")}`;
const WINDOWS = "http://schemas.microsoft.com/wbem/wsman/1/windows/shell";

const envelope = (body: string): string =>
  `<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope" xmlns:w="x" xmlns:rsp="${WINDOWS}"><s:Header/><s:Body>${body}</s:Body></s:Envelope>`;
const fault = (subcode: string, text: string): string =>
  envelope(
    `<s:Fault><s:Code><s:Value>s:Receiver</s:Value><s:Subcode><s:Value>${subcode}</s:Value></s:Subcode></s:Code>` +
      `<s:Reason><s:Text xml:lang="en-US">${text}</s:Text></s:Reason></s:Fault>`,
  );
const answered = (text: string, status = 200): HttpAnswer => ({ kind: "answered", status, text });
const SILENT: HttpAnswer = { kind: "silent", why: "Connection reset by peer", sent: true };

type Deed = "Create" | "Command" | "Receive" | "Delete";

class Windows {
  readonly deeds: Deed[] = [];
  readonly commands: string[] = [];
  readonly asked: HttpQuestion[] = [];
  shells = 0;
  /** Receives that have nothing to say. */
  busy = 0;
  exit = 0;
  says = "";
  /** Put in front of what it does. */
  odd: (deed: Deed) => HttpAnswer | Promise<HttpAnswer> | undefined = () => undefined;

  answer(question: HttpQuestion): HttpAnswer | Promise<HttpAnswer> {
    this.asked.push(question);
    const { body = "", headers } = question;
    if (headers?.authorization !== AUTH) return answered("", 401);
    const deed = /\/(Create|Command|Receive|Delete)<\/a:Action>/.exec(body)?.[1] as Deed | undefined;
    if (!deed) return answered(fault("wsa:ActionNotSupported", "no such action"), 500);
    this.deeds.push(deed);
    return this.odd(deed) ?? this.#do(deed, body);
  }

  #do(deed: Deed, body: string): HttpAnswer {
    if (deed === "Create") {
      this.shells++;
      return answered(
        envelope(
          `<x:ResourceCreated xmlns:x="y"><a:ReferenceParameters xmlns:a="z"><w:SelectorSet><w:Selector Name="ShellId">${SHELL}</w:Selector></w:SelectorSet></a:ReferenceParameters></x:ResourceCreated>`,
        ),
      );
    }
    if (!body.includes(`<w:Selector Name="ShellId">${SHELL}</w:Selector>`))
      return answered(fault("w:InvalidSelectors", "there is no such shell"), 500);
    if (deed === "Delete") {
      this.shells--;
      return answered(envelope(""));
    }
    if (deed === "Command") {
      this.commands.push(/<rsp:Command>([^<]*)</.exec(body)?.[1] ?? "");
      return answered(envelope(`<rsp:CommandResponse><rsp:CommandId>${COMMAND}</rsp:CommandId></rsp:CommandResponse>`));
    }
    if (this.busy-- > 0) return answered(fault("w:TimedOut", "The operation has timed out."), 500);
    const stream = `<rsp:Stream Name="stderr" CommandId="${COMMAND}">${Buffer.from(this.says).toString("base64")}</rsp:Stream>`;
    const state = `<rsp:CommandState CommandId="${COMMAND}" State="${WINDOWS}/CommandState/Done"><rsp:ExitCode>${this.exit}</rsp:ExitCode></rsp:CommandState>`;
    return answered(envelope(`<rsp:ReceiveResponse>${stream}${state}</rsp:ReceiveResponse>`));
  }
}

let world: HostWorld;
let windows: Windows;
beforeEach(() => {
  world = new HostWorld();
  windows = new Windows();
  world.ask = (question) => Promise.resolve(windows.answer(question));
});
afterEach(() => world.remove());

const settings = (more: Readonly<Record<string, string>> = {}) =>
  settingsOf(WINRM, { host: "pc.lan", user: "nut", password: "s&cret", ...more });

async function run(deed: Promise<Outcome> | undefined): Promise<Outcome> {
  let outcome: Outcome | undefined;
  void deed?.then((ended) => {
    outcome = ended;
  });
  for (let second = 0; second < 600 && !outcome; second++) await world.clock.advance(1000);
  if (!outcome) throw new Error("it never ended");
  return outcome;
}
const shutDown = (more: Readonly<Record<string, string>> = {}, seconds = 60): Promise<Outcome> =>
  run(WINRM.shutDown?.(settings(more), world.job(seconds)));

describe("a Windows by its remote management", () => {
  it("has the command run in a shell of its own, and is waited for", async () => {
    windows.busy = 2;
    expect(await shutDown()).toEqual({ kind: "done", text: "the command was run" });
    expect(windows.deeds).toEqual(["Create", "Command", "Receive", "Receive", "Receive"]);
    expect(windows.commands).toEqual(["shutdown /s /t 0"]);
    expect(windows.asked[0]).toMatchObject({ method: "POST", url: new URL("https://pc.lan:5986/wsman") });
  });

  it("may take the connection along when it goes down", async () => {
    windows.odd = (deed) => (deed === "Receive" ? SILENT : undefined);
    expect(await shutDown()).toMatchObject({ kind: "done", text: expect.stringContaining("the connection is gone") });
  });

  it("that goes down already needs nothing else; one whose command fails says why, and its shell is closed", async () => {
    windows.exit = 1115;
    expect(await shutDown()).toMatchObject({ kind: "done" });
    windows.exit = 5;
    windows.says = "Access is denied.(5)\r\n";
    expect(await shutDown()).toEqual({ kind: "unsure", why: "the command returned 5: Access is denied.(5)" });
    expect(windows.deeds.at(-1)).toBe("Delete");
  });

  it("gets a command as it is written, whatever is in it", async () => {
    await shutDown({ command: 'shutdown /s /c "</rsp:Command>&<x>"' });
    expect(windows.commands).toEqual(["shutdown /s /c &quot;&lt;/rsp:Command&gt;&amp;&lt;x&gt;&quot;"]);
  });

  it("is logged in to by --test, and nothing is run", async () => {
    const outcome = await run(WINRM.test(settings(), world.job()));
    expect(outcome).toEqual({ kind: "done", text: "logged in as nut; would run: shutdown /s /t 0" });
    expect([windows.deeds, windows.shells]).toEqual([["Create", "Delete"], 0]);
  });

  it("refuses a wrong password, and is not asked again", async () => {
    const outcome = await shutDown({ password: "wrong" });
    expect(outcome).toMatchObject({ kind: "refused", why: expect.stringContaining("HTTP 401") });
    expect(JSON.stringify(outcome)).not.toContain("wrong");
  });

  it("says what the fault says", async () => {
    windows.odd = () => answered(fault("w:QuotaLimit", "too many &lt;shells&gt; are open"), 500);
    expect(await shutDown()).toEqual({
      kind: "unsure",
      why: expect.stringMatching(/^WinRM create at \S+:\d+: too many <shells> are open$/),
    });
  });

  it.each(["Create", "Command", "Receive", "Delete"] as const)(
    "that hangs at %s is not waited for for ever",
    async (at) => {
      windows.exit = 7;
      world.ask = (question, limitMs) =>
        new Promise((resolve) => {
          world.clock.after(limitMs, () => resolve({ kind: "silent", why: "no answer", sent: true }));
          const answer = windows.answer(question);
          if (windows.deeds.at(-1) !== at) resolve(answer);
        });
      await shutDown({}, 30);
      expect(world.clock.now()).toBeLessThanOrEqual(50_000);
    },
  );

  it("whose command never ends is given up at the end of its time", async () => {
    windows.busy = Number.POSITIVE_INFINITY;
    expect(await shutDown({}, 30)).toEqual({ kind: "done", text: "the command was sent, and has not ended yet" });
    expect(world.clock.now()).toBeLessThanOrEqual(31_000);
  });

  it.each(["", "<html>It works!</html>", "<s:Envelope/>", "\u0000\uffff<<<>>>"])(
    "is not believed when it says %j",
    async (text) => {
      windows.odd = () => answered(text);
      expect(await shutDown()).toMatchObject({ kind: "unsure", why: expect.stringContaining("not that of WinRM") });
    },
  );

  it("needs a fingerprint that is one", () => {
    expect(WINRM.complaint?.(settings({ fingerprint: "12" }))).toContain("fingerprint");
    expect(WINRM.complaint?.(settings())).toBeUndefined();
  });
});

describe("answers of WinRM", () => {
  it("are read whatever is in them, at once", () => {
    const pieces = fc.array(
      fc.oneof(
        fc.string(),
        fc.constantFrom(
          "<",
          ">",
          "</",
          "<rsp:",
          "<s:Fault>",
          "ShellId",
          ' Name="ShellId"',
          "<rsp:ReceiveResponse>",
          "Stream ",
        ),
      ),
    );
    fc.assert(
      fc.property(pieces, (all) => {
        const xml = all.join("");
        for (const read of [shellIdOf, commandIdOf, receivedOf, faultOf]) read(xml);
        expect(escapeXml(xml)).not.toMatch(/[<>"']/);
      }),
      { numRuns: 100_000 },
    );
  });

  it.each([
    "<rsp:Selector ",
    '<w:Selector Name="ShellId" Name="ShellId" ',
    "<s:Fault",
    "<a:a:",
    "<rsp:ReceiveResponse><rsp:Stream x",
  ])("of a megabyte of %s take no time", (piece) => {
    const xml = piece.repeat(1_000_000 / piece.length);
    const begun = performance.now();
    for (const read of [shellIdOf, commandIdOf, receivedOf, faultOf]) read(xml);
    expect(performance.now() - begun).toBeLessThan(5000);
  });
});
