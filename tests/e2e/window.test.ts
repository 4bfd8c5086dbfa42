import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { fingerprintText } from "@partyline/shared/text/server-url";
import { describe, expect, test } from "vitest";
import { makeIdentity } from "../../packages/client/src/testing/certificates.ts";
import type { Screen } from "../support/pty.ts";
import { FarServer, Home, passwordOf } from "./join-support.ts";

/** The key of a server, as it is shown to those who do not know it. */
async function keyOf(server: FarServer): Promise<string> {
	const { stderr } = await new Home(server.machine, "asking").pipe([
		"rooms",
		"--server",
		server.url,
	]);
	return /SHA256:\S{43}/.exec(stderr)?.[0] ?? "";
}

/** Somebody without an account, who has accepted the key of the server. */
async function guestAt(server: FarServer, name: string, key: string): Promise<Home> {
	const home = new Home(server.machine, name);
	const accepted = await home.pipe(["servers", "accept", server.address, key]);
	expect(accepted).toMatchObject({ code: 0 });
	return home;
}

describe("a server whose key has changed", () => {
	/** The home of somebody who knows another key than the server has now. */
	async function afterChange() {
		const server = await FarServer.start();
		const home = await server.member("ann");
		const known = await keyOf(server);
		await server.machine.killDaemon();
		const identity = makeIdentity();
		const files = join(server.machine.home, "other");
		writeFileSync(`${files}.crt`, identity.cert);
		writeFileSync(`${files}.key`, identity.key, { mode: 0o600 });
		await server.startAgain("--tls-cert", `${files}.crt`, "--tls-key", `${files}.key`);
		const offered = fingerprintText(identity.pin);
		const command = `partyline servers accept ${server.address} ${offered}`;
		return { server, home, known, offered, command };
	}

	test.each([
		[40, 12],
		[80, 24],
		[200, 60],
	])(
		"is told above the conversation of %i by %i: both keys, and what accepts the new one",
		async (columns, rows) => {
			const { home, known, offered, command } = await afterChange();
			const screen = home.screen([], { columns, rows });
			const above = () => {
				const shown = screen.rows().map((row) => row.replaceAll(" ", ""));
				const from = shown.findIndex((row) => row.includes("hasanotherkey"));
				// Beside the list of rooms it begins in the middle of a row.
				const text = shown.slice(from, from + 10).map((row) => row.replace(/^[^│]*│/, ""));
				return text.map((row) => row.replace(/│.*$/, "")).join("");
			};
			const holds = () =>
				[`${offered}andnot${known}`, command.replaceAll(" ", "")].every((text) =>
					above().includes(text),
				);
			await screen.until("both keys and the command, in one piece", holds);
			screen.type("still typing");
			await screen.hasTyped("still typing");
		},
	);

	test("is told whole by /servers", async () => {
		const { home, known, offered, server } = await afterChange();
		const screen = home.screen([], { columns: 160, rows: 50 });
		await screen.sees("disconnected");
		screen.say("/servers");
		await screen.sees(/disconnected, as ann, 0[\s\S]*has another key/);
		const shown = screen.rows().map((row) => row.split("│")[1] ?? row);
		const from = shown.findIndex((row) => row.includes("disconnected, as ann"));
		const told = shown.slice(from).join("").replaceAll(" ", "");
		for (const text of [known, offered, `partylineserversaccept${server.address}`])
			expect(told).toContain(text);
	});

	test.each([["hello\n"], [""]])("ends a chat in lines with 76, given %j", async (input) => {
		const { home, known, offered } = await afterChange();
		const { code, stdout, stderr } = await home.pipe(["--plain"], input);
		expect(code).toBe(76);
		for (const key of [known, offered]) expect(`${stdout}${stderr}`).toContain(key);
	});
});

test("guests are marked for somebody with an account, whenever they come, in the lines and in the list", async () => {
	const server = await FarServer.start("--guests", "--open");
	const kim = await server.member("kim");
	const key = await keyOf(server);
	const come = async (name: string): Promise<Screen> => {
		const home = await guestAt(server, name, key);
		const screen = home.screen(["--server", server.url, "--as", name]);
		await screen.sees("● connected");
		screen.say(`hello from ${name}`);
		return screen;
	};
	const gu = await come("gu");
	const window = kim.screen();
	await window.sees(/gu° +hello from gu/);
	const zed = await come("zed");
	await window.sees(/zed° +hello from zed/);
	window.key("f8");
	await window.sees(/gu +guest[\s\S]*zed +guest/);
	window.doesNotSee(/kim +guest/);
	zed.doesNotSee("°");
	gu.doesNotSee("°");
});

test("guests are called guests in a chat of lines, for somebody with an account", async () => {
	const server = await FarServer.start("--guests");
	const kim = await server.member("kim");
	const key = await keyOf(server);
	const plain = kim.screen(["--plain"]);
	await plain.sees("You are in #general");
	const home = await guestAt(server, "gu", key);
	const gu = home.screen(["--plain", "--server", server.url, "--as", "gu"]);
	await gu.sees("You are in #general");
	await plain.sees("gu joined");
	gu.say("hello");
	await plain.sees(/gu \(guest\)[ \d:]*: hello/);
	plain.say("hello you");
	await gu.sees(/kim[ \d:]*: hello you/);
});

test("a conversation is called by whom it was with, for a new device too, when they have no account any more", async () => {
	const server = await FarServer.start();
	const ann = await server.member("ann");
	await server.member("bob");
	const window = ann.screen();
	await window.sees("● connected");
	window.say("/dm @bob see you soon");
	await window.until("the conversation", ([title = ""]) => title.startsWith("bob"));
	await window.sees(/ann +see you soon/);
	await server.operate("account", "delete", "bob", "--messages", "keep");
	const laptop = new Home(server.machine, "laptop");
	const login = ["login", server.url, "--as", "ann", "--password-file", "-"];
	const key = await keyOf(server);
	await laptop.pipe(["servers", "accept", server.address, key]);
	expect(await laptop.pipe(login, `${passwordOf("ann")}\n`)).toMatchObject({ code: 0 });
	const screen = laptop.screen();
	await screen.sees("● connected");
	screen.key("alt+2");
	await screen.until("the conversation", ([title = ""]) => title.startsWith("bob"));
});
