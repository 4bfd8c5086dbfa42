import { ConnectionError, RequestError, StorageError, TimeoutError } from "./errors.ts";
import type { Address } from "./transport.ts";

/** An address as people write it. */
export function formatAddress({ host, port }: Address): string {
	return host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`;
}

/** What is wrong with the connection, as a sentence for the person in front of it. */
export function describeProblem(error: unknown, address: Address): string {
	const code = systemCode(error);
	if (code !== undefined) return describeSystemCode(code, address);
	if (error instanceof TimeoutError) return `${formatAddress(address)} does not answer.`;
	if (error instanceof RequestError || error instanceof StorageError) return error.message;
	if (error instanceof ConnectionError) return error.message;
	return `Something went wrong in this program: ${String(error)}`;
}

function describeSystemCode(code: string, address: Address): string {
	const where = formatAddress(address);
	switch (code) {
		case "ECONNREFUSED":
			return `Nothing is listening on ${where}. Is the server running? Start one with: partylined`;
		case "ENOTFOUND":
		case "EAI_FAIL":
		case "EAI_NONAME":
			return `There is no host called ${address.host}. Is the name spelled right?`;
		case "EAI_AGAIN":
			return `The name ${address.host} cannot be looked up now. Is this machine online?`;
		case "ETIMEDOUT":
			return `${where} does not answer. Is the address right, and no firewall in between?`;
		case "ENETUNREACH":
		case "EHOSTUNREACH":
		case "ENETDOWN":
			return `${address.host} cannot be reached from here. Is this machine online?`;
		case "ECONNRESET":
		case "EPIPE":
			return "The connection to the server broke.";
		default:
			return `Cannot talk to ${where}: ${code}.`;
	}
}

/** The code of the operating system for it, however deep it is wrapped. */
function systemCode(error: unknown): string | undefined {
	if (!(error instanceof Error)) return undefined;
	// They say it in words themselves; what lies below is of the disk, not of the network.
	if (error instanceof RequestError || error instanceof StorageError) return undefined;
	// Node tries every address of a name and wraps the failures in one AggregateError.
	if ("code" in error && typeof error.code === "string") return error.code;
	return systemCode(error.cause);
}
