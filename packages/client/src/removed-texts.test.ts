import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { encodeFrame } from "@partyline/shared/framing/encoder";
import { notificationEnvelope, resultEnvelope } from "@partyline/shared/protocol/envelope";
import { expect, onTestFinished, test } from "vitest";
import { createClient } from "./client.ts";
import type { ClientOptions } from "./client-api.ts";
import { FakeServer } from "./testing/fake-server.ts";
import { temporaryFolder } from "./testing/folder.ts";
import { Notices } from "./testing/notices.ts";

const general = "#general";
const regretted = "what should not have been said";

async function startServer(): Promise<FakeServer> {
	const server = new FakeServer();
	await server.listen();
	onTestFinished(() => server.close());
	server.rooms.open(general, "ann", "bob");
	return server;
}

/** A client of ann that retries at once. */
async function start(server: FakeServer, options: Partial<ClientOptions> = {}) {
	const { port } = server;
	const client = createClient({ host: "127.0.0.1", port, as: "ann", random: () => 0, ...options });
	onTestFinished(() => client.close());
	const notices = new Notices(client);
	client.start();
	await client.live();
	const heard = (last: number) => notices.until(() => notices.seqs(general).at(-1) === last);
	return { client, notices, heard };
}

/** Takes messages back, as the server does: what is read from then on has no text. */
function redact(server: FakeServer, ...seqs: number[]) {
	const log = server.rooms.logs.get(general) ?? [];
	for (const seq of seqs) Object.assign(log[seq - 1] ?? {}, { text: "", redacted: true });
	return server.rooms.append(general, { by: "bob", type: "redact", seqs });
}

/** Whether the text is anywhere in the files of a folder. */
function isInFiles(folder: string): boolean {
	return readdirSync(folder).some((name) => readFileSync(join(folder, name)).includes(regretted));
}

/** A server on which bob said it, and the folder of ann, who has heard it and is gone. */
async function wentAwayAfterHearing() {
	const server = await startServer();
	const stateDir = temporaryFolder(onTestFinished);
	const ann = await start(server, { stateDir });
	server.say(general, "bob", regretted);
	await ann.heard(1);
	await ann.client.close();
	expect(isInFiles(stateDir)).toBe(true);
	return { server, stateDir };
}

test("a message taken back while we are there is told, and its text is off our disk", async () => {
	const server = await startServer();
	const stateDir = temporaryFolder(onTestFinished);
	const ann = await start(server, { stateDir });
	server.say(general, "bob", regretted);
	server.say(general, "bob", "hm");
	await ann.heard(2);
	expect(ann.client.cachedPage(general)[0]).toMatchObject({ text: regretted });
	server.publish(redact(server, 1));
	await ann.heard(3);
	const told = ann.notices.all.flatMap((n) => (n.type === "event" ? [n.event] : []));
	expect(told.at(-1)).toMatchObject({ type: "redact", seqs: [1] });
	const [first, second] = ann.client.cachedPage(general);
	expect(first).toMatchObject({ type: "message", text: "", redacted: true });
	expect(second).toMatchObject({ text: "hm" });
	await ann.client.close();
	expect(isInFiles(stateDir)).toBe(false);
});

test("a message taken back while we were away is off our disk once we are back", async () => {
	const { server, stateDir } = await wentAwayAfterHearing();
	redact(server, 1);
	const again = await start(server, { stateDir });
	await again.heard(2);
	expect(again.client.cachedPage(general)[0]).toMatchObject({ text: "", redacted: true });
	await again.client.close();
	expect(isInFiles(stateDir)).toBe(false);
});

test("a message taken back within a range that we leave to the history is off our disk all the same", async () => {
	const server = await startServer();
	const stateDir = temporaryFolder(onTestFinished);
	const ann = await start(server, { stateDir, catchUp: "latest" });
	server.say(general, "bob", regretted);
	await ann.heard(1);
	await ann.client.close();
	redact(server, 1);
	server.rooms.fill(general, 300);
	const again = await start(server, { stateDir, catchUp: "latest" });
	await again.heard(302);
	await again.client.close();
	expect(isInFiles(stateDir)).toBe(false);
});

test("a page that was read before a message of it was taken back does not bring the text back", async () => {
	const server = await startServer();
	const stateDir = temporaryFolder(onTestFinished);
	server.rooms.append(general, {
		by: "bob",
		type: "message",
		id: server.rooms.newId(),
		text: regretted,
	});
	const ann = await start(server, { stateDir });
	server.overrideOnce("history", ({ request, params, peer }) => {
		const page = structuredClone(server.rooms.answer("history", peer, params));
		peer.notify("event", redact(server, 1));
		expect(request.method).toBe("history");
		return page;
	});
	await ann.client.history(general);
	await ann.heard(2);
	expect(ann.client.cachedPage(general)[0]).toMatchObject({ text: "", redacted: true });
	await ann.client.close();
	expect(isInFiles(stateDir)).toBe(false);
});

test("what the room's retention has removed is off our disk, and its place is not asked for again", async () => {
	const server = await startServer();
	const stateDir = temporaryFolder(onTestFinished);
	const ann = await start(server, { stateDir });
	server.say(general, "bob", regretted);
	server.rooms.fill(general, 8);
	server.say(general, "bob", "the tenth");
	await ann.heard(10);
	await ann.client.close();
	server.rooms.floors.set(general, 6);
	const again = await start(server, { stateDir, catchUp: "latest" });
	expect(again.client.joinedRooms()).toMatchObject([{ firstSeq: 7 }]);
	const page = await again.client.history(general, { before: 11 });
	expect([page.events.map(({ seq }) => seq), page.more]).toEqual([[7, 8, 9, 10], false]);
	expect(await again.client.history(general, { before: 7 })).toEqual({ events: [], more: false });
	expect(server.paramsOf("history")).toEqual([{ room: general, after: 1, limit: 8 }]);
	await again.client.close();
	expect(isInFiles(stateDir)).toBe(false);
});

test("a gap that the retention has reached while we were away is told as one, and not asked for", async () => {
	const server = await startServer();
	const ann = await start(server);
	server.say(general, "bob", "the first");
	await ann.heard(1);
	const waiting = ann.notices.status("waiting");
	server.cutAll();
	server.rooms.fill(general, 9);
	server.rooms.floors.set(general, 6);
	await waiting;
	await ann.client.live();
	await ann.heard(10);
	expect(ann.notices.seqs(general)).toEqual([1, 7, 8, 9, 10]);
	const resets = ann.notices.all.flatMap((n) => (n.type === "reset" ? [n.from] : []));
	expect(resets).toEqual([7]);
	expect(await ann.client.history(general, { before: 7 })).toEqual({ events: [], more: false });
	expect(server.paramsOf("sync").at(-1)).toEqual({ rooms: { [general]: 6 } });
	expect(server.paramsOf("history")).toEqual([]);
});

test("what we said ourselves and took back is not in the outbox's file either", async () => {
	const server = await startServer();
	const stateDir = temporaryFolder(onTestFinished);
	const ann = await start(server, { stateDir });
	await ann.client.post(general, regretted).kept;
	server.publish(redact(server, 1));
	await ann.heard(2);
	await ann.client.close();
	expect(isInFiles(stateDir)).toBe(false);
});

test("a page that comes as we are taken out of its room is shown, and not kept on disk", async () => {
	const server = await startServer();
	const stateDir = temporaryFolder(onTestFinished);
	const room = "@0123456789";
	server.rooms.openPrivate(room, "#secret", "ann", "bob");
	const id = server.rooms.newId();
	server.rooms.append(room, { by: "bob", type: "message", id, text: regretted });
	const ann = await start(server, { stateDir });
	server.overrideOnce("history", ({ peer, request, params }) => {
		const page = server.rooms.answer("history", peer, params);
		const kick = server.rooms.append(room, { by: "bob", type: "kick", who: "ann" });
		// In one piece, so that both are here before anybody has looked at the page.
		const answer = encodeFrame(resultEnvelope(request.id, structuredClone(page)));
		const event = encodeFrame(notificationEnvelope("event", kick));
		peer.sendRaw(Buffer.concat([answer, event]).toString());
		return "silence";
	});
	const page = await ann.client.history(room, { before: 2 });
	expect(page.events).toMatchObject([{ text: regretted }]);
	await ann.notices.until(() => ann.notices.seqs(room).includes(2));
	await ann.client.close();
	expect(isInFiles(stateDir)).toBe(false);
});

test("a page that was asked for before a range was left out does not bring back what was taken back in that", async () => {
	const server = await startServer();
	const stateDir = temporaryFolder(onTestFinished);
	const id = server.rooms.newId();
	server.rooms.append(general, { by: "bob", type: "message", id, text: regretted });
	const ann = await start(server, { stateDir, catchUp: "latest", backlog: 0 });
	const asked = Promise.withResolvers<() => void>();
	server.overrideOnce("history", ({ peer, request, params }) => {
		const page = structuredClone(server.rooms.answer("history", peer, params));
		asked.resolve(() => peer.send(resultEnvelope(request.id, page)));
		return "silence";
	});
	const page = ann.client.history(general, { before: 2 });
	const answer = await asked.promise;
	redact(server, 1);
	server.rooms.fill(general, 300);
	for (const peer of server.peers) peer.notify("limited", { room: general, from: 2, to: 302 });
	await ann.heard(302);
	answer();
	expect((await page).events).toMatchObject([{ text: regretted }]);
	await ann.client.close();
	expect(isInFiles(stateDir)).toBe(false);
});

test("what was said in a public room that we were taken out of while away is off our disk", async () => {
	const { server, stateDir } = await wentAwayAfterHearing();
	server.kick(general, "ann");
	const again = await start(server, { stateDir });
	expect(again.client.joinedRooms()).toEqual([]);
	await again.client.close();
	expect(isInFiles(stateDir)).toBe(false);
});
