/** What is used of the npm package `net-snmp` 3, which ships no types. */
declare module "net-snmp" {
  export interface Varbind {
    oid: string;
    type?: number;
    value?: unknown;
  }

  type Done<T> = (error: Error | null, varbinds: T) => void;

  export interface Session {
    get(oids: string[], done: Done<Varbind[]>): void;
    getNext(oids: string[], done: Done<Varbind[]>): void;
    getBulk(oids: string[], nonRepeaters: number, maxRepetitions: number, done: Done<(Varbind | Varbind[])[]>): void;
    set(varbinds: Varbind[], done: Done<Varbind[]>): void;
    close(): void;
    on(event: "error", heard: (error: Error) => void): void;
  }

  export interface SessionOptions {
    version: number;
    port: number;
    retries: number;
    timeout: number;
    transport: "udp4" | "udp6";
    dgramModule: { createSocket(type: "udp4" | "udp6"): import("node:dgram").Socket };
  }

  export interface User {
    name: string;
    level: number;
    authProtocol?: number;
    authKey?: string;
    privProtocol?: number;
    privKey?: string;
  }

  interface Engine {
    engineID: Buffer;
  }

  export interface Cipher {
    CRYPTO_ALGORITHM: string;
    KEY_LENGTH: number;
    BLOCK_LENGTH: number;
    encryptPdu(
      pdu: Buffer,
      priv: number,
      password: string,
      auth: number,
      engine: Engine,
    ): { encryptedPdu: Buffer; msgPrivacyParameters: Buffer };
    decryptPdu(
      encrypted: Buffer,
      priv: number,
      parameters: Buffer,
      password: string,
      auth: number,
      engine: Engine,
    ): Buffer;
    localizationAlgorithm(cipher: Cipher, auth: number, password: string, engineId: Buffer): Buffer;
  }

  interface RequestFailedError extends Error {
    status: number;
  }

  interface RequestTimedOutError extends Error {
    timedOut?: true;
  }

  interface ResponseInvalidError extends Error {
    code: number;
  }

  interface Snmp {
    createSession(target: string, community: string, options: SessionOptions): Session;
    createV3Session(target: string, user: User, options: SessionOptions): Session;
    readonly Version1: number;
    readonly Version2c: number;
    readonly Version3: number;
    readonly ObjectType: Readonly<Record<string, number>>;
    readonly SecurityLevel: { noAuthNoPriv: number; authNoPriv: number; authPriv: number };
    readonly AuthProtocols: { md5: number; sha: number; sha256: number; sha384: number; sha512: number };
    readonly PrivProtocols: { des: number; aes: number; aes256b: number };
    readonly Authentication: { passwordToKey(auth: number, password: string, engineId: Buffer): Buffer };
    readonly Encryption: { algorithms: Record<number, Cipher> };
    readonly ErrorStatus: { TooBig: number; NoSuchName: number } & Readonly<Record<number, string>>;
    readonly RequestFailedError: { new (message: string, status: number): RequestFailedError };
    readonly RequestTimedOutError: { new (message: string): RequestTimedOutError };
    readonly ResponseInvalidError: { new (message: string, code: number): ResponseInvalidError };
    readonly ResponseInvalidCode: { EAuthFailure: number };
  }

  const snmp: Snmp;
  export default snmp;
}
