import { createHash, createPrivateKey, type KeyObject, X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import { createSecureContext, type SecureContext } from "node:tls";
import type { CertificateFiles } from "../config.ts";
import { ExitError, exitCode } from "../exit-code.ts";
import { reasonOf } from "../upkeep/reason.ts";

/** What the server shows to those who connect over TLS. */
export type Certificate = {
	readonly context: SecureContext;
	/** SHA-256 of the public key (SPKI): what clients know the server by. */
	readonly keyHash: Buffer;
	/** The same as people compare it, in the way of ssh. */
	readonly fingerprint: string;
	readonly endsAt: Date;
};

/** Reads a certificate, or a chain that begins with it, and its key. Throws an `ExitError` that ends with the `advice`. */
export function readCertificate(files: CertificateFiles, advice = ""): Certificate {
	const cert = readPem(files.cert, advice);
	const key = readPem(files.key, advice);
	const certificate = orRefuse(files.cert, advice, () => new X509Certificate(cert));
	const privateKey = orRefuse(files.key, advice, () => createPrivateKey(key));
	if (!certificate.checkPrivateKey(privateKey))
		throw refusal(
			`The key in ${files.key} is not that of the certificate in ${files.cert}.`,
			advice,
		);
	const context = orRefuse(files.cert, advice, () =>
		createSecureContext({ cert, key, minVersion: "TLSv1.3" }),
	);
	const keyHash = hashOf(certificate.publicKey);
	const fingerprint = `SHA256:${keyHash.toString("base64").replace(/=+$/, "")}`;
	return { context, keyHash, fingerprint, endsAt: certificate.validToDate };
}

function hashOf(publicKey: KeyObject): Buffer {
	return createHash("sha256")
		.update(publicKey.export({ type: "spki", format: "der" }))
		.digest();
}

function readPem(path: string, advice: string): Buffer {
	try {
		return readFileSync(path);
	} catch (error) {
		throw new ExitError(endWith(`${path} cannot be read: ${reasonOf(error)}.`, advice), {
			exit: exitCode.noInput,
			cause: error,
		});
	}
}

function orRefuse<T>(path: string, advice: string, read: () => T): T {
	try {
		return read();
	} catch (error) {
		throw refusal(`${path} cannot be used for TLS: ${reasonOf(error)}.`, advice, error);
	}
}

function refusal(sentence: string, advice: string, cause?: unknown): ExitError {
	return new ExitError(endWith(sentence, advice), { exit: exitCode.dataErr, cause });
}

function endWith(sentence: string, advice: string): string {
	return advice === "" ? sentence : `${sentence} ${advice}`;
}
