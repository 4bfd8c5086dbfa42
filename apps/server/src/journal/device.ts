import { createHash } from "node:crypto";

/** Hex digits of the hash of a token by which people and the wire know the device. */
export const deviceLength = 12;

/** Plain SHA-256: nobody guesses 128 random bits or more, so a slow hash would protect nothing. */
export function hashSecret(secret: string): Uint8Array {
	return createHash("sha256").update(secret).digest();
}

/** The device that a token belongs to. */
export function deviceOf(hash: Uint8Array): string {
	return Buffer.from(hash).toString("hex").slice(0, deviceLength);
}
