import { isIP } from "node:net";
import { parseServerUrl, printServerUrl } from "@partyline/shared/text/server-url";
import { isLoopback } from "../doors/connection.ts";
import { ExitError, exitCode } from "../exit-code.ts";
import { outsideAddresses } from "../hosts.ts";

/** What a link is made of: a one-time code, and where it is to be brought. */
export type Ticket = {
	readonly code: string;
	/** SHA-256 of the server's public key, as base64url. */
	readonly pin: string;
	readonly addresses: readonly Address[];
};

type Address = { readonly host: string; readonly port: number };

/** A link to paste, and what to tell whoever hands it on. */
export type Link = { readonly url: string; readonly notes: readonly string[] };

/** Makes the link for a ticket: by the name that was given, or else by which other machines reach the server. */
export function makeLink({ code, pin, addresses }: Ticket, given: string | undefined): Link {
	const { address, notes } = given === undefined ? reachable(addresses) : named(given, addresses);
	const secrets = { invite: code, pin: Buffer.from(pin, "base64url") };
	return { url: printServerUrl({ scheme: "secure", ...address, ...secrets }), notes };
}

type Choice = { readonly address: Address; readonly notes: readonly string[] };

function reachable(addresses: readonly Address[]): Choice {
	const [first, ...others] = outsideAddresses(addresses);
	const local = addresses.find(({ host }) => isLoopback(host));
	const address = first ?? local ?? { host: "127.0.0.1", port: addresses[0]?.port ?? 0 };
	if (address.port === 0) throw noPlace();
	const more = others.map(({ host }) => host).join(", ");
	if (first === undefined) return { address, notes: [onlyHere] };
	return {
		address,
		notes: more === "" ? [] : [`It is reached at ${more} too; --host NAME chooses.`],
	};
}

const onlyHere =
	"Only this machine reaches it there; --host NAME makes a link for others, once partylined listens for them.";

/** A name or address, and a port where it is not the one that is listened on. */
function named(given: string, addresses: readonly Address[]): Choice {
	const parsed = parseServerUrl(given);
	if (!parsed.ok || parsed.url.scheme !== "bare")
		throw new ExitError(
			`--host: ${parsed.ok ? "give HOST or HOST:PORT, without partyline://." : parsed.problem}`,
			{ exit: exitCode.usage },
		);
	const { host, port } = parsed.url;
	const hasPort = isIP(given) !== 6 && /:\d+$/.test(given);
	const usual = addresses[0]?.port ?? 0;
	if (!hasPort && usual === 0) throw noPlace();
	return { address: { host, port: hasPort ? port : usual }, notes: [] };
}

function noPlace(): ExitError {
	return new ExitError(
		"Where partylined will listen is not known while it does not run: give --host NAME:PORT.",
		{ exit: exitCode.usage },
	);
}
