import { Buffer } from "node:buffer";
import { defaultPort } from "../protocol/limits.ts";

/** Where a server is, how one is to speak with it, and what one was given to come in by. */
export type ServerUrl = {
	/** `partyline://` is "secure", `partyline+insecure://` "insecure"; without either it is "bare". */
	readonly scheme: "secure" | "insecure" | "bare";
	/** As the WHATWG URL writes it: small ASCII letters; IPv6 without brackets, with its zone where it has one. */
	readonly host: string;
	readonly port: number;
	/** The one-time code of an invitation. */
	readonly invite?: string;
	/** The SHA-256 of the server's public key (SPKI). */
	readonly pin?: Uint8Array;
};

/** An address that was read, or a sentence that says what is wrong with it. It repeats no secret. */
export type ServerUrlResult = { ok: true; url: ServerUrl } | { ok: false; problem: string };

const noAddress = "This is no address of a server; it is HOST, HOST:PORT or partyline://HOST.";
const badPort = "The port must be 1 to 65535";
/** The bytes of a SHA-256. */
const pinBytes = 32;
const inviteBytes = { least: 16, most: 64 };
/** The longest address makes less than half of it, and nothing is looked at in more. */
const maxChars = 1_000;

const schemes: ReadonlyMap<string | undefined, ServerUrl["scheme"]> = new Map([
	["partyline", "secure"],
	["partyline+insecure", "insecure"],
	[undefined, "bare"],
]);

const urlParts =
	/^(?:(?<scheme>[^/?#]*):\/\/)?(?<authority>[^/?#]*)(?:\/(?<path>[^?#]*))?(?:#(?<fragment>.*))?$/s;
const authorityParts = /^(?<host>\[[^[\]]*\]|[^:[\]]*)(?::(?<port>\d{1,6}))?$/;
const bareIpv6 = /^[\da-f.]*:[\da-f.]*:[\da-f:.]*(?:%[\w.-]{1,15})?$/i;
// A link-local address is one of many without its zone, the name of an interface of this machine (RFC 4007 §11).
const zonedIpv6 = /^\[(?<ip>fe[89ab][\da-f]:[\da-f:.]+)%(?<zone>[\w.-]{1,15})\]$/i;
// More than DNS allows is allowed by the WHATWG, such as $ and ;, which a shell would obey in a command we print.
const plainHost = /^[a-z\d](?:[a-z\d._-]{0,251}[a-z\d])?\.?$/;

/** Reads `partyline://host[:port][/CODE][#PIN]`, `partyline+insecure://host[:port]` or `host[:port]`. */
export function parseServerUrl(text: string): ServerUrlResult {
	const problem = findProblem(text);
	if (problem !== undefined) return refuse(problem);
	const parts = urlParts.exec(text)?.groups;
	if (parts === undefined) return refuse(noAddress);
	const scheme = schemes.get(parts.scheme?.toLowerCase());
	if (scheme === undefined) return refuse(foreignScheme(parts.scheme));
	const place = parsePlace(parts.authority ?? "", scheme);
	if (typeof place === "string") return refuse(place);
	if (scheme === "secure") return addGift({ scheme, ...place }, parts);
	if (parts.path || parts.fragment !== undefined)
		return refuse("Only an address that begins with partyline:// has something after the host.");
	return { ok: true, url: { scheme, ...place } };
}

/** Writes an address so that `parseServerUrl` reads the same; the usual port need not be said. */
export function printServerUrl({ scheme, host, port, invite, pin }: ServerUrl): string {
	const shown = host.includes(":") ? `[${host}]` : host;
	const place = port === defaultPort ? shown : `${shown}:${port}`;
	if (scheme === "bare") return place;
	if (scheme === "insecure") return `partyline+insecure://${place}`;
	const path = invite === undefined ? "" : `/${invite}`;
	const fragment = pin === undefined ? "" : `#${Buffer.from(pin).toString("base64url")}`;
	return `partyline://${place}${path}${fragment}`;
}

/** The SHA-256 of a key for people to compare, written as ssh does. */
export function fingerprintText(pin: Uint8Array): string {
	return `SHA256:${Buffer.from(pin).toString("base64").replace(/=+$/, "")}`;
}

/** The SHA-256 that `fingerprintText` wrote; undefined if it is none. */
export function parseFingerprint(text: string): Uint8Array | undefined {
	const bytes = new Uint8Array(Buffer.from(text.slice("SHA256:".length), "base64"));
	return bytes.length === pinBytes && fingerprintText(bytes) === text ? bytes : undefined;
}

/** What is wrong with the whole, whatever its parts are. */
function findProblem(text: string): string | undefined {
	if (text.length > maxChars) return "This is too long for an address of a server.";
	if (/[\p{Cc}\p{Cs}\p{Z}]/u.test(text))
		return "An address of a server has no spaces and no control characters.";
	// Not repeated: what stands before the @ may be a password.
	if (text.includes("@")) return "An address of a server has no user, no password and no @ in it.";
	return text.includes("?") ? "An address of a server has no ? in it." : undefined;
}

function foreignScheme(scheme = ""): string {
	return /^(?:https?|wss?)$/i.test(scheme)
		? "This is the address of a web page; that of a server is HOST, HOST:PORT or partyline://HOST."
		: noAddress;
}

type Place = Pick<ServerUrl, "host" | "port">;

function parsePlace(authority: string, scheme: ServerUrl["scheme"]): Place | string {
	// Several colons without brackets: IPv6, and no port.
	if (scheme === "bare" && bareIpv6.test(authority)) return parsePlace(`[${authority}]`, scheme);
	const parts = authorityParts.exec(authority)?.groups;
	if (parts === undefined) return isWithPort(authority) ? `${badPort}.` : noAddress;
	const port = parts.port === undefined ? defaultPort : Number(parts.port);
	if (port < 1 || port > 65_535) return `${badPort}, not ${port}.`;
	const host = parseHost(parts.host ?? "");
	return host === undefined ? noAddress : { host, port };
}

/** Whether somebody meant a port, though it is none. */
function isWithPort(authority: string): boolean {
	return /^(?:\[[^[\]]+\]|[^:[\]]+):[^:]*$/.test(authority);
}

function parseHost(raw: string): string | undefined {
	const { ip, zone } = zonedIpv6.exec(raw)?.groups ?? {};
	if (ip === undefined) return parsePlainHost(raw);
	const host = parsePlainHost(`[${ip}]`);
	return host === undefined ? undefined : `${host}%${zone}`;
}

function parsePlainHost(raw: string): string | undefined {
	if (/[\\%]/.test(raw) || !URL.canParse(`http://${raw}`)) return undefined;
	const { hostname } = new URL(`http://${raw}`);
	if (hostname.startsWith("[")) return hostname.slice(1, -1);
	return plainHost.test(hostname) && !hostname.includes("..") ? hostname : undefined;
}

type Gift = { readonly [part: string]: string | undefined };

/** What stands after the host: the code of an invitation and the pin of the server's key. */
function addGift(place: ServerUrl, { path, fragment }: Gift): ServerUrlResult {
	const invite = path || undefined;
	if (invite !== undefined && !isInvite(invite))
		return refuse("The invitation in this address is not whole; copy all of it once more.");
	const pin = fragment === undefined ? undefined : parseBytes(fragment);
	if (fragment !== undefined && pin?.length !== pinBytes)
		return refuse("The key after the # in this address is not whole; copy all of it once more.");
	const gift = {
		...(invite === undefined ? {} : { invite }),
		...(pin === undefined ? {} : { pin }),
	};
	return { ok: true, url: { ...place, ...gift } };
}

function isInvite(code: string): boolean {
	const length = parseBytes(code)?.length ?? 0;
	return length >= inviteBytes.least && length <= inviteBytes.most;
}

/** The bytes of a base64url text; undefined where it is none, or not as one writes it. */
function parseBytes(text: string): Uint8Array | undefined {
	const bytes = Buffer.from(text, "base64url");
	// Buffer passes over what is not of the alphabet.
	return bytes.toString("base64url") === text ? new Uint8Array(bytes) : undefined;
}

function refuse(problem: string): ServerUrlResult {
	return { ok: false, problem };
}
