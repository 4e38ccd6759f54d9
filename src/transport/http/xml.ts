/** XML through the npm package `fast-xml-parser`, which is imported here alone. */
import { XMLParser, XMLValidator } from "fast-xml-parser";
import type { XmlElement, XmlReader } from "../../device/http.ts";

/** Entities are left to us: what a DTD defines stays as it is written, so that nothing grows. */
const PARSER = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: "",
  parseTagValue: false,
  parseAttributeValue: false,
  processEntities: false,
  trimValues: true,
});

const ATTRIBUTES = ":@";
const TEXT = "#text";
/** Real pages have four levels. */
const DEEPEST = 32;

const NAMED: ReadonlyMap<string, string> = new Map([
  ["amp", "&"],
  ["lt", "<"],
  ["gt", ">"],
  ["quot", '"'],
  ["apos", "'"],
]);

function characterOf(entity: string): string | undefined {
  const [, hex, digits] = /^#(?:x([\da-f]{1,6})|(\d{1,7}))$/i.exec(entity) ?? [];
  const code = hex === undefined ? Number(digits ?? Number.NaN) : Number.parseInt(hex, 16);
  return code > 0 && code <= 0x10_ffff ? String.fromCodePoint(code) : NAMED.get(entity);
}

const plain = (text: string): string =>
  text.replace(/&([#\w]{1,10});/g, (whole, entity: string) => characterOf(entity) ?? whole);

const isRecord = (node: unknown): node is Record<string, unknown> => typeof node === "object" && node !== null;

const textOf = (value: unknown): string => (typeof value === "string" ? plain(value).trim() : "");

function attributesOf(node: Record<string, unknown>): ReadonlyMap<string, string> {
  const found = node[ATTRIBUTES];
  return new Map(isRecord(found) ? Object.entries(found).map(([name, value]) => [name, textOf(value)]) : []);
}

function elementsOf(nodes: unknown, depth: number): readonly XmlElement[] {
  if (!Array.isArray(nodes) || depth > DEEPEST) return [];
  return nodes.filter(isRecord).flatMap((node) => {
    const name = Object.keys(node).find((key) => key !== ATTRIBUTES && key !== TEXT && !key.startsWith("?"));
    if (name === undefined) return [];
    const inside: unknown = node[name];
    const text = Array.isArray(inside) ? inside.filter(isRecord).map((one) => textOf(one[TEXT])) : [];
    return [{ name, attributes: attributesOf(node), text: text.join(""), children: elementsOf(inside, depth + 1) }];
  });
}

export const XML: XmlReader = {
  parse: (text) => {
    try {
      if (XMLValidator.validate(text) !== true) return Promise.resolve(undefined);
      return Promise.resolve(elementsOf(PARSER.parse(text), 0)[0]);
    } catch {
      // The package throws for much of what it cannot read.
      return Promise.resolve(undefined);
    }
  },
};
