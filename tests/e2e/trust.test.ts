import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { createServer } from "node:tls";
import { fingerprintText } from "@partyline/shared/text/server-url";
import { describe, expect, onTestFinished, test } from "vitest";
import { makeIdentity } from "../../packages/client/src/testing/certificates.ts";
import { FarServer, Home, passwordOf } from "./join-support.ts";

/** What a running server showed its operator. */
async function keyOf(server: FarServer): Promise<string> {
	const home = new Home(server.machine, "asking");
	const { stderr } = await home.pipe(["rooms", "--server", server.url]);
	return /SHA256:\S{43}/.exec(stderr)?.[0] ?? "";
}

describe("a server whose key nobody here knows", () => {
	test("is asked about with its key, and a no sends nothing", async () => {
		const server = await FarServer.start();
		const key = await keyOf(server);
		const screen = new Home(server.machine, "ann").screen(["login", server.url]);
		await screen.sees(`${server.address} is not known here yet.`);
		await screen.sees(key);
		await screen.hasTyped("Is it right?");
		screen.say("perhaps");
		await screen.sees("Please answer yes or no.");
		screen.say("no");
		expect(await screen.exited).toBe(77);
		expect(screen.raw).toContain("partyline: That is not the right key, so nothing was sent.");
	});

	test("is taken by its key, and from then on by itself", async () => {
		const server = await FarServer.start();
		await server.member("ann");
		const home = new Home(server.machine, "laptop");
		const screen = home.screen(["login", server.url, "--as", "ann"], { columns: 40, rows: 12 });
		await screen.hasTyped("Is it right? (yes, no, or the key):");
		screen.say(await keyOf(server));
		await screen.sees(`Password of ann at ${server.address}:`);
		screen.say(passwordOf("ann"));
		expect(await screen.exited).toBe(0);
		expect(screen.raw).not.toContain(passwordOf("ann"));
		const chat = home.screen();
		await chat.sees("● connected");
	});

	test("leads nowhere without a terminal: 77, and the command that accepts it", async () => {
		const server = await FarServer.start();
		await server.member("ann");
		const home = new Home(server.machine, "laptop");
		const login = ["login", server.url, "--as", "ann", "--password-file", "-"];
		const refused = await home.pipe(login, `${passwordOf("ann")}\n`);
		expect(refused).toMatchObject({ code: 77, stdout: "" });
		const [, command = ""] = /: partyline (servers accept \S+ \S+)\n$/.exec(refused.stderr) ?? [];
		expect(await home.pipe(command.split(" "))).toMatchObject({ code: 0 });
		expect(await home.pipe(login, `${passwordOf("ann")}\n`)).toMatchObject({ code: 0 });
	});
});

test("a server whose key has changed is told nothing, until the new one is accepted", async () => {
	const server = await FarServer.start();
	const home = await server.member("ann");
	const known = await keyOf(server);
	await server.machine.killDaemon();

	// Somebody else, in the place of the server.
	const identity = makeIdentity();
	const offered = fingerprintText(identity.pin);
	let told = "";
	const impostor = createServer(identity, (socket) => {
		socket
			.on("error", () => {})
			.on("data", (chunk) => {
				told += chunk.toString("latin1");
			});
	});
	impostor.on("tlsClientError", () => {}).listen(server.machine.port, "127.0.0.1");
	await once(impostor, "listening");
	const stop = () => new Promise((resolve) => impostor.close(resolve));
	onTestFinished(() => void impostor.close());
	const sent = await home.pipe(["send", "#general", "for my server only"]);
	expect(sent).toMatchObject({ code: 76, stdout: "" });
	for (const one of [known, offered]) expect(sent.stderr).toContain(one);
	const login = ["login", "--password-file", "-"];
	expect(await home.pipe(login, `${passwordOf("ann")}\n`)).toMatchObject({ code: 76 });
	const screen = home.screen();
	// However they are wrapped.
	const shows = (text: string) => screen.rows().join("").replaceAll(" ", "").includes(text);
	await screen.until("both keys", () => shows(known) && shows(offered));
	await screen.sees("disconnected");
	screen.say("/quit");
	await screen.exited;
	expect(told).toBe("");
	await stop();

	// The same key, of the server itself.
	const files = join(server.machine.home, "tls");
	writeFileSync(`${files}.crt`, identity.cert);
	writeFileSync(`${files}.key`, identity.key, { mode: 0o600 });
	await server.startAgain("--tls-cert", `${files}.crt`, "--tls-key", `${files}.key`);
	expect(await home.pipe(["send", "#general", "too early"])).toMatchObject({ code: 76 });
	const accepted = await home.pipe(["servers", "accept", server.address, offered]);
	expect(accepted).toMatchObject({ code: 0 });
	expect(await home.pipe(["send", "#general", "hello"])).toMatchObject({ code: 0 });
});

describe("a chat that a password is wanted for", () => {
	test.for([
		[[], {}],
		[["--plain"], {}],
		[[], { TERM: "dumb" }],
	] as const)("asks for it before it opens, with %j and %j", async ([flags, env]) => {
		const server = await FarServer.start();
		const home = await server.member("ann");
		expect(await home.pipe(["logout"])).toMatchObject({ code: 0 });
		const screen = home.run([
			"/usr/bin/env",
			...Object.entries(env).map((pair) => pair.join("=")),
			"sh",
			"-c",
			home.inShell(...flags),
		]);
		await screen.hasTyped(`Password of ann at ${server.address}:`);
		expect(screen.state().alternateScreen).toBe(false);
		screen.say(passwordOf("ann"));
		await screen.sees(/● connected|Connected to 127/);
		expect(screen.raw).not.toContain(passwordOf("ann"));
		screen.say("/quit");
		expect(await screen.exited).toBe(0);
	});

	test("gives up after three that are wrong: 77", async () => {
		const server = await FarServer.start();
		const home = await server.member("ann");
		await home.pipe(["logout"]);
		const screen = home.screen();
		for (const guess of ["one wrong secret", "two wrong secrets", "three wrong secrets"]) {
			await screen.until("a question", () => /^Password of ann at \S+: *$/.test(screen.typed()));
			screen.say(guess);
			await screen.until("its answer", () => !/^Password/.test(screen.typed()));
		}
		expect(await screen.exited).toBe(77);
		expect(screen.raw.match(/The name or the password is wrong/g)).toHaveLength(3);
	});

	test("is told how to sign in where nobody can be asked: 77", async () => {
		const server = await FarServer.start();
		const home = await server.member("ann");
		await home.pipe(["logout"]);
		for (const args of [["rooms"], ["--plain"]]) {
			const { code, stderr } = await home.pipe(args);
			expect([code, stderr]).toEqual([
				77,
				`partyline: ${server.address} wants the password of ann; sign in with: partyline login ${server.url} --as ann\n`,
			]);
		}
	});
});

test("/connect asks in the window for the key and the password of a server, and goes there", async () => {
	const server = await FarServer.start();
	await server.member("ann");
	const near = await FarServer.start();
	const home = await near.member("ann");
	const screen = home.screen([], { columns: 100, rows: 30 });
	await screen.sees("● connected");
	screen.say(`/connect ${server.url}`);
	await screen.sees(`Is this the key of ${server.url}?`);
	await screen.sees(await keyOf(server));
	screen.say("yes");
	await screen.sees(`Sign in to ${server.url}`);
	screen.say("not her password");
	await screen.sees("The name or the password is wrong");
	screen.say(passwordOf("ann"));
	await screen.sees(`Connected to ${server.url}.`);
	screen.say("over there");
	await screen.sees(/ann +over there/);
	expect(screen.raw).not.toContain(passwordOf("ann"));
	screen.say("/quit");
	expect(await screen.exited).toBe(0);
});

test("servers are listed with their keys and accounts, and forgotten", async () => {
	const server = await FarServer.start();
	const home = await server.member("ann");
	const key = await keyOf(server);
	expect(await home.pipe(["servers"])).toMatchObject({
		code: 0,
		stdout: `${server.address}  encrypted  ${key}  as ann\n`,
	});
	const { stdout } = await home.pipe(["servers", "--json"]);
	expect(JSON.parse(stdout)).toEqual({
		address: server.address,
		name: server.address,
		encrypted: true,
		key,
		accounts: ["ann"],
	});
	expect(await home.pipe(["servers", "forget", server.address])).toMatchObject({ code: 0 });
	expect(await home.pipe(["servers", "forget", server.address])).toMatchObject({ code: 67 });
	expect((await home.pipe(["servers"])).stdout).not.toContain(key);
});

test("a server of the configuration by its URL is found by its name, and one with two addresses is a mistake", async () => {
	const server = await FarServer.start();
	const home = await server.member("ann");
	const config = join(home.folder, ".config", "partyline", "config.toml");
	writeFileSync(config, `[servers.work]\nurl = "${server.url}"\nas = "ann"\n`);
	const screen = home.screen([], { columns: 100, rows: 30 });
	await screen.sees("● connected");
	screen.say("/servers");
	await screen.sees(`work (${server.url}): connected`);
	screen.say("/quit");
	await screen.exited;
	writeFileSync(config, `[servers.work]\nhost = "a"\nurl = "${server.url}"\n`);
	expect(await home.pipe(["rooms"])).toMatchObject({
		code: 78,
		stderr:
			"partyline: config.toml line 2: servers.work.host must not stand beside url, which has it already.\n",
	});
});
