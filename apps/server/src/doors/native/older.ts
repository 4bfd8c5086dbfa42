import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import { WireError } from "@partyline/shared/protocol/errors";
import type { AccountName } from "@partyline/shared/protocol/ids";

/** Until the server ends. What was told before is refused then, rather than kept secret by a key on disk. */
const key = randomBytes(16);

const nonceBytes = 12;
const placeBytes = 8;
const tagBytes = 16;
const cipher = "aes-128-gcm";
const lengths = { authTagLength: tagBytes };

/**
 * The name of a place in all that was ever stored, for the client that asks for what is older. It is encrypted: the number
 * would tell how much was said in between in rooms that one is not in. Nobody else may use it, nor make one.
 */
export function toOlder(account: AccountName, place: number): string {
	const nonce = randomBytes(nonceBytes);
	const plain = Buffer.alloc(placeBytes);
	plain.writeBigUInt64BE(BigInt(place));
	const seal = createCipheriv(cipher, key, nonce, lengths).setAAD(Buffer.from(account));
	const sealed = Buffer.concat([seal.update(plain), seal.final()]);
	return Buffer.concat([nonce, sealed, seal.getAuthTag()]).toString("base64url");
}

/** The place that has that name; refuses what this server did not tell that account. */
export function fromOlder(account: AccountName, older: string): number {
	const bytes = Buffer.from(older, "base64url");
	if (bytes.length !== nonceBytes + placeBytes + tagBytes) throw notOurs();
	const sealed = bytes.subarray(nonceBytes, -tagBytes);
	const unseal = createDecipheriv(cipher, key, bytes.subarray(0, nonceBytes), lengths)
		.setAAD(Buffer.from(account))
		.setAuthTag(bytes.subarray(-tagBytes));
	try {
		return Number(Buffer.concat([unseal.update(sealed), unseal.final()]).readBigUInt64BE());
	} catch (cause) {
		throw notOurs(cause);
	}
}

function notOurs(cause?: unknown): WireError {
	return new WireError("invalid_params", {
		message: "search: older: you had no answer with it since the server started; search anew.",
		cause,
	});
}
