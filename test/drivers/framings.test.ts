/**
 * Framings and rows of every driver, without the driver: bytes in, frames and values out. What they get is what they
 * got while the device was well, spoilt. A hundred thousand inputs each with NUTTS_RUNS=1.
 */
import { beforeAll, describe, expect, it } from "@jest/globals";
import {
  heardIn,
  type Overheard,
  type OverheardFrame,
  type OverheardPlace,
  overheard,
} from "../sim/bench/overheard.ts";
import { PLAYS } from "../sim/bench/played.ts";
import { changed, numbers, PURE_INPUTS, spoiltBytes, spoiltValue } from "../sim/bench/spoilt.ts";
import { untidy } from "../sim/bench/tidy.ts";

/** Drivers that take frames out of bytes; the others take lines, blocks or objects. */
const FRAMED: readonly string[] = [
  ...["nhs_ser", "metasys", "riello_ser", "gamatronic", "microdowell", "powerpanel", "bicker_ser", "rhino", "belkin"],
  ...["belkinunv", "tripplitesu", "nutdrv_siemens-sitop", "isbmex", "liebert-esp2", "liebert-gxe", "apcmicrolink"],
  ...["bcmxcp", "ragtech", "solis", "microsol-apc", "sms_ser", "ve-direct", "al175", "mge-shut"],
  ...["bcmxcp_usb", "riello_usb"],
];
/** Its values are those of HID reports. */
const ROWLESS = "mge-shut";

type Bears = (found: Uint8Array, sent: Uint8Array) => boolean;

/** Bytes of a frame that may be others, and nothing tells: of which drivers, why, and what holds nevertheless. */
const WEAK: Readonly<Record<string, readonly [why: string, bears: Bears]>> = {
  ...Object.fromEntries(
    ["gamatronic", "powerpanel", "bicker_ser", "belkin", "tripplitesu", "isbmex", "ragtech"].map((driver) => [
      driver,
      ["for a frame has no checksum", (found, sent) => differing(found, sent).length === 1],
    ]),
  ),
  riello_ser: [
    "but in SENTR that before the checksum, which leaves it out",
    (found, sent) => String(differing(found, sent)) === "100",
  ],
  apcmicrolink: [
    "but 00 for ff, which the checksum does not tell apart",
    (found, sent) => differing(found, sent).every((at) => [0, 0xff].includes(found[at] ?? 1)),
  ],
  "mge-shut": ["but its type, which the checksum leaves out", () => false],
};

/** Values whose length is known before they are read: no answer of another length is taken. */
const SIZED: readonly string[] = ["apcmicrolink", "bicker_ser"];

const differing = (one: Uint8Array, other: Uint8Array): readonly number[] =>
  [...one.keys()].filter((at) => one[at] !== other[at]);

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");

interface Parts {
  readonly payload?: Uint8Array;
  readonly bytes?: Uint8Array;
  readonly fields?: ReadonlyMap<string, string>;
}

/** What a frame says; nothing for tokens, and for what only tells that bytes were none. */
function contentOf(found: unknown): Uint8Array {
  if (found instanceof Uint8Array) return found;
  const { payload, bytes, fields = [] } = found as Parts;
  return payload ?? bytes ?? Buffer.from([...fields].join("\n"), "latin1");
}
const nameOf = (found: unknown): string => hex(contentOf(found));

interface Input {
  readonly frame: OverheardFrame;
  readonly bytes: Uint8Array;
  readonly found: readonly unknown[];
}

/** One frame of many, spoilt, and what is found in it. */
function* inputs(frames: readonly OverheardFrame[], spoil: typeof changed, seed: number): Generator<Input> {
  const below = numbers(seed);
  for (let count = 0; count < PURE_INPUTS / 2; count++) {
    const frame = frames[below(frames.length)];
    if (!frame) return;
    const bytes = spoil(frame.bytes, below);
    yield { frame, bytes, found: heardIn(frame.assembler, bytes) };
  }
}

/** What is found stands in what came; when the line is quiet it is forgotten. */
function isBound({ frame, bytes, found }: Input): boolean {
  const text = Buffer.from(bytes);
  const stands = (one: unknown): boolean => !(one instanceof Uint8Array) || text.includes(hex(one), 0, "hex");
  return found.length <= bytes.length + 1 && found.every(stands) && !frame.assembler.pending;
}

/** What answers the question, and was never sent. */
const taken = ({ frame, found }: Input, known: ReadonlySet<string>): readonly Uint8Array[] =>
  found
    .filter((one) => !(one instanceof Uint8Array) || frame.fits(one))
    .map(contentOf)
    .filter((content) => content.length > 0 && !known.has(hex(content)));

/** Two frames that differ in length have the same sum by chance, once in some hundred times. */
const MOST_BY_CHANCE = PURE_INPUTS / 200;

const ROWS_AT_ONCE = 4;

/** What is wrong with what some rows make of a value. */
function wrongWith({ state, rows }: OverheardPlace, spoilt: unknown, first: number): string | undefined {
  for (const row of rows.slice(first, first + ROWS_AT_ONCE)) {
    if (!state.take(row, spoilt) || !("var" in row)) continue;
    const problem = untidy(shown(state.vars.get(row.var)?.value));
    if (problem !== undefined) return `${row.var} of ${JSON.stringify(spoilt)}: ${problem}`;
  }
  return undefined;
}

/** As the C drivers, snmp-ups breaks the lines of what cannot be printed. */
const shown = (value: string | undefined): string | undefined => value?.replaceAll(/[\t-\r]/g, " ");

describe.each(PLAYS)("%s", (driver, play) => {
  let heard: Overheard = { frames: [], places: [] };
  beforeAll(async () => {
    heard = await overheard(play);
  });
  const [why = "", bears] = WEAK[driver] ?? [];

  it("is heard to have what is looked at here", () => {
    const { frames, places } = heard;
    expect([frames.length > 0, places.length > 0]).toEqual([FRAMED.includes(driver), driver !== ROWLESS]);
  });

  if (FRAMED.includes(driver)) {
    it("takes no frame that did not come, and the next one that is right", () => {
      for (const input of inputs(heard.frames, spoiltBytes, 1)) {
        if (!isBound(input)) expect(input).toBe("bound to what came");
        const { frame, bytes } = input;
        const again =
          bytes.length % 8 === 0 ? heardIn(frame.assembler, frame.bytes).map(nameOf) : [nameOf(frame.found)];
        if (!again.includes(nameOf(frame.found))) expect(again).toContain(nameOf(frame.found));
      }
    });

    it(["takes no frame of which a byte is another one", why].filter(Boolean).join(", "), () => {
      const known = new Set(heard.frames.map(({ found }) => nameOf(found)));
      let chances = 0;
      for (const input of inputs(heard.frames, changed, 2)) {
        const sent = contentOf(input.frame.found);
        for (const found of taken(input, known)) {
          if (found.length !== sent.length) chances++;
          else if (!bears?.(found, sent)) expect({ found, sent }).toBe("the same");
        }
      }
      expect(chances).toBeLessThanOrEqual(MOST_BY_CHANCE);
    });
  }

  if (driver !== ROWLESS)
    it("makes values of what stands where its rows look, or none", () => {
      const below = numbers(3);
      for (let count = 0; count < PURE_INPUTS; count++) {
        const place = heard.places[below(heard.places.length)];
        if (!place) continue;
        const { raw, rows } = place;
        const isSized = SIZED.includes(driver) && raw instanceof Uint8Array;
        const spoilt = isSized ? changed(raw, below) : spoiltValue(raw, below);
        const wrong = wrongWith(place, spoilt, below(rows.length));
        if (wrong !== undefined) expect(wrong).toBeUndefined();
      }
    });
});
