import type { ReceivedEvent } from "@partyline/shared/protocol/events";
import { expect, onTestFinished, test } from "vitest";
import { createClient } from "./client.ts";
import type { ClientOptions } from "./client-api.ts";
import { ClosedError, RequestError } from "./errors.ts";
import { FakeServer } from "./testing/fake-server.ts";
import { temporaryFolder } from "./testing/folder.ts";
import { Notices } from "./testing/notices.ts";

const general = "#general";

/** Ann, live in a room that has so many events. */
async function arrange(count: number, options: Partial<ClientOptions> = {}) {
	const server = new FakeServer();
	const port = await server.listen();
	onTestFinished(() => server.close());
	server.rooms.open(general, "ann");
	server.rooms.fill(general, count);
	const client = createClient({ host: "127.0.0.1", port, as: "ann", random: () => 0, ...options });
	onTestFinished(() => client.close());
	const notices = new Notices(client);
	client.start();
	await client.live();
	return { server, client, notices };
}

/** Ann with the last 200 events of the room on her disk. */
const arrangeCached = (count: number) =>
	arrange(count, { stateDir: temporaryFolder(onTestFinished), catchUp: "latest" });

const ends = (events: readonly ReceivedEvent[]) => [events[0]?.seq, events.at(-1)?.seq];

test("what follows a seq comes from the cache where it is whole, and the server is not asked", async () => {
	const { server, client } = await arrangeCached(250);
	const inside = await client.history(general, { after: 60, limit: 50 });
	expect([ends(inside.events), inside.events.length, inside.more]).toEqual([[61, 110], 50, true]);
	const last = await client.history(general, { after: 200, limit: 50 });
	expect([ends(last.events), last.more]).toEqual([[201, 250], false]);
	expect(server.paramsOf("history")).toEqual([]);
});

test("what follows a seq comes from the server where an event of it is not cached, and from the cache the next time", async () => {
	const { server, client } = await arrangeCached(250);
	for (const _ of ["from the server", "from the cache"]) {
		const page = await client.history(general, { after: 40, limit: 20 });
		expect([ends(page.events), page.more]).toEqual([[41, 60], true]);
	}
	expect(server.paramsOf("history")).toEqual([{ room: general, after: 40, limit: 20 }]);
});

test("a page that reaches past the newest event is asked of the server, who may have more", async () => {
	const { server, client } = await arrangeCached(250);
	const page = await client.history(general, { after: 240, limit: 50 });
	expect([ends(page.events), page.more]).toEqual([[241, 250], false]);
	const none = await client.history(general, { after: 250 });
	expect(none).toEqual({ events: [], more: false });
	expect(server.paramsOf("history")).toHaveLength(2);
});

test("a page that is to be before and after a seq at once is refused, whatever is cached", async () => {
	const { client } = await arrangeCached(250);
	const page = client.history(general, { before: 201, after: 100, limit: 10 });
	await expect(page).rejects.toBeInstanceOf(RequestError);
});

test("a range that the server has trimmed shows at the edge of the page, and what is to come does not", async () => {
	const { server, client } = await arrange(100);
	server.rooms.floors.set(general, 60);
	const after = await client.history(general, { after: 10, limit: 20 });
	expect([ends(after.events), after.more]).toEqual([[61, 80], true]);
	const before = await client.history(general, { before: 71, limit: 20 });
	expect([ends(before.events), before.more]).toEqual([[61, 70], false]);
	expect(await client.history(general, { before: 61 })).toEqual({ events: [], more: false });
	const lastSeq = () => client.joinedRooms()[0]?.lastSeq;
	expect(await client.history(general, { after: 100 })).toEqual({ events: [], more: false });
	expect(lastSeq()).toBe(100);
	server.rooms.floors.set(general, 100);
	expect(await client.history(general, { after: 10 })).toEqual({ events: [], more: false });
	expect(lastSeq()).toBeGreaterThan(10);
});

test("hundreds of pages asked for at once hold up neither a message of ours nor one that comes", async () => {
	const { server, client, notices } = await arrange(60_000);
	let open = 0;
	let mostOpen = 0;
	server.override("history", () => {
		mostOpen = Math.max(mostOpen, ++open);
		if (server.paramsOf("history").length === 8) server.say(general, "bob", "and I?");
		return undefined;
	});
	let arrived = 0;
	const pages = Array.from({ length: 300 }, async (_, at) => {
		const { events } = await client.history(general, { after: at * 200, limit: 200 });
		open--;
		arrived++;
		return events.length;
	});
	const said = client.post(general, "may I?").kept.then(() => arrived);
	const heard = notices.until(() => notices.seqs(general).length === 2).then(() => arrived);
	expect(await said).toBeLessThan(10);
	expect(await heard).toBeLessThan(20);
	expect(await Promise.all(pages)).toEqual(pages.map(() => 200));
	expect(mostOpen).toBeLessThan(10);
});

test("pages that are still to be asked for are refused at once when the connection is gone", async () => {
	const { server, client } = await arrange(1_000);
	server.override("history", () => "silence");
	const pages = Array.from({ length: 20 }, () => client.history(general, { after: 1 }));
	server.cutAll();
	for (const page of pages) await expect(page).rejects.toBeInstanceOf(ClosedError);
});
