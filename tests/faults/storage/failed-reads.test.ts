import { newMessageId } from "@partyline/shared/protocol/ids";
import { expect, test } from "vitest";
import { TestDaemon } from "../../support/daemon.ts";
import { otherProgram } from "../../support/other-program.ts";

const rooms = ["#general", "#tea", "#coffee"];

/** Ann, who was in all the rooms, on a second device where none is live; Bob says things in them. */
async function arrange(server: TestDaemon) {
	const { peer: first, login } = await server.guest("ann");
	const { peer: bob } = await server.guest("bob");
	for (const room of rooms) {
		if (room === "#general") await first.call("join", { room });
		else await first.call("create", { room });
		await bob.call("join", { room });
	}
	const { peer: ann } = await server.device(login.token);
	const say = async (text: string) => {
		for (const room of rooms) await bob.call("post", { room, id: newMessageId(), text });
	};
	return { ann, bob, say };
}

/** Makes the log of one room unreadable, as another program would; gives what mends it. */
function damage(server: TestDaemon, room: string): () => void {
	const database = otherProgram(server.dataDir);
	const where = `WHERE type = 'message' AND room = (SELECT id FROM rooms WHERE name = '${room}')`;
	database.exec(`UPDATE events SET rest = '!' || rest ${where}`);
	return () => {
		database.exec(`UPDATE events SET rest = substr(rest, 2) ${where} AND rest LIKE '!%'`);
		database.close();
	};
}

test("a sync of several rooms of which one cannot be read is refused and leaves nothing behind: what was live stays so, the rest does not become it", async () => {
	await using server = await TestDaemon.start();
	const { ann, bob, say } = await arrange(server);
	await say("missed");
	const coffee = await ann.call("sync", { rooms: { "#coffee": 0 } });
	expect(coffee.rooms["#coffee"]).toHaveProperty("events.length", 4);
	const mend = damage(server, "#tea");
	const cursors = { "#general": 0, "#coffee": 4, "#tea": 0 };
	expect((await ann.refusal("sync", { rooms: cursors })).why).toBe("storage_unavailable");
	await say("after the refusal");
	await bob.eventsUpTo("#coffee", 5);
	await ann.eventsUpTo("#coffee", 5);
	await ann.call("ping", {});
	expect(rooms.map((room) => ann.events(room).length)).toEqual([0, 0, 1]);
	mend();
	const { rooms: missing } = await ann.call("sync", { rooms: { ...cursors, "#coffee": 5 } });
	expect(missing["#tea"]).toHaveProperty("events.length", 5);
	expect(missing["#general"]).toHaveProperty("events.length", 5);
	await say("live");
	for (const room of rooms) await ann.eventsUpTo(room, 6);
	expect(rooms.map((room) => ann.events(room).length)).toEqual([1, 1, 2]);
});

test("a room that was made, and a conversation, are answered as made though nothing can be read at that moment", async () => {
	await using server = await TestDaemon.start();
	const { peer: ann } = await server.guest("ann");
	await server.guest("bob");
	const database = otherProgram(server.dataDir);
	database.exec("ALTER TABLE read_marks RENAME TO elsewhere");
	expect((await ann.refusal("join", { room: "#general" })).why).toBe("storage_unavailable");
	const made = await ann.call("create", { room: "#tea", topic: "oolong" });
	expect(made).toMatchObject({ lastSeq: 3, readSeq: 0, topic: "oolong" });
	const { room } = await ann.call("create", { with: ["bob"] });
	database.exec("ALTER TABLE elsewhere RENAME TO read_marks");
	database.close();
	for (const where of ["#tea", room]) {
		const { seq } = await ann.call("post", { room: where, id: newMessageId(), text: "hello" });
		await ann.eventsUpTo(where, seq);
	}
});

test("a login that is refused because the disk cannot be read leaves nobody logged in: the next one succeeds", async () => {
	await using server = await TestDaemon.start();
	const ann = await server.greeted();
	const database = otherProgram(server.dataDir);
	database.exec("ALTER TABLE read_marks RENAME TO elsewhere");
	expect((await ann.refusal("login", { guest: "ann" })).why).toBe("storage_unavailable");
	database.exec("ALTER TABLE elsewhere RENAME TO read_marks");
	database.close();
	expect((await ann.call("login", { guest: "ann" })).account).toBe("ann");
});
