import { isLoopback, nameAddress } from "./address.ts";
import { ConnectionError, RequestError, StorageError, TimeoutError } from "./errors.ts";
import type { Address } from "./transport.ts";
import { tlsFailure } from "./trust/tls-failure.ts";
import { isTrustError } from "./trust/trust-errors.ts";

/**
 * What is wrong with the connection, as a sentence for the person in front of it and, where there is
 * something to do, a second one. What matters comes first: a narrow window cuts it off.
 */
export function describeProblem(error: unknown, address: Address): string {
	if (isTrustError(error)) return error.message;
	if (error instanceof RequestError && error.code === "tls_required")
		return `${nameAddress(address)} takes encrypted connections only: partyline://${nameAddress(address)}`;
	const failure = systemFailure(error);
	if (failure !== undefined) return describeSystemFailure(failure, address);
	if (error instanceof TimeoutError) return `${nameAddress(address)} does not answer.`;
	if (error instanceof RequestError || error instanceof StorageError) return error.message;
	if (error instanceof ConnectionError) return error.message;
	return `Something went wrong in this program: ${String(error)}`;
}

function describeSystemFailure({ code, syscall }: SystemFailure, address: Address): string {
	const where = nameAddress(address);
	switch (code) {
		case "ECONNREFUSED":
			return isLoopback(address)
				? `Nothing is listening on ${where}. Start a server with: partylined`
				: `Nothing is listening on ${where}. Is the server running?`;
		case "ENOTFOUND":
		case "EAI_FAIL":
		case "EAI_NONAME":
			return `There is no host called ${address.host}. Is the name spelled right?`;
		case "EAI_AGAIN":
			return `${address.host} cannot be looked up. Is this machine online?`;
		case "ETIMEDOUT":
			return syscall === "read"
				? `No answer from ${where} any more.`
				: `${where} does not answer. Is the address right, and no firewall in between?`;
		case "ENETUNREACH":
		case "EHOSTUNREACH":
		case "ENETDOWN":
			return `${address.host} cannot be reached from here. Is this machine online?`;
		case tlsFailure.none:
			return `${where} does not speak TLS; an old partyline, or the wrong port?`;
		case tlsFailure.old:
			return `${where} speaks no TLS 1.3, and nothing older is safe enough.`;
		case "ECONNRESET":
		case "EPIPE":
			return `The connection to ${where} broke.`;
		default:
			return `Cannot talk to ${where}: ${code}.`;
	}
}

/** What the operating system says of it. */
type SystemFailure = { readonly code: string; readonly syscall: unknown };

/** The failure below an error, however deep it is wrapped. */
function systemFailure(error: unknown): SystemFailure | undefined {
	if (!(error instanceof Error)) return undefined;
	// They say it in words themselves; what lies below is of the disk, not of the network.
	if (error instanceof RequestError || error instanceof StorageError) return undefined;
	// Node tries every address of a name and wraps the failures in one AggregateError.
	if ("code" in error && typeof error.code === "string")
		return { code: error.code, syscall: "syscall" in error ? error.syscall : undefined };
	return systemFailure(error.cause);
}
