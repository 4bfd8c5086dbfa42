import { createPublicKey, type KeyObject, randomBytes, sign, X509Certificate } from "node:crypto";
import { AsnConvert } from "@peculiar/asn1-schema";
import {
	AlgorithmIdentifier,
	AttributeTypeAndValue,
	AttributeValue,
	Certificate,
	Name,
	RelativeDistinguishedName,
	SubjectPublicKeyInfo,
	TBSCertificate,
	Validity,
} from "@peculiar/asn1-x509";

/** RFC 5280 appendix A.1, RFC 5758 §3.2. */
const oid = { commonName: "2.5.4.3", ecdsaWithSha256: "1.2.840.10045.4.3.2" } as const;

const years = 10;

/** A certificate of a P-256 key that says nothing but whose key it is: clients know the server by the key, not by a name. Gives PEM. */
export function makeCertificate(privateKey: KeyObject, now = Date.now()): string {
	const publicKey = createPublicKey(privateKey).export({ type: "spki", format: "der" });
	const name = partylineName();
	const algorithm = new AlgorithmIdentifier({ algorithm: oid.ecdsaWithSha256 });
	const tbsCertificate = new TBSCertificate({
		version: 2,
		serialNumber: serialNumber(),
		signature: algorithm,
		issuer: name,
		validity: new Validity(lifetime(now)),
		subject: name,
		subjectPublicKeyInfo: AsnConvert.parse(publicKey, SubjectPublicKeyInfo),
	});
	const signed = Buffer.from(AsnConvert.serialize(tbsCertificate));
	const certificate = new Certificate({
		tbsCertificate,
		signatureAlgorithm: algorithm,
		signatureValue: new Uint8Array(sign("sha256", signed, privateKey)).buffer,
	});
	return new X509Certificate(Buffer.from(AsnConvert.serialize(certificate))).toString();
}

function partylineName(): Name {
	const value = new AttributeValue({ utf8String: "partyline" });
	const attribute = new AttributeTypeAndValue({ type: oid.commonName, value });
	return new Name([new RelativeDistinguishedName([attribute])]);
}

/** Positive and without a leading zero, as DER wants it. */
function serialNumber(): ArrayBuffer {
	const bytes = new Uint8Array(randomBytes(16));
	bytes[0] = ((bytes[0] ?? 0) & 0x7f) | 0x40;
	return bytes.buffer;
}

/** From a day ago: the clock of who connects may be behind. */
function lifetime(now: number): { notBefore: Date; notAfter: Date } {
	const notBefore = new Date(now - 24 * 3_600_000);
	const notAfter = new Date(notBefore);
	notAfter.setUTCFullYear(notAfter.getUTCFullYear() + years);
	return { notBefore, notAfter };
}
