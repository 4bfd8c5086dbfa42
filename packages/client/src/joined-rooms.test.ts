import { WireError } from "@partyline/shared/protocol/errors";
import { expect, onTestFinished, test } from "vitest";
import { cutAndResume, general, openRig } from "./testing/client-rig.ts";

const { startServer, start } = openRig(onTestFinished);

test("rooms asked for are joined, and created when missing", async () => {
	const server = await startServer();
	server.rooms.open("#dev");
	const { client } = start(server.port, { rooms: ["#dev", "#new", general] });
	await client.live();
	expect(client.joinedRooms().map(({ room }) => room)).toEqual(["#dev", general, "#new"]);
	expect(server.paramsOf("create")).toEqual([{ room: "#new" }]);
});

test("a room that somebody else creates at the same moment is joined", async () => {
	const server = await startServer();
	server.overrideOnce("create", () => {
		server.rooms.open("#new");
		throw new WireError("room_exists");
	});
	const { client } = start(server.port, { rooms: ["#new"] });
	await client.live();
	expect(client.joinedRooms().map(({ room }) => room)).toEqual([general, "#new"]);
});

test("a room that will not have us does not keep us from the others", async () => {
	const server = await startServer();
	server.override("join", () => {
		throw new WireError("not_allowed");
	});
	const { client } = start(server.port, { rooms: ["#secret"] });
	await client.live();
	expect(client.joinedRooms().map(({ room }) => room)).toEqual([general]);
});

test("a client that follows only what it asks for hears nothing else, and after a cut goes on where it was", async () => {
	const server = await startServer();
	server.rooms.open("#other", "ann");
	server.rooms.fill(general, 3);
	const { client, notices } = start(server.port, { follow: "asked" });
	await client.live();
	expect(client.joinedRooms().map(({ room }) => room)).toEqual([general, "#other"]);
	expect(server.paramsOf("sync")).toEqual([]);
	await client.join(general);
	server.say(general, "bob", "live");
	await notices.until(() => notices.seqs(general).length === 1);
	server.overrideOnce("hello", () => {
		server.rooms.fill(general, 2);
		return undefined;
	});
	await cutAndResume(server, client, notices);
	expect(notices.seqs(general)).toEqual([4, 5, 6]);
	expect(server.paramsOf("sync")).toEqual([{ rooms: { [general]: 4 } }]);
});

test("rooms to be in from the start are followed where only what is asked for is", async () => {
	const server = await startServer();
	const { client } = start(server.port, { follow: "asked", rooms: ["#new"] });
	await client.live();
	expect(Object.keys(Object(server.paramsOf("sync")[0]).rooms)).toEqual(["#new"]);
});

test("a direct conversation that somebody opens with us appears with its first message", async () => {
	const server = await startServer();
	const { client, notices } = start(server.port);
	await client.live();
	const room = "@abcdefgh";
	server.rooms.open(room, "ann", "bob");
	for (const peer of server.peers) peer.live.add(room);
	const people = ["ann", "bob"];
	server.publish(
		server.rooms.append(room, { by: "bob", type: "create", kind: "direct", with: people }),
	);
	server.say(room, "bob", "psst");
	await notices.until(() => notices.seqs(room).length === 2);
	expect(client.joinedRooms()[1]).toMatchObject({ room, kind: "direct", with: people });
});

test("a room joined or left on another device comes and goes here", async () => {
	const server = await startServer();
	const { client, notices } = start(server.port);
	await client.live();
	server.rooms.open("#dev");
	for (const peer of server.peers) peer.live.add("#dev");
	server.publish(server.rooms.append("#dev", { by: "ann", type: "join" }));
	await notices.until(() => client.joinedRooms().length === 2);
	server.publish(server.rooms.append("#dev", { by: "ann", type: "part" }));
	await notices.until(() => client.joinedRooms().length === 1);
	server.say("#dev", "bob", "behind our back");
	server.say(general, "bob", "hi");
	await notices.until(() => notices.seqs(general).length === 1);
	expect(notices.seqs("#dev")).toEqual([2]);
});

test("having left and come back while there was no connection leaves the room in the list", async () => {
	const server = await startServer();
	const { client, notices } = start(server.port);
	await client.live();
	server.overrideOnce("hello", () => {
		for (const type of ["part", "join"]) server.rooms.append(general, { by: "ann", type });
		return undefined;
	});
	await cutAndResume(server, client, notices);
	expect(notices.seqs(general)).toEqual([1, 2]);
	expect(client.joinedRooms().map(({ room }) => room)).toEqual([general]);
});

test("a room that is gone after a cut is not made again by those who were in it", async () => {
	const server = await startServer();
	server.rooms.open("#dev");
	const { client, notices } = start(server.port);
	await client.live();
	await client.join("#dev");
	server.rooms.logs.delete("#dev");
	server.rooms.members.delete("#dev");
	await cutAndResume(server, client, notices);
	expect(client.joinedRooms().map(({ room }) => room)).toEqual([general]);
	expect(server.paramsOf("create")).toEqual([]);
});

test("entering a room joins it, and makes it when there is none", async () => {
	const server = await startServer();
	server.rooms.open("#dev");
	const { client } = start(server.port);
	await client.live();
	expect(await client.enter("#DEV")).toMatchObject({ room: { room: "#dev" }, made: false });
	expect(await client.enter("#new")).toMatchObject({ room: { room: "#new" }, made: true });
	server.overrideOnce("create", () => {
		server.rooms.open("#raced");
		throw new WireError("room_exists");
	});
	expect(await client.enter("#raced")).toMatchObject({ room: { room: "#raced" }, made: false });
	expect(client.joinedRooms().map(({ room }) => room)).toEqual(["#dev", general, "#new", "#raced"]);
	await expect(client.enter("no room")).rejects.toMatchObject({ code: "invalid_params" });
});
