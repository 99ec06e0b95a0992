import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from "node:crypto";

const DAY = 86_400_000;

export interface CertificatePlan {
  /** Common name and the DNS name it is good for; 127.0.0.1 is always another. */
  readonly name: string;
  /** From now until its end; negative: it has ended. */
  readonly daysLeft: number;
}

/** As PEM. Whoever trusts `cert` trusts the server. */
export interface KeyAndCertificate {
  readonly key: string;
  readonly cert: string;
}

/** A self-signed X.509 certificate (RFC 5280) on P-256, made here since Node can read certificates and not write them. */
export function selfSigned(plan: CertificatePlan): KeyAndCertificate {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const body = tbsCertificate(plan, publicKey);
  const signature = sign("sha256", body, privateKey);
  const der = sequence(body, ECDSA_SHA256, bitString(signature));
  return { key: String(privateKey.export({ type: "pkcs8", format: "pem" })), cert: pem(der) };
}

function tbsCertificate({ name, daysLeft }: CertificatePlan, publicKey: KeyObject): Buffer {
  const now = Date.now();
  const subject = sequence(set(sequence(oid(2, 5, 4, 3), tagged(0x0c, Buffer.from(name)))));
  const validity = sequence(time(now - 300 * DAY), time(now + daysLeft * DAY));
  const spki = publicKey.export({ type: "spki", format: "der" });
  const names = sequence(tagged(0x82, Buffer.from(name)), tagged(0x87, Buffer.from([127, 0, 0, 1])));
  const keyId = tagged(0x04, createHash("sha1").update(spki).digest());
  const extensions = sequence(
    sequence(oid(2, 5, 29, 17), tagged(0x04, names)),
    sequence(oid(2, 5, 29, 19), tagged(0x04, sequence(tagged(0x01, Buffer.from([0xff]))))),
    sequence(oid(2, 5, 29, 14), tagged(0x04, keyId)),
  );
  return sequence(
    tagged(0xa0, integer(Buffer.from([2]))),
    integer(Buffer.concat([Buffer.from([1]), randomBytes(8)])),
    ECDSA_SHA256,
    subject,
    validity,
    subject,
    spki,
    tagged(0xa3, extensions),
  );
}

/** DER: a tag, a length, the bytes. */
function tagged(tag: number, content: Buffer): Buffer {
  const { length } = content;
  if (length < 0x80) return Buffer.concat([Buffer.from([tag, length]), content]);
  const size = length < 0x1_00 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...size]), content]);
}

function sequence(...parts: readonly Buffer[]): Buffer {
  return tagged(0x30, Buffer.concat(parts));
}

function set(...parts: readonly Buffer[]): Buffer {
  return tagged(0x31, Buffer.concat(parts));
}

function integer(bytes: Buffer): Buffer {
  return tagged(0x02, bytes);
}

function bitString(bytes: Buffer): Buffer {
  return tagged(0x03, Buffer.concat([Buffer.from([0]), bytes]));
}

function oid(first: number, second: number, ...rest: readonly number[]): Buffer {
  return tagged(0x06, Buffer.from([first * 40 + second, ...rest.flatMap(base128)]));
}

function base128(value: number): number[] {
  const digits = [value & 0x7f];
  for (let left = value >> 7; left > 0; left >>= 7) digits.unshift((left & 0x7f) | 0x80);
  return digits;
}

/** GeneralizedTime: 20261122030000Z. */
function time(at: number): Buffer {
  return tagged(0x18, Buffer.from(`${new Date(at).toISOString().replaceAll(/[-:T]|\.\d+Z$/g, "")}Z`));
}

const ECDSA_SHA256 = sequence(oid(1, 2, 840, 10045, 4, 3, 2));

function pem(der: Buffer): string {
  const lines = der.toString("base64").match(/.{1,64}/g) ?? [];
  return ["-----BEGIN CERTIFICATE-----", ...lines, "-----END CERTIFICATE-----", ""].join("\n");
}
