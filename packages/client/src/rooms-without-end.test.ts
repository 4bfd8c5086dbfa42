import { notificationEnvelope } from "@partyline/shared/protocol/envelope";
import { expect, onTestFinished, test } from "vitest";
import { openRig } from "./testing/client-rig.ts";
import type { FakeServer } from "./testing/fake-server.ts";

const { startServer, start } = openRig(onTestFinished);

/** Sends everybody the first event of so many direct conversations, which says who is in it, as one piece. */
function floodWithRooms(server: FakeServer, count: number): void {
	const events = Array.from({ length: count }, (_, n) => {
		const room = `@${String(n).padStart(8, "0")}`;
		const event = { room, seq: 1, at: 1, by: "bob", type: "create", kind: "direct", with: ["ann"] };
		return `${JSON.stringify(notificationEnvelope("event", event))}\n`;
	});
	for (const peer of server.peers) peer.sendRaw(events.join(""));
}

test("rooms that turn up together are told a piece at a time, each before its events", async () => {
	const server = await startServer();
	const { client, notices } = start(server.port);
	await client.live();
	const from = notices.all.length;
	floodWithRooms(server, 900);
	const later = () => notices.all.slice(from);
	await notices.until(() => later().filter(({ type }) => type === "event").length === 900);
	expect(later().filter(({ type }) => type === "rooms").length).toBeLessThan(100);
	const told = new Set<string>();
	for (const notice of later()) {
		if (notice.type === "rooms") for (const { room } of notice.rooms) told.add(room);
		if (notice.type === "event") expect(told).toContain(notice.event.room);
	}
});

test("a server that puts us in rooms without end is left", async () => {
	const server = await startServer();
	const { client, notices } = start(server.port, { random: () => 1 });
	await client.live();
	const waiting = notices.status("waiting");
	floodWithRooms(server, 3_000);
	expect((await waiting).problem).toBe(
		"The server put us in more than 1000 rooms that we did not ask for.",
	);
	expect(client.joinedRooms().length).toBeLessThanOrEqual(1_001);
});
