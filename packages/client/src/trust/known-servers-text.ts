import {
	fingerprintText,
	parseFingerprint,
	parseServerUrl,
} from "@partyline/shared/text/server-url";
import { addressKey } from "../address.ts";
import type { Address } from "../transport.ts";
import type { KnownServer } from "./known-servers.ts";

/** A line of the file, as it stands there; without a server it is a comment, or damaged. */
export type KnownServersLine = {
	readonly text: string;
	readonly server?: KnownServer;
	readonly isDamaged: boolean;
};

/** Reads the text of the file. */
export function parseLines(text: string): readonly KnownServersLine[] {
	const lines = text.split("\n");
	// What follows the last end of a line is no line.
	if (lines.at(-1) === "") lines.pop();
	return lines.map(parseLine);
}

/** Writes lines as `parseLines` read them. */
export function formatLines(lines: readonly KnownServersLine[]): string {
	return lines.map(({ text }) => `${text}\n`).join("");
}

/** The line of a server. */
export function formatServer({ address, pin }: KnownServer): string {
	return `${addressKey(address)} ${fingerprintText(pin)}`;
}

/** Whether the line of a server could be read again. */
export function isWritable(server: KnownServer): boolean {
	return parseLine(formatServer(server)).server !== undefined;
}

/** The lines with this as the only key of its server; what else stands there stays as it is. */
export function withServer(
	lines: readonly KnownServersLine[],
	server: KnownServer,
): readonly KnownServersLine[] {
	const line = { text: formatServer(server), server, isDamaged: false };
	const at = lines.findIndex((other) => isOf(other, server.address));
	if (at === -1) return [...lines, line];
	return [...lines.slice(0, at), line, ...withoutServer(lines.slice(at), server.address)];
}

/** The lines without a server. */
export function withoutServer(
	lines: readonly KnownServersLine[],
	address: Address,
): readonly KnownServersLine[] {
	return lines.filter((line) => !isOf(line, address));
}

/** The keys of a server, of which there should be one; with the numbers of their lines. */
export function findKeys(
	lines: readonly KnownServersLine[],
	address: Address,
): ReadonlyMap<string, { readonly pin: Uint8Array; readonly line: number }> {
	const keys = new Map<string, { pin: Uint8Array; line: number }>();
	for (const [at, line] of lines.entries())
		if (line.server !== undefined && isOf(line, address))
			keys.set(fingerprintText(line.server.pin), { pin: line.server.pin, line: at + 1 });
	return keys;
}

/** The number of the first line that cannot be read, from 1. */
export function firstDamaged(lines: readonly KnownServersLine[]): number | undefined {
	const at = lines.findIndex(({ isDamaged }) => isDamaged);
	return at === -1 ? undefined : at + 1;
}

function isOf({ server }: KnownServersLine, address: Address): boolean {
	return server !== undefined && addressKey(server.address) === addressKey(address);
}

function parseLine(text: string): KnownServersLine {
	const words = text.trim();
	if (words === "" || words.startsWith("#")) return { text, isDamaged: false };
	const [address = "", fingerprint = "", ...more] = words.split(/\s+/);
	const parsed = parseServerUrl(address);
	const pin = parseFingerprint(fingerprint);
	if (!parsed.ok || parsed.url.scheme !== "bare" || pin === undefined || more.length > 0)
		return { text, isDamaged: true };
	const { host, port } = parsed.url;
	return { text, server: { address: { host, port }, pin }, isDamaged: false };
}
