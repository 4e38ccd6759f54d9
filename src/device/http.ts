/** A web server of a device, and XML that comes from it. */

export interface HttpAnswer {
  readonly status: number;
  readonly body: string;
}

/** Requests one after the other. All throw DeviceError `stale`: no answer in time, or one without end. */
export interface HttpSession {
  /** Scheme, host and port for a person. */
  readonly name: string;
  get(path: string): Promise<HttpAnswer>;
  post(path: string, type: string, body: string): Promise<HttpAnswer>;
  close(): Promise<void>;
}

export interface HttpTarget {
  /** `http:` or `https:`, host, and port where it is not the usual one. */
  readonly base: string;
  /** Milliseconds for a request and its whole answer. */
  readonly timeoutMs: number;
  readonly login?: string | undefined;
  readonly password?: string | undefined;
  /** A file in PEM with certificates that are trusted besides those of the system. */
  readonly certfile?: string | undefined;
}

export interface HttpOpener {
  /** Sends nothing yet. Throws DeviceError `configuration` where a file cannot be used. */
  open(target: HttpTarget): Promise<HttpSession>;
}

export interface XmlElement {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  /** Its own text, trimmed. */
  readonly text: string;
  readonly children: readonly XmlElement[];
}

export interface XmlReader {
  /** The root element; undefined for what is no XML. Entities of a DTD are never expanded. */
  parse(text: string): Promise<XmlElement | undefined>;
}
