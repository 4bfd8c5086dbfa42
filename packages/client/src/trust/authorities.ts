import { createSecureContext, getCACertificates, type SecureContext } from "node:tls";

let context: SecureContext | undefined;

/** TLS 1.3 with the authorities of Node and of this machine; read once, which takes some 50 ms. */
export function systemAuthorities(): SecureContext {
	context ??= trustAuthorities([...getCACertificates("default"), ...readSystemAuthorities()]);
	return context;
}

/** TLS 1.3 with these authorities, in PEM. */
export function trustAuthorities(ca: readonly string[]): SecureContext {
	return createSecureContext({ ca: [...new Set(ca)], minVersion: "TLSv1.3" });
}

function readSystemAuthorities(): string[] {
	try {
		return getCACertificates("system");
	} catch {
		// A store that cannot be read vouches for nobody; then the key is asked for.
		return [];
	}
}
