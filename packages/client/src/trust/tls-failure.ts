/** The codes of what a TLS handshake can fail by, beside those of the system. */
export const tlsFailure = {
	/** Something else than TLS came, or the end. */
	none: "ENOTLS",
	/** TLS came, but none that is safe enough. */
	old: "EOLDTLS",
} as const;

const oldTls = /UNSUPPORTED_PROTOCOL|PROTOCOL_VERSION|WRONG_SSL_VERSION/;

/** What it means that the handshake failed on an open connection. */
export function explainTlsFailure(failure: Error): Error {
	const code = "code" in failure ? String(failure.code) : "";
	if (oldTls.test(code)) return withCode(failure, tlsFailure.old);
	// Whoever sends an alert speaks TLS.
	const isNone = /^(?:ERR_SSL_(?!.*ALERT)|ECONNRESET$|EPIPE$)/.test(code);
	return isNone ? withCode(failure, tlsFailure.none) : failure;
}

function withCode(cause: Error, code: string): Error {
	return Object.assign(new Error(cause.message, { cause }), { code });
}
