/**
 * What parses the answers of devices, function by function: answers as they are, spoilt. A hundred thousand inputs each
 * with NUTTS_RUNS=1. Rows and framings are in framings.test.ts, the protocols of nutdrv_qx in qx/replies.test.ts.
 */
import { describe, expect, it } from "@jest/globals";
import type { XmlElement } from "../../src/device/http.ts";
import { parseRules, statesOf } from "../../src/drivers/gpio/rules.ts";
import { readingOf as adelsystem } from "../../src/drivers/modbus/adelsystem-cbi.ts";
import { identityOf as huaweiIdentity } from "../../src/drivers/modbus/huawei/identity.ts";
import { readingOf as phoenix } from "../../src/drivers/modbus/phoenixcontact.ts";
import type { Words } from "../../src/drivers/modbus/registers.ts";
import { readingOf as socomec, identityOf as socomecIdentity } from "../../src/drivers/modbus/socomec-jbus.ts";
import { MODELS as PHOENIXES } from "../../src/drivers/modbus/tables/phoenix.ts";
import { productOf } from "../../src/drivers/netxml/product.ts";
import { readingOf as netxml, objectsIn } from "../../src/drivers/netxml/reading.ts";
import { readingOf as nis } from "../../src/drivers/nis/driver.ts";
import { asRecord, StatusReader } from "../../src/drivers/nis/status-reader.ts";
import { configurationOf, protocolOf } from "../../src/drivers/packets/tripplite-usb/protocols.ts";
import { isState } from "../../src/drivers/packets/tripplite-usb/rows.ts";
import { nodesIn, replyOf, statesIn } from "../../src/drivers/powerman/powerman-pdu.ts";
import { headerOf } from "../../src/drivers/serial/apcmicrolink/page.ts";
import { parseStatus, statusTokens, valuesOf } from "../../src/drivers/serial/apcsmart/rows.ts";
import { parseCapabilities, parseCommandSet } from "../../src/drivers/serial/apcsmart/self-description.ts";
import { OLDER_VARIABLES, VARIABLES } from "../../src/drivers/serial/apcsmart/tables/variables.ts";
import { identityOf as xcpIdentity } from "../../src/drivers/serial/bcmxcp/identity.ts";
import { metersOf } from "../../src/drivers/serial/bcmxcp/meters.ts";
import { outletsOf } from "../../src/drivers/serial/bcmxcp/outlet-rows.ts";
import { alarmsOf } from "../../src/drivers/serial/bcmxcp/state-rows.ts";
import { configured } from "../../src/drivers/serial/bestfcom/models.ts";
import { identityIn, wordsIn } from "../../src/drivers/serial/bestups/rows.ts";
import { toldIn as etaTold } from "../../src/drivers/serial/etapro/driver.ts";
import { identityIn as guardIdentity, wordsIn as guardWords } from "../../src/drivers/serial/masterguard/driver.ts";
import { fromNumbers, fromWords } from "../../src/drivers/serial/mge-utalk/models.ts";
import { detected } from "../../src/drivers/serial/powercom/meaning.ts";
import {
  namesIn,
  toldIn as powervarTold,
  valuesIn as powervarValues,
} from "../../src/drivers/serial/powervar/cuspp.ts";
import { phasesOf, readIdentity, readPower, readRating, readState } from "../../src/drivers/serial/riello/readings.ts";
import { readSentr, sentrFirmware, sentrPower, sentrRating } from "../../src/drivers/serial/riello/sentr.ts";
import { CodeList } from "../../src/drivers/serial/upscode2/code-list.ts";
import { isCode, LAST } from "../../src/drivers/serial/upscode2/told.ts";
import { Notices } from "../../src/drivers/shut/frame.ts";
import { parseDeviceDescriptor, parseString, reportDescriptorLength } from "../../src/drivers/shut/requests.ts";
import { DeviceError, type Reading } from "../../src/drivers/types.ts";
import { objectsIn as modbusObjects, valuesIn } from "../../src/transport/modbus/answers.ts";
import {
  numbers,
  PURE_INPUTS,
  type Random,
  spoiltBytes,
  spoiltNumber,
  spoiltText,
  spoiltValue,
} from "../sim/bench/spoilt.ts";
import { untidy } from "../sim/bench/tidy.ts";
import { TOWER } from "../sim/servers/netxml-card.ts";
import { SMART_UPS } from "../sim/servers/nis-server.ts";

/** Gives what one spoilt answer was parsed to: texts, numbers, lists and objects of them. */
type Parse = (below: Random) => unknown;

const bytesOf = (text: string): Uint8Array => Buffer.from(text, "latin1");
const some = <T>(from: readonly T[], below: Random): T => from[below(from.length)] as T;
const text =
  (samples: readonly string[], parse: (text: string, below: Random) => unknown): Parse =>
  (below) =>
    parse(spoiltText(some(samples, below), below), below);
const bytes =
  (samples: readonly Uint8Array[], parse: (bytes: Uint8Array, below: Random) => unknown): Parse =>
  (below) =>
    parse(spoiltBytes(some(samples, below), below), below);

/** A reading without what it says of commands. */
const told = ({ vars, status = [], alarms = [] }: Reading): unknown => {
  return [[...vars.values()].map((one) => (typeof one === "string" ? one : one.value)), status, alarms];
};

const REGISTERS = 64;
/** Registers that are there, say that there is no value, or are not told. */
const registers =
  (parse: (words: Words, below: Random) => unknown): Parse =>
  (below) => {
    const words = Array.from({ length: REGISTERS }, () =>
      below(4) === 0 ? undefined : spoiltNumber(0, below) & 0xffff,
    );
    return parse((at) => words[at % REGISTERS], below);
  };

/** Lines, with `~` between them. */
const LISTS = [
  ["UPDS", "STUF~00~STAT~BL~MIUL1~228.1~MBIII~0.6~MOFFF~50.0"],
  ["UPDV", "NIUNN~230~NBAHN~14~NBILL~-60~NOFLL~45.0"],
  ["UPBS", "BTIM1~31~BDAT8~2024-11-01"],
] as const;

/** A list of codes: only one that is whole is read, and its last code is in it. */
function codeList(below: Random): unknown {
  const [command, lines] = some(LISTS, below);
  const list = new CodeList(command);
  for (const line of spoiltText(lines, below).split("~")) {
    const state = list.take(line.trim());
    if (state === "none") return undefined;
    if (state === "whole") return list.values.has(LAST[command] ?? "") ? list : Number.NaN;
  }
  return undefined;
}

const CUSPP_FORMAT = "OUT.FORMAT=SOURCE.S;FREQ.S;VOLT.S;AMP.S;PERCNT.S";
const CUSPP_NAMES = namesIn("SOURCE.S;FREQ.S;VOLT.S;AMP.S;PERCNT.S");

/** A group and its format, which must not be taken for each other. */
const cuspp = text([CUSPP_FORMAT, "OUT=1;60.0;120.3;2.1;17"], (said) => {
  const [values, format] = [powervarTold("OUT", said), powervarTold("OUT.FORMAT", said)];
  if (values !== undefined && format !== undefined) return Number.NaN;
  return [powervarValues(values ?? "", CUSPP_NAMES) ?? "", namesIn(format ?? "")];
});

const ETA_LINES = ["RPSO47", "SGd9", "SIc4", "SN0000", "SSmini+UPS 720 PRO"];
const ETA_LETTERS = [..."OGHILN"];
const GUARD_WORDS = {
  Q1: "(231.4 229.7 229.7 032 49.9 2.26 27.4 00000000",
  Q3: "(00 231.4 229.7 229.7 004.2 50.0 2.26 27.4 00031 097 00000000 00000000",
} as const;
const GUARD_IDENTITIES = [`(001V2.13${"".padEnd(7)}${"A 1000 19".padEnd(96)}`, "V1.0A 700 19".padEnd(53), "NAK"];

const NIS = Buffer.concat([
  ...Object.entries(SMART_UPS).map(([item, value]) => asRecord(`${item.padEnd(9)}: ${value}\n`)),
  asRecord(""),
]);

function nisReading(sent: Uint8Array): unknown {
  const reader = new StatusReader();
  const half = sent.length >> 1;
  if (reader.take(sent.subarray(0, half)).kind === "more") reader.take(sent.subarray(half));
  const reading = nis(reader.items);
  return reader.items.size <= 512 ? told(reading) : reader.items;
}

const OBJECTS = Object.entries(TOWER);
const XML_PARTS = 8;
const element = (
  name: string,
  said: string,
  children: readonly XmlElement[],
  attributes: Readonly<Record<string, string>>,
) => ({
  name,
  text: said,
  children,
  attributes: new Map(Object.entries(attributes)),
});
const PAGE = { option: () => undefined, get: (name: string) => (name === "do_convert_deci" ? "" : undefined) };
const PRODUCT = element(
  "PRODUCT_INFO",
  "",
  [
    element("SUMMARY", "", [element("XML_SUMMARY_PAGE", "", [], { url: "upsprop.xml security=none" })], {}),
    element("ALARMS", "", [element("SUBSCRIPTION", "", [], { url: "subscribe.cgi" })], {}),
  ],
  { name: "Network Management Card", type: "Transverse", version: "EC (SN 0042)", protocol: "XML.V3" },
);

function netxmlReading(below: Random): unknown {
  const objects = Array.from({ length: XML_PARTS }, () => some(OBJECTS, below));
  const page = element(
    "SUMMARY",
    "",
    objects.map(([name, said]) => element("OBJECT", said, [], { name })),
    {},
  );
  const found = objectsIn(spoiltValue(page, below) as XmlElement) ?? new Map(objects);
  const product = productOf(spoiltValue(PRODUCT, below) as XmlElement) ?? productOf(PRODUCT);
  return product && [product.card, told(netxml(found, { product, settings: PAGE }, 30))];
}

const POWERMAN = [
  "307 rack1-a\r\n307 node7\r\n103 Query complete\r\n",
  "303 rack1-a: on\r\n303 node7: off\r\n103 Query complete\r\n",
  "211 Command completed with errors\r\n",
];

const APC_ANSWERS = [
  "08",
  "SM",
  "230.4",
  "0042:",
  "336",
  "FF",
  "S",
  "QS0123456789",
  "11/30/26",
  "N/A,25.1,,4",
  "27.60",
];
const COMMAND_SET = "4.!$%+?=#|.\x01\x1a9@ABCDEFGKLMNOPQRSUVWXYZabcdefgjklmnopqrsuxyz~.\x9f:\xd3\xd4";
const CAPABILITIES = "##uI43253264271280##s441HMLL##eI4415304560";
const APC_ROWS = [...VARIABLES, ...OLDER_VARIABLES];

const XCP_ID = Uint8Array.from([
  ...[2, 0x10, 1, 5, 2, 3, 1, 0, 14, ...bytesOf("POWERWARE 5115"), 4, 0x10, 0x11, 0x20, 0, 2, 0xff, 0x81],
  ...[0x80, 0, 2, 1, 2, 0, 0, 0, 0, 10, 0, 20, 5, 0, 9, 0],
]);
const XCP_OUTLETS = Uint8Array.of(0, 2, 4, 1, 1, 1, 0, 0, 0, 2, 2, 1, 0, 0, 0, 0);

const GPSER = [...Array(70).keys()].map((at) => 0x30 + (at % 16));
const PHASES = ["1", "2", "3", "4"].map(phasesOf);

const HUAWEI = bytesOf("1=UPS2000;2=V100R001C01SPC120;3=D4G2.1;4=2102311234;5=1;6=0");
const RULES = ["OL=^0;OB=0;LB=3&^6|4;", "OL = 1 ; RB = 2|3|4", "CHRG=9&10&11"];
const HIGH = new Map([0, 1, 2, 3, 4].map((line) => [line, line % 2 === 0] as const));

const TRIPP = [0x1001, 0x2001, 0x0004, 0x3003, 0x3005, 0x3017].flatMap((number) => protocolOf(number) ?? []);
const POWERCOM = Uint8Array.of(0xff, 10, 120, 100, 50, 0, 60, 60, 130, 0, 0, 0x4b, 0x58, 0, 0, 0x80);
const DEVICE = Uint8Array.of(18, 1, 16, 1, 0, 0, 0, 8, 0x63, 4, 0xff, 0xff, 0, 1, 1, 2, 4, 1);
const STRING = Uint8Array.of(10, 3, 69, 0, 97, 0, 116, 0, 111, 0);
const MODBUS = {
  response: {
    body: { valuesAsArray: [1, 2, 3], objects: [{ id: 1, value: STRING }], moreFollows: 255, nextObjectId: 9 },
  },
};

const PARSERS: readonly (readonly [name: string, parse: Parse])[] = [
  ["apcsmart: status", text(APC_ANSWERS, (said) => statusTokens(parseStatus(said) ?? new Set()))],
  [
    "apcsmart: values",
    text(APC_ANSWERS, (said, below) => [0, 1, 2, 3].map(() => valuesOf(some(APC_ROWS, below), said))),
  ],
  ["apcsmart: command set", text([COMMAND_SET], (said, below) => parseCommandSet(said, below(2) === 0))],
  ["apcsmart: capabilities", text([CAPABILITIES, CAPABILITIES.slice(1)], parseCapabilities)],
  ["mge-utalk: names", text(["Pulsar ESV11+ 0", "Evolutio 650", "EXTREME 1500 V1"], fromWords)],
  ["mge-utalk: numbers", text(["3000 11 0", "3000 5 1"], fromNumbers)],
  ["bestups: identity", text(["FOR,750,120,120,20.0,27.6", "PR2,1000,230,230,20.0,27.6"], identityIn)],
  ["bestups: state", text(["(120.0 120.0 120.0 050 60.0 27.0 25.0 00001000"], wordsIn)],
  [
    "bestfcom: configuration",
    text(
      [`$${"01020201040102000670120120092142600057000063000360043203240288005".padEnd(69, "?")}\\LI1020U\\|`],
      configured,
    ),
  ],
  ["upscode2: lists", codeList],
  ["powervar: groups", cuspp],
  [
    "etapro: lines",
    text(ETA_LINES, (said, below) => [etaTold(said, some(ETA_LETTERS, below), "RP"), etaTold(said, "S", "RI")]),
  ],
  ["masterguard: state", text(Object.values(GUARD_WORDS), (said) => [guardWords("Q1", said), guardWords("Q3", said)])],
  ["masterguard: identity", text(GUARD_IDENTITIES, guardIdentity)],
  ["upscode2: codes", text(["NOFLL", "STUF", "MIUL1"], isCode)],
  [
    "riello: GPSER",
    bytes([Uint8Array.from(GPSER)], (frame, below) => [
      readIdentity(frame),
      readRating(frame, false),
      readPower(frame),
      readState(frame, some(PHASES, below)),
    ]),
  ],
  [
    "riello: SENTR",
    bytes([new Uint8Array(103).fill(0xc0), new Uint8Array(164).fill(0xb0)], (frame) => [
      readSentr(frame),
      sentrFirmware(frame),
      sentrRating(frame),
      sentrPower(frame),
    ]),
  ],
  [
    "bcmxcp: identity",
    bytes([XCP_ID], (block) => {
      const identity = xcpIdentity(block);
      return [identity, metersOf(identity.meters).length, alarmsOf(identity).length];
    }),
  ],
  ["bcmxcp: outlets", bytes([XCP_OUTLETS], (block) => outletsOf(block, 120).length)],
  [
    "powercom: model",
    bytes([POWERCOM], (answer) => [detected("KIN", answer), detected("BNT-other", answer), detected("IMP", answer)]),
  ],
  ["apcmicrolink: header", bytes([Uint8Array.of(1, 16, 64, 0, 1, 2, 8, 0, 1, 0, 3, 4)], headerOf)],
  [
    "tripplite_usb: configuration",
    (below) =>
      bytes([bytesOf("S1X01XX")], (answer) => {
        const protocol = some(TRIPP, below);
        return [isState(protocol, answer), configurationOf(protocol, answer)];
      })(below),
  ],
  [
    "mge-shut: descriptors",
    bytes([DEVICE, STRING], (answer) => [
      parseDeviceDescriptor(answer),
      reportDescriptorLength(answer),
      parseString(answer),
    ]),
  ],
  [
    "mge-shut: notices",
    bytes([DEVICE], (payload) => {
      const notices = new Notices();
      return [0, 1, 2, 3].map((part) => (notices.take({ payload, last: part === 3 } as never)?.length ?? 0) < 65);
    }),
  ],
  ["apcupsd-ups: records", bytes([NIS], nisReading)],
  ["netxml-ups: objects", netxmlReading],
  [
    "powerman-pdu: replies",
    text(POWERMAN, (said) => {
      const reply = replyOf(said.replaceAll("~", "\r\n"));
      return [reply.code, nodesIn(reply), [...statesIn(reply)]];
    }),
  ],
  ["adelsystem_cbi: registers", registers((words) => told(adelsystem(words)))],
  ["socomec_jbus: registers", registers((words) => [...socomecIdentity(words), told(socomec(words, new Map()))])],
  [
    "phoenixcontact_modbus: registers",
    registers((words, below) => {
      const [name, family] = some([...PHOENIXES.values()], below);
      return told(phoenix(words, { name, family, firmware: 1 }));
    }),
  ],
  [
    "huawei-ups2000: identity",
    bytes([HUAWEI], (said) =>
      huaweiIdentity(
        new Map([
          [0x87, Uint8Array.of(0, 0, 0, 1)],
          [0x88, said],
        ]),
        "unit 1",
      ),
    ),
  ],
  [
    "Modbus: answers of the package",
    (below) => {
      const answer = spoiltValue(MODBUS, below);
      return [valuesIn(answer, 3), modbusObjects(answer)?.next ?? 0];
    },
  ],
  [
    "gpio: rules",
    text(RULES, (said) => {
      const rules = parseRules(said);
      return typeof rules === "string" ? rules : statesOf(rules, HIGH);
    }),
  ],
];

/** Globals of jest's sandbox are looked up anew, and slowly, wherever they stand. */
const [Lists, Numbers, Things, Bytes, Pairs] = [Array, Number, Object, Uint8Array, Map];
const MOST_PARTS = 1000;

/** What is wrong with a value, or with a part of it. */
function wrongIn(value: unknown): string | undefined {
  if (typeof value === "string") return untidy(value.replaceAll(/[\x00-\x1f\x7f]/g, ""));
  if (typeof value === "number") return Numbers.isFinite(value) ? undefined : `${value}`;
  if (typeof value !== "object" || value === null || value instanceof Bytes) return undefined;
  const parts = Lists.isArray(value) ? value : value instanceof Pairs ? [...value.values()] : Things.values(value);
  for (const part of parts) {
    const wrong = wrongIn(part);
    if (wrong !== undefined) return wrong;
  }
  return parts.length > MOST_PARTS ? `${parts.length} parts` : undefined;
}

/** What a parser throws on purpose says why. */
function outcomeOf(parse: Parse, below: Random): unknown {
  try {
    return parse(below);
  } catch (error) {
    if (error instanceof DeviceError) return error.message;
    throw error;
  }
}

describe.each(PARSERS)("%s", (_, parse) => {
  it("spoilt give values or nothing", () => {
    const below = numbers(20_261_130);
    for (let count = 0; count < PURE_INPUTS; count++) {
      const wrong = wrongIn(outcomeOf(parse, below));
      if (wrong !== undefined) expect(wrong).toBeUndefined();
    }
  });
});
