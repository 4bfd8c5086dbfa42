import { createHash, X509Certificate } from "node:crypto";
import type { TLSSocket } from "node:tls";
import { parseServerUrl } from "@partyline/shared/text/server-url";
import { expect, onTestFinished } from "vitest";
import type { Machine } from "../support/machine.ts";
import { NativePeer } from "../support/native-peer.ts";
import { run, start, succeed } from "./upkeep-support.ts";

/** What a printed line leads to. */
export type Link = {
	readonly host: string;
	readonly port: number;
	readonly invite: string;
	readonly pin: Uint8Array;
};

/** Reads the line that a person pastes. */
export function readLink(printed: string): Link {
	const [, url = ""] = /^partyline join (\S+)\n$/.exec(printed) ?? [];
	const parsed = parseServerUrl(url);
	if (!parsed.ok) throw new Error(`${printed} is no link: ${parsed.problem}`);
	const { host, port, invite = "", pin = new Uint8Array() } = parsed.url;
	return { host, port, invite, pin };
}

/** Runs a command that prints a link, with a note on stderr or not. */
export async function printLink(machine: Machine, ...args: readonly string[]): Promise<Link> {
	const { code, stdout, stderr } = await run(machine, ...args);
	expect(code, stderr).toBe(0);
	return readLink(stdout);
}

/** Runs a command with something on stdin; resolves with what it printed. */
export async function feed(
	machine: Machine,
	input: string,
	...args: readonly string[]
): Promise<string> {
	const program = start(machine, ...args);
	program.feed(input);
	const { code, stdout, stderr } = await program.ended;
	expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
	return stdout;
}

/** The objects that a command prints with --json. */
export async function json(
	machine: Machine,
	...args: readonly string[]
): Promise<Record<string, unknown>[]> {
	const printed = await succeed(machine, ...args, "--json");
	return printed
		.split("\n")
		.slice(0, -1)
		.map((line) => JSON.parse(line));
}

/** A connection over TLS to where a link leads, to the very key that it names. */
export async function follow({ host, port, pin }: Link): Promise<NativePeer> {
	const peer = await NativePeer.connect({ host, port }, { tls: true });
	onTestFinished(() => void peer.socket.destroy());
	const shown = (peer.socket as TLSSocket).getPeerX509Certificate();
	expect(shown).toBeInstanceOf(X509Certificate);
	const key = shown!.publicKey.export({ type: "spki", format: "der" });
	expect(createHash("sha256").update(key).digest()).toEqual(Buffer.from(pin));
	await peer.call("hello", { protocol: 1, client: "test" });
	return peer;
}

/** Somebody with an account, on the bare protocol. */
export async function account(machine: Machine, name: string): Promise<NativePeer> {
	const peer = await NativePeer.connect({ host: "127.0.0.1", port: machine.port });
	onTestFinished(() => void peer.socket.destroy());
	await peer.call("hello", { protocol: 1, client: "test" });
	await peer.call("register", { account: name, password: passwordOf(name) });
	return peer;
}

/** The password of somebody in a test. */
export function passwordOf(name: string): string {
	return `the cake of ${name} is a lie`;
}
