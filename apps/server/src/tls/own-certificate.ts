import { createPrivateKey, generateKeyPairSync, type KeyObject } from "node:crypto";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { CertificateFiles } from "../config.ts";
import { ExitError, exitCode } from "../exit-code.ts";
import { putInPlace } from "../journal/sqlite/beside.ts";
import { reasonOf } from "../upkeep/reason.ts";

/** What to do about a file that cannot be used; making another unasked would lock out everybody who knows this server. */
export function ownAdvice({ cert, key }: CertificateFiles): string {
	return `Put it back from a copy; or delete ${key} and ${cert} for new ones, which everybody who knows this server must then accept anew.`;
}

/** The certificate and key that a data folder has of its own, made if it has none; throws `ExitError`. */
export async function ensureOwnCertificate(dataDir: string): Promise<CertificateFiles> {
	const files = { cert: join(dataDir, "tls-cert.pem"), key: join(dataDir, "tls-key.pem") };
	if (existsSync(files.cert)) return files;
	// The key first: one that is alone, after a crash, is the one to go on with.
	const key = existsSync(files.key) ? readLoneKey(files) : makeKey(files.key);
	// Loaded at the first start only.
	const { makeCertificate } = await import("./make-certificate.ts");
	writeWhole(files.cert, makeCertificate(key));
	return files;
}

function makeKey(path: string): KeyObject {
	const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
	writeWhole(path, privateKey.export({ type: "pkcs8", format: "pem" }));
	return privateKey;
}

function readLoneKey(files: CertificateFiles): KeyObject {
	try {
		const key = createPrivateKey(readFileSync(files.key));
		if (key.asymmetricKeyDetails?.namedCurve === "prime256v1") return key;
		throw new Error("it is not a key that partylined made");
	} catch (error) {
		const sentence = `The key in ${files.key} cannot be used: ${reasonOf(error)}.`;
		throw new ExitError(`${sentence} ${ownAdvice(files)}`, {
			exit: exitCode.dataErr,
			cause: error,
		});
	}
}

/** Writes a file (0600) that is there completely or not at all, whatever happens meanwhile. */
function writeWhole(path: string, text: string | Buffer): void {
	const part = `${path}.part`;
	try {
		// One that was left half written.
		rmSync(part, { force: true });
		writeFileSync(part, text, { mode: 0o600, flag: "wx" });
		putInPlace(part, path);
	} catch (error) {
		throw new ExitError(`${path} cannot be written: ${reasonOf(error)}.`, {
			exit: exitCode.cantCreate,
			cause: error,
		});
	}
}
