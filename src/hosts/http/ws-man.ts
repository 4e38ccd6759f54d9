/**
 * Messages of WS-Management for a shell on Windows (MS-WSMV, DSP0226): what is asked, and what is found in an answer. Pure. Whatever
 * comes from outside is escaped on its way out, and read by patterns that look at each character once.
 */

export interface ShellPlace {
  readonly url: string;
  /** Seconds after which the server answers though it has nothing to say. */
  readonly seconds: number;
  /** Of this message alone. */
  readonly id: string;
}

export type ShellQuestion =
  | { readonly kind: "create" }
  | { readonly kind: "command"; readonly shell: string; readonly command: string }
  | { readonly kind: "receive"; readonly shell: string; readonly id: string }
  | { readonly kind: "delete"; readonly shell: string };

const WINDOWS = "http://schemas.microsoft.com/wbem/wsman/1/windows/shell";
const TRANSFER = "http://schemas.xmlsoap.org/ws/2004/09/transfer";
const ACTIONS: Readonly<Record<ShellQuestion["kind"], string>> = {
  create: `${TRANSFER}/Create`,
  command: `${WINDOWS}/Command`,
  receive: `${WINDOWS}/Receive`,
  delete: `${TRANSFER}/Delete`,
};

const NAMESPACES = [
  'xmlns:s="http://www.w3.org/2003/05/soap-envelope"',
  'xmlns:a="http://schemas.xmlsoap.org/ws/2004/08/addressing"',
  'xmlns:w="http://schemas.dmtf.org/wbem/wsman/1/wsman.xsd"',
  `xmlns:rsp="${WINDOWS}"`,
].join(" ");
const ANONYMOUS = "http://schemas.xmlsoap.org/ws/2004/08/addressing/role/anonymous";
const MUST = 's:mustUnderstand="true"';
const LARGEST = 153_600;

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&apos;",
};
/** Characters that XML 1.0 does not have become a question mark. */
export const escapeXml = (text: string): string =>
  text.replace(/[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/g, "?").replace(/[&<>"']/g, (mark) => ENTITIES[mark] ?? mark);

const PLAIN = new Map(Object.entries(ENTITIES).map(([mark, entity]) => [entity, mark]));
const unescapeXml = (text: string): string =>
  text.replace(/&(?:amp|lt|gt|quot|apos);/g, (entity) => PLAIN.get(entity) ?? entity);

const option = (name: string, value: string): string => `<w:Option Name="${name}">${value}</w:Option>`;
const optionSet = (...options: readonly string[]): string => `<w:OptionSet>${options.join("")}</w:OptionSet>`;

function optionsOf({ kind }: ShellQuestion): string {
  if (kind === "create") return optionSet(option("WINRS_NOPROFILE", "TRUE"), option("WINRS_CODEPAGE", "65001"));
  if (kind !== "command") return "";
  return optionSet(option("WINRS_CONSOLEMODE_STDIN", "TRUE"), option("WINRS_SKIP_CMD_SHELL", "FALSE"));
}

function bodyOf(question: ShellQuestion): string {
  switch (question.kind) {
    case "create":
      return "<rsp:Shell><rsp:InputStreams>stdin</rsp:InputStreams><rsp:OutputStreams>stdout stderr</rsp:OutputStreams></rsp:Shell>";
    case "command":
      return `<rsp:CommandLine><rsp:Command>${escapeXml(question.command)}</rsp:Command></rsp:CommandLine>`;
    case "receive":
      return `<rsp:Receive><rsp:DesiredStream CommandId="${escapeXml(question.id)}">stdout stderr</rsp:DesiredStream></rsp:Receive>`;
    case "delete":
      return "";
  }
}

/** The envelope of a request. */
export function shellMessage(question: ShellQuestion, { url, seconds, id }: ShellPlace): string {
  const shell =
    question.kind === "create"
      ? ""
      : `<w:SelectorSet><w:Selector Name="ShellId">${escapeXml(question.shell)}</w:Selector></w:SelectorSet>`;
  const header = [
    `<a:To>${escapeXml(url)}</a:To>`,
    `<a:ReplyTo><a:Address ${MUST}>${ANONYMOUS}</a:Address></a:ReplyTo>`,
    `<a:MessageID>uuid:${escapeXml(id)}</a:MessageID>`,
    `<a:Action ${MUST}>${ACTIONS[question.kind]}</a:Action>`,
    `<w:ResourceURI ${MUST}>${WINDOWS}/cmd</w:ResourceURI>`,
    `<w:MaxEnvelopeSize ${MUST}>${LARGEST}</w:MaxEnvelopeSize>`,
    `<w:OperationTimeout>PT${Math.max(1, Math.floor(seconds))}S</w:OperationTimeout>`,
    shell,
    optionsOf(question),
  ].join("");
  return `<?xml version="1.0" encoding="UTF-8"?><s:Envelope ${NAMESPACES}><s:Header>${header}</s:Header><s:Body>${bodyOf(question)}</s:Body></s:Envelope>`;
}

/** The text of the first element of that name, with whatever prefix; undefined where there is none or it is empty. */
function textOf(xml: string, name: string, attributes = "(?:\\s[^<>]{0,500})?"): string | undefined {
  const pattern = new RegExp(`<(?:[\\w.-]{1,40}:)?${name}${attributes}>([^<]*)<`);
  const text = pattern.exec(xml)?.[1]?.trim() ?? "";
  return text === "" ? undefined : unescapeXml(text);
}

export const shellIdOf = (xml: string): string | undefined =>
  textOf(xml, "ShellId") ?? textOf(xml, "Selector", '\\s[^<>]{0,200}?Name="ShellId"[^<>]{0,200}');

export const commandIdOf = (xml: string): string | undefined => textOf(xml, "CommandId");

export interface Received {
  /** What the command has written, in the order of the answer. */
  readonly text: string;
  readonly over: boolean;
  readonly status: number | undefined;
}

/** Undefined where it is no answer to a Receive. */
export function receivedOf(xml: string): Received | undefined {
  if (!/<(?:[\w.-]{1,40}:)?ReceiveResponse[\s>]/.test(xml)) return undefined;
  const streams = xml.matchAll(/<(?:[\w.-]{1,40}:)?Stream\s[^<>]{0,2000}>([^<]*)</g);
  const text = [...streams].map(([, base64 = ""]) => Buffer.from(base64, "base64").toString("utf8")).join("");
  const status = textOf(xml, "ExitCode");
  return {
    text,
    over: /State="[^"<>]{0,200}\/CommandState\/Done"/.test(xml),
    status: status !== undefined && /^-?\d{1,10}$/.test(status) ? Number(status) : undefined,
  };
}

export interface Fault {
  /** Nothing was to be said in time: ask again. */
  readonly timedOut: boolean;
  readonly text: string;
}

const MOST_TOLD = 200;
/** WSMAN_FAULT: the operation has timed out. */
const TIMED_OUT = /TimedOut\s*<|Code="2150858793"/;

/** Undefined where the answer is no fault. */
export function faultOf(xml: string): Fault | undefined {
  if (!/<(?:[\w.-]{1,40}:)?Fault[\s>]/.test(xml)) return undefined;
  const said = textOf(xml, "Message") ?? textOf(xml, "Text") ?? textOf(xml, "Value") ?? "a fault without words";
  return { timedOut: TIMED_OUT.test(xml), text: said.replace(/\s+/g, " ").slice(0, MOST_TOLD) };
}
