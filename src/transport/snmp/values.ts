/** Between the values of `net-snmp` and ours. */
import snmp, { type Varbind } from "net-snmp";
import type { SnmpAnswer, SnmpBytesType, SnmpNumberType, SnmpValue } from "../../device/snmp.ts";

const { ObjectType } = snmp;

const NUMBERS: readonly (readonly [SnmpNumberType, number | undefined])[] = [
  ["INTEGER", ObjectType.Integer],
  ["Counter32", ObjectType.Counter],
  ["Gauge32", ObjectType.Gauge],
  ["TimeTicks", ObjectType.TimeTicks],
];
const BYTES: readonly (readonly [SnmpBytesType, number | undefined])[] = [
  ["OCTET STRING", ObjectType.OctetString],
  ["Opaque", ObjectType.Opaque],
];
const MISSING = [ObjectType.NoSuchObject, ObjectType.NoSuchInstance, ObjectType.EndOfMibView];

/** Up to eight bytes; beyond 2^53 the last digits are lost. */
const counter = (bytes: Uint8Array): number => Number(bytes.reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n));

function numberOf({ type, value }: Varbind): SnmpValue | undefined {
  const name = NUMBERS.find(([, code]) => code === type)?.[0];
  if (name && typeof value === "number") return { type: name, number: value };
  if (type === ObjectType.Counter64 && value instanceof Uint8Array)
    return { type: "Counter64", number: counter(value) };
  return undefined;
}

function bytesOf({ type, value }: Varbind): SnmpValue | undefined {
  const name = BYTES.find(([, code]) => code === type)?.[0];
  if (name && value instanceof Uint8Array) return { type: name, bytes: value };
  if (type === ObjectType.IpAddress && typeof value === "string")
    return { type: "IpAddress", bytes: Uint8Array.from(value.split(".").map(Number)) };
  return undefined;
}

/** Undefined for what is no value. */
export function snmpValueOf(bind: Varbind): SnmpValue | undefined {
  if (bind.type === ObjectType.OID && typeof bind.value === "string")
    return { type: "OBJECT IDENTIFIER", oid: bind.value };
  if (bind.type === ObjectType.Null) return { type: "NULL" };
  return numberOf(bind) ?? bytesOf(bind);
}

export function answerOf(bind: Varbind): SnmpAnswer {
  if (MISSING.includes(bind.type)) return { kind: "absent" };
  const value = snmpValueOf(bind);
  return value ? { kind: "data", value } : { kind: "refused", why: "a value of an unknown type" };
}

/** What is sent to set an object. */
export function varbindOf(oid: string, value: SnmpValue): Varbind {
  switch (value.type) {
    case "OBJECT IDENTIFIER":
      return { oid, type: ObjectType.OID ?? 0, value: value.oid };
    case "NULL":
      return { oid, type: ObjectType.Null ?? 0, value: null };
    case "OCTET STRING":
    case "Opaque":
    case "IpAddress":
      return { oid, type: bytesType(value.type), value: Buffer.from(value.bytes) };
    default:
      return { oid, type: numberType(value.type), value: value.number };
  }
}

const bytesType = (name: SnmpBytesType): number => BYTES.find(([one]) => one === name)?.[1] ?? 0;
const numberType = (name: SnmpNumberType): number => NUMBERS.find(([one]) => one === name)?.[1] ?? 0;
