import { createClient } from "@partyline/client";
import { expect, test } from "vitest";
import { TestDaemon } from "../support/daemon.ts";

// Of the longest topics some sixty rooms fit in a frame.
const roomCount = 80;
const topic = "\u{1f642}".repeat(250);

test("somebody who is in more rooms than fit in one frame has them all after a login", async () => {
	await using server = await TestDaemon.start();
	const { peer, login } = await server.guest("ann");
	for (let count = 0; count < roomCount; count++)
		await peer.call("create", { room: `#room-${count}`, topic });
	const { login: again } = await server.device(login.token);
	expect(again.more).toBe(true);
	expect(again.rooms.length).toBeLessThan(roomCount);
	const { host, port } = server.address;
	const client = createClient({ host, port, as: "cleo", rooms: ["#general"] });
	client.start();
	await client.live();
	for (let count = 0; count < roomCount; count++) await client.join(`#room-${count}`);
	await client.close();
	const back = createClient({ host, port, as: "cleo" });
	back.start();
	await back.live();
	expect(back.joinedRooms().map(({ room }) => room)).toHaveLength(roomCount + 1);
	await back.close();
});
