/** Services on the local network (mDNS, DNS-SD): what is heard of them, and what is told. */

export interface MdnsService {
  /** The instance: mostly the name of its host. */
  readonly name: string;
  /** `nas.local` */
  readonly host: string;
  readonly port: number;
  readonly addresses: readonly string[];
  readonly txt: Readonly<Record<string, string>>;
}

export interface MdnsOptions {
  /** 5353. */
  readonly port?: number;
  /** Addresses of the interfaces that are used: all but the loopback, when absent. */
  readonly interfaces?: readonly string[];
  /** Hears why nothing goes out or comes in. */
  readonly failed: (reason: string) => void;
}

export interface Browsing {
  /** Asks once more. */
  ask(): void;
  stop(): void;
}

export interface Announced {
  readonly name: string;
  /** `nas.local` */
  readonly host: string;
  readonly type: string;
  readonly port: number;
  readonly txt: MdnsService["txt"];
}

export interface Announcement {
  /** Says that the service goes. Never rejects. */
  stop(): Promise<void>;
}
