import { errorEnvelope } from "@partyline/shared/protocol/envelope";
import { toErrorObject, WireError } from "@partyline/shared/protocol/errors";
import { expect, onTestFinished, test } from "vitest";
import { ClosedError } from "./errors.ts";
import { general, openRig } from "./testing/client-rig.ts";
import { ManualClock } from "./testing/manual-clock.ts";

const { startServer, start } = openRig(onTestFinished);

test("nothing listening is told in words with the time of the next try, and cured by a server", async () => {
	const server = await startServer();
	const { port } = server;
	await server.close();
	const { client, notices } = start(port, { random: () => 1 });
	const status = await notices.status("waiting");
	expect(status.problem).toBe(
		`Nothing is listening on 127.0.0.1:${port}. Start a server with: partylined`,
	);
	expect(status.attempt).toBe(1);
	expect(status.retryAtMs - Date.now()).toBeGreaterThan(0);
	await server.listen(port);
	client.retryNow();
	await client.live();
});

test("a server that says later is asked later, when it said", async () => {
	const server = await startServer();
	server.overrideOnce("login", () => {
		throw new WireError("storage_unavailable", { retryAfterMs: 60_000 });
	});
	const { client, notices } = start(server.port);
	const status = await notices.status("waiting");
	expect(status.retryAtMs - Date.now()).toBeGreaterThan(50_000);
	client.retryNow();
	await client.live();
});

test("a line that is dead without saying so is given up and dialled again", async () => {
	const server = await startServer();
	server.override("ping", () => "silence");
	const clock = new ManualClock();
	const { client, notices } = start(server.port, { clock, random: () => 1 });
	await client.live();
	const waiting = notices.status("waiting");
	clock.pass(45_000);
	expect((await waiting).problem).toBe(`No answer from 127.0.0.1:${server.port} any more.`);
	clock.pass(500);
	await client.live();
});

test("a refusal that no repetition cures closes the client with the reason", async () => {
	const server = await startServer();
	server.override("login", () => {
		throw new WireError("name_taken");
	});
	const { client } = start(server.port);
	await expect(client.live()).rejects.toBeInstanceOf(ClosedError);
	expect(client.status()).toEqual({
		state: "closed",
		code: "name_taken",
		problem: "That name is in use.",
	});
	await expect(client.events().next()).rejects.toThrow("That name is in use.");
	server.override("login", () => undefined);
	client.retryNow();
	await client.live();
});

test("the same refusal after having been live is tried again", async () => {
	const server = await startServer();
	const { client, notices } = start(server.port);
	await client.live();
	server.overrideOnce("login", () => {
		throw new WireError("name_taken");
	});
	const taken = notices.until(() =>
		notices.all.some(
			(n) =>
				n.type === "status" &&
				n.status.state === "waiting" &&
				n.status.problem === "That name is in use.",
		),
	);
	server.cutAll();
	await taken;
	await client.live();
});

test("a line on which something comes in now and then is not given up", async () => {
	const server = await startServer();
	server.override("ping", () => "silence");
	const clock = new ManualClock();
	const { client, notices } = start(server.port, { clock });
	await client.live();
	clock.pass(40_000);
	server.say(general, "bob", "still here");
	await notices.until(() => notices.seqs(general).length === 1);
	clock.pass(40_000);
	await client.post(general, "me too").kept;
	expect(client.status().state).toBe("live");
});

test("a bye is told in words, and the client comes back when the server said", async () => {
	const server = await startServer();
	const { client, notices } = start(server.port);
	await client.live();
	const waiting = notices.status("waiting");
	for (const peer of server.peers)
		peer.notify("bye", { reason: "The server restarts.", reconnectAfterMs: 60_000 });
	const status = await waiting;
	expect(status.problem).toBe(`Ended by 127.0.0.1:${server.port}: The server restarts.`);
	expect(status.retryAtMs - Date.now()).toBeGreaterThan(50_000);
	client.retryNow();
	await client.live();
});

test("what is no partyline server is told so", async () => {
	const server = await startServer();
	server.override("hello", ({ peer }) => {
		peer.sendRaw("HTTP/1.1 400 Bad Request\r\n");
		return "silence";
	});
	const { notices } = start(server.port, { random: () => 1 });
	const { problem } = await notices.status("waiting");
	expect(problem).toBe(`This is not a partyline server: 127.0.0.1:${server.port}.`);
});

test("a server that never wants to see us again does, within the hour", async () => {
	const server = await startServer();
	const clock = new ManualClock();
	const { client, notices } = start(server.port, { clock });
	await client.live();
	const waiting = notices.status("waiting");
	for (const peer of server.peers) peer.notify("bye", { reason: "Bye.", reconnectAfterMs: 1e13 });
	expect((await waiting).retryAtMs - clock.now()).toBe(3_600_000);
	server.overrideOnce("login", () => {
		throw new WireError("storage_unavailable", { retryAfterMs: 1e13 });
	});
	const again = notices.status("waiting");
	client.retryNow();
	expect((await again).retryAtMs - clock.now()).toBe(3_600_000);
});

test("an error about the connection explains the end only if that follows at once", async () => {
	const server = await startServer();
	const { client, notices } = start(server.port);
	await client.live();
	const complaint = errorEnvelope(null, toErrorObject(new WireError("not_utf8")));
	let waiting = notices.status("waiting");
	for (const peer of server.peers) {
		peer.send(complaint);
		setImmediate(() => peer.end());
	}
	expect((await waiting).problem).toBe("The frame is not valid UTF-8.");
	await client.live();
	for (const peer of server.peers) peer.send(complaint);
	server.say(general, "bob", "later");
	await notices.until(() => notices.seqs(general).length === 1);
	waiting = notices.status("waiting");
	for (const peer of server.peers) peer.end();
	expect((await waiting).problem).toBe(`Connection closed by 127.0.0.1:${server.port}.`);
});
