import { accountName } from "@partyline/shared/protocol/ids";
import { expect, onTestFinished, test } from "vitest";
import { ClientCore } from "./core.ts";
import { memoryState } from "./state.ts";
import { cutAndResume, general, openRig } from "./testing/client-rig.ts";
import { temporaryFolder } from "./testing/folder.ts";

const { startServer, start } = openRig(onTestFinished);

test("another epoch starts over instead of mixing two histories", async () => {
	const server = await startServer();
	server.rooms.fill(general, 5);
	const stateDir = temporaryFolder(onTestFinished);
	const { client, notices } = start(server.port, { stateDir, catchUp: "latest" });
	await client.live();
	expect(notices.seqs(general)).toEqual([1, 2, 3, 4, 5]);
	server.epoch = "epoch-2";
	server.rooms.open(general, "ann");
	server.rooms.fill(general, 7);
	const from = notices.all.length;
	await cutAndResume(server, client, notices);
	const later = notices.all.slice(from);
	expect(later.filter(({ type }) => type === "epoch")).toEqual([
		{ type: "epoch", epoch: "epoch-2" },
	]);
	expect(notices.seqs(general)).toEqual([1, 2, 3, 4, 5, 1, 2, 3, 4, 5, 6, 7]);
	expect(client.cachedPage(general)).toHaveLength(7);
});

test.each([
	["while the client runs", false],
	["while it does not", true],
])("a room whose history went back %s starts over under the same epoch", async (_, isStopped) => {
	const server = await startServer();
	server.rooms.fill(general, 5);
	const options = { stateDir: temporaryFolder(onTestFinished), catchUp: "latest" } as const;
	let { client, notices } = start(server.port, options);
	await client.live();
	server.rooms.open(general, "ann");
	server.rooms.fill(general, 2);
	const [newest] = server.rooms.logs.get(general)!.slice(-1);
	if (isStopped) {
		await client.close();
		({ client, notices } = start(server.port, options));
	}
	const from = notices.all.length;
	if (isStopped) await client.live();
	else await cutAndResume(server, client, notices);
	const told = notices.all.slice(isStopped ? 0 : from);
	expect(told.filter(({ type }) => type === "reset")).toEqual([
		{ type: "reset", room: general, from: 1 },
	]);
	expect(notices.seqs(general).slice(-2)).toEqual([1, 2]);
	expect(client.joinedRooms()[0]?.lastSeq).toBe(2);
	expect(client.cachedPage(general)).toHaveLength(2);
	expect(client.cachedPage(general).at(-1)).toMatchObject({ id: newest!.id });
});

test("replies to another history are dropped before the new epoch is remembered", async () => {
	const server = await startServer();
	const state = memoryState();
	const dropped: (string | undefined)[] = [];
	const dropReplies = () => {
		dropped.push(state.cache.epoch());
		if (dropped.length === 1) throw new Error("the disk is full");
	};
	const core = new ClientCore({
		client: { host: "127.0.0.1", port: server.port, as: "ann", random: () => 0 },
		account: accountName.parse("ann"),
		wanted: [],
		state: { ...state, outbox: { ...state.outbox, dropReplies } },
	});
	onTestFinished(() => core.close());
	const live = () =>
		new Promise<void>((resolve) => {
			const stop = core.notices.add((notice) => {
				if (notice.type !== "status" || notice.status.state !== "live") return;
				stop();
				resolve();
			});
		});
	core.connection.start();
	await live();
	server.epoch = "epoch-2";
	server.cutAll();
	await live();
	expect(dropped).toEqual(["epoch-1", "epoch-1"]);
	expect(state.cache.epoch()).toBe("epoch-2");
});

test("rooms of old histories that are gone are not asked for again and again", async () => {
	const server = await startServer();
	const { client, notices } = start(server.port);
	await client.live();
	for (let n = 1; n <= 5; n++) {
		server.rooms.open(`#of-history-${n}`, "ann");
		await cutAndResume(server, client, notices);
		server.rooms.logs.delete(`#of-history-${n}`);
		server.rooms.members.delete(`#of-history-${n}`);
		server.epoch = `epoch-${n + 1}`;
	}
	await cutAndResume(server, client, notices);
	const before = server.paramsOf("join").length;
	await cutAndResume(server, client, notices);
	expect(server.paramsOf("join")).toHaveLength(before);
});
