/** The page on which a card says what it is and where its other pages are. */
import type { XmlElement } from "../../device/http.ts";
import { DeviceError } from "../types.ts";

/** Where cards of different ages have it. */
export const PRODUCT_PAGES: readonly string[] = ["/mgeups/product.xml", "/product.xml", "/ws/product.xml"];

export interface Product {
  /** Name, type and version of the card. */
  readonly card: string;
  readonly serial: string | undefined;
  /** A power strip: it has no status. */
  readonly isPdu: boolean;
  readonly tellsAmbient: boolean;
  /** Paths of pages. */
  readonly summary: string | undefined;
  readonly getobject: string | undefined;
  readonly subscribe: string | undefined;
}

const PLACES = {
  summary: ["SUMMARY", "XML_SUMMARY_PAGE"],
  getobject: ["UPS_DATA|DEV_DATA", "GET_OBJECT"],
  subscribe: ["ALARMS", "SUBSCRIPTION"],
} as const;

export const isNamed = (element: XmlElement, names: string): boolean =>
  names.split("|").includes(element.name.toUpperCase());

/** An attribute whatever the case of its name; "" where it is not there. */
export function attribute({ attributes }: XmlElement, name: string): string {
  for (const [one, value] of attributes) if (one.toLowerCase() === name) return value;
  return "";
}

/** On the same server, whatever the card says. */
function pathOf(url: string): string | undefined {
  const [path = ""] = url.split(/\s/);
  return path === "" ? undefined : `/${path.replace(/^\/+/, "")}`;
}

function pageAt(root: XmlElement, [part, page]: readonly [string, string]): string | undefined {
  const inside = root.children.filter((one) => isNamed(one, part)).flatMap(({ children }) => children);
  const found = inside.filter((one) => isNamed(one, page)).at(-1);
  return found && pathOf(attribute(found, "url"));
}

/** Undefined for another page. Throws DeviceError `configuration` for a card that speaks another version. */
export function productOf(root: XmlElement | undefined): Product | undefined {
  if (!root || !isNamed(root, "PRODUCT_INFO")) return undefined;
  if (attribute(root, "protocol").toUpperCase() === "XML.V4") {
    const advice = "use snmp-ups for this card";
    throw new DeviceError(
      "configuration",
      `the card speaks version 4 of its XML, of which we know version 3: ${advice}`,
    );
  }
  const type = attribute(root, "type");
  const said = [attribute(root, "name"), type, attribute(root, "version")].filter((part) => part !== "").join("/");
  const [, card = said, serial] = /^(.*?) \(SN (.*?)\)*$/.exec(said) ?? [];
  return {
    card,
    serial,
    isPdu: type.includes("ePDU"),
    tellsAmbient: type.toLowerCase() === "transverse",
    summary: pageAt(root, PLACES.summary),
    getobject: pageAt(root, PLACES.getobject),
    subscribe: pageAt(root, PLACES.subscribe),
  };
}
