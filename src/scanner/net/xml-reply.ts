/** What a network card of Eaton or MGE answers to `<SCAN_REQUEST/>`. */
import { XML } from "../../transport/http/xml.ts";

export type XmlReply =
  | { readonly kind: "card"; readonly type: string }
  /** It speaks the XML of ePDUs, which netxml-ups does not. */
  | { readonly kind: "pdu" }
  | { readonly kind: "other" };

/** A card says it in a few hundred. */
export const MOST_BYTES = 8192;
const OTHER: XmlReply = { kind: "other" };

/** Never rejects. */
export async function readReply(bytes: Uint8Array): Promise<XmlReply> {
  if (bytes.length > MOST_BYTES) return OTHER;
  const root = await XML.parse(Buffer.from(bytes).toString("utf8"));
  if (root?.attributes.get("class") === "DEV.PDU") return { kind: "pdu" };
  const type = root?.attributes.get("type");
  return type === undefined ? OTHER : { kind: "card", type };
}
