import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from "node:crypto";
import { isIPv4 } from "node:net";

/** A key with a certificate, as a TLS server takes them, and what a client knows the key by. */
export type Identity = {
	readonly key: string;
	readonly cert: string;
	readonly pin: Uint8Array;
	readonly privateKey: KeyObject;
	readonly name: string;
};

/** Who is certified, for which hosts, and by whom; by itself without an issuer. */
export type IdentityOptions = {
	readonly name?: string;
	readonly hosts?: readonly string[];
	readonly issuer?: Identity;
};

/** A new key, and a certificate of it that is valid today. */
export function makeIdentity(options: IdentityOptions = {}): Identity {
	const { name = "partyline test", hosts = ["localhost", "127.0.0.1"], issuer } = options;
	const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
	const spki = publicKey.export({ type: "spki", format: "der" });
	const signed = sequence(
		tagged(0xa0, integer(Buffer.of(2))),
		integer(Buffer.concat([Buffer.of(1), randomBytes(8)])),
		ecdsaWithSha256,
		nameOf(issuer?.name ?? name),
		sequence(time(-86_400_000), time(86_400_000)),
		nameOf(name),
		spki,
		tagged(0xa3, sequence(alternativeNames(hosts), basicConstraints)),
	);
	const signature = sign("sha256", signed, issuer?.privateKey ?? privateKey);
	const cert = sequence(signed, ecdsaWithSha256, tagged(0x03, Buffer.of(0), signature));
	return {
		key: privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
		cert: `-----BEGIN CERTIFICATE-----\n${cert.toString("base64")}\n-----END CERTIFICATE-----\n`,
		pin: new Uint8Array(createHash("sha256").update(spki).digest()),
		privateKey,
		name,
	};
}

// DER (ITU-T X.690 §8): a tag, a length, and what is in it.
function tagged(tag: number, ...parts: readonly Buffer[]): Buffer {
	const content = Buffer.concat(parts);
	const { length } = content;
	const short = length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
	return Buffer.concat([Buffer.of(tag, ...(length < 0x80 ? [length] : short)), content]);
}

function sequence(...parts: readonly Buffer[]): Buffer {
	return tagged(0x30, ...parts);
}

function integer(bytes: Buffer): Buffer {
	return tagged(0x02, bytes);
}

function oid(hex: string): Buffer {
	return tagged(0x06, Buffer.from(hex, "hex"));
}

function nameOf(name: string): Buffer {
	return sequence(tagged(0x31, sequence(oid("550403"), tagged(0x0c, Buffer.from(name)))));
}

function time(fromNowMs: number): Buffer {
	const text = new Date(Date.now() + fromNowMs).toISOString().replace(/[-:T]|\.\d+/g, "");
	return tagged(0x18, Buffer.from(text));
}

function extension(id: string, value: Buffer): Buffer {
	return sequence(oid(id), tagged(0x04, value));
}

function alternativeNames(hosts: readonly string[]): Buffer {
	const names = hosts.map((host) =>
		isIPv4(host)
			? tagged(0x87, Buffer.from(host.split(".").map(Number)))
			: tagged(0x82, Buffer.from(host)),
	);
	return extension("551d11", sequence(...names));
}

// 1.2.840.10045.4.3.2, and "is an authority": each of these may sign others.
const ecdsaWithSha256 = sequence(oid("2a8648ce3d040302"));
const basicConstraints = extension("551d13", sequence(tagged(0x01, Buffer.of(0xff))));
