import { fingerprintText } from "@partyline/shared/text/server-url";
import { nameAddress } from "../address.ts";
import type { Address } from "../transport.ts";

/** Nobody here ever said that this key is the server's. Nothing was sent. */
export class UnknownServerError extends Error {
	override readonly name = "UnknownServerError";
	readonly code = "unknown_server";
	readonly address: Address;
	/** Of the key that the server has; for people to compare. */
	readonly fingerprint: string;

	constructor(address: Address, offered: Uint8Array) {
		const fingerprint = fingerprintText(offered);
		super(
			`${nameAddress(address)} is not known here yet; its key is ${fingerprint}. ${acceptText(address, fingerprint)}`,
		);
		this.address = address;
		this.fingerprint = fingerprint;
	}
}

/** The server has another key than the one we know. Nothing was sent. */
export class ChangedKeyError extends Error {
	override readonly name = "ChangedKeyError";
	readonly code = "changed_key";
	readonly address: Address;
	readonly known: string;
	/** Of the key that the server has now. */
	readonly offered: string;

	constructor(
		address: Address,
		keys: { readonly known: Uint8Array; readonly offered: Uint8Array },
	) {
		const [known, offered] = [fingerprintText(keys.known), fingerprintText(keys.offered)];
		super(
			`${nameAddress(address)} has another key than it should: ${offered} and not ${known}. Nothing was sent. ${acceptText(address, offered)}`,
		);
		this.address = address;
		this.known = known;
		this.offered = offered;
	}
}

/** A server that was spoken to by TLS, or has to be, is not spoken to without. */
export class PlainRefusedError extends Error {
	override readonly name = "PlainRefusedError";
	readonly code = "plain_refused";
}

/** What the person in front of it has to decide; nothing of it passes by itself. */
export type TrustError = UnknownServerError | ChangedKeyError | PlainRefusedError;

export function isTrustError(error: unknown): error is TrustError {
	return (
		error instanceof UnknownServerError ||
		error instanceof ChangedKeyError ||
		error instanceof PlainRefusedError
	);
}

/** The fingerprint of the key that the server showed. */
export function shownFingerprint(error: TrustError): string | undefined {
	if (error instanceof UnknownServerError) return error.fingerprint;
	return error instanceof ChangedKeyError ? error.offered : undefined;
}

function acceptText(address: Address, fingerprint: string): string {
	return `If whoever runs it says that this is right: partyline servers accept ${nameAddress(address)} ${fingerprint}`;
}
