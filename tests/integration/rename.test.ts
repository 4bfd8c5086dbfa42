import { rmSync } from "node:fs";
import { openStore } from "@partyline/server/journal";
import { frameLimitBytes } from "@partyline/shared/framing/limits";
import {
	beforeFirst,
	newMessageId,
	roomName,
	serverAuthor,
	seq as toSeq,
} from "@partyline/shared/protocol/ids";
import { limits } from "@partyline/shared/protocol/limits";
import { describe, expect, onTestFinished, test } from "vitest";
import { makeFolder, TestDaemon } from "../support/daemon.ts";
import type { NativePeer } from "../support/native-peer.ts";
import { operate } from "../support/operator.ts";
import { roomOf, startStaffed } from "../support/staffed.ts";

function said(room: string, text: string) {
	return { room, id: newMessageId(), text };
}

/** What each method answers that a member may ask of a room. */
async function usesOf(peer: NativePeer, room: string) {
	return {
		join: (await peer.call("join", { room })).room,
		members: (await peer.call("members", { room })).members.length,
		history: [...new Set((await peer.call("history", { room })).events.map((e) => e.room))],
		sync: Object.keys((await peer.call("sync", { rooms: { [room]: 0 } })).rooms),
		read: (await peer.call("read", { room, seq: 2 })).seq,
		typing: await peer.call("typing", { room, on: true }),
		post: (await peer.call("post", said(room, "hello"))).room,
		topic: typeof (await peer.call("topic", { room, topic: "x" })).seq,
		settings: typeof (await peer.call("settings", { room, description: "y" })).seq,
		bans: (await peer.call("bans", { room })).bans,
	};
}

describe("a public room that is renamed", () => {
	test("is found by its old names in every method, and answers by the new one", async () => {
		await using server = await TestDaemon.start();
		const { ann, bob } = await roomOf(server, "#tea", ["ann", "bob"]);
		const { seq, at } = await ann.call("rename", { room: "#tea", name: "#coffee" });
		expect(await bob.event("#tea", (event) => event.seq === seq)).toEqual({
			...{ room: "#tea", seq, at, by: "ann", type: "rename" },
			...{ name: "#coffee", was: "#tea" },
		});
		await ann.call("rename", { room: "#tea", name: "#water" });
		const names = ["#water", "#coffee", "#tea"];
		for (const name of names)
			expect(await usesOf(ann, name), name).toEqual({
				...{ join: "#water", members: 2, history: ["#water"], sync: ["#water"], read: 2 },
				...{ typing: {}, post: "#water", topic: "number", settings: "number", bans: [] },
			});
		const { rooms } = await bob.call("rooms", {});
		expect(rooms.map(({ room, formerly }) => [room, formerly])).toEqual([
			["#general", undefined],
			["#water", ["#tea", "#coffee"]],
		]);
		const told = await ann.call("post", said("#tea", "still here"));
		expect(told.room).toBe("#water");
		expect((await bob.eventsUpTo("#water", told.seq)).at(-1)).toMatchObject({ text: "still here" });
	});

	test("is so after a restart too, and no room by the old name comes instead of it", async () => {
		await using first = await TestDaemon.start();
		const { ann } = await roomOf(first, "#tea", ["ann"]);
		const post = said("#tea", "once");
		const ack = await ann.call("post", post);
		await ann.call("rename", { room: "#tea", name: "#coffee" });
		await first.stop();
		await using second = await TestDaemon.start({ dataDir: first.dataDir });
		const { peer } = await second.account("ann");
		expect((await peer.refusal("create", { room: "#tea" })).why).toBe("room_exists");
		expect(await peer.call("post", post)).toEqual({ ...ack, room: "#coffee", duplicate: true });
		const { events } = await peer.call("history", { room: "#tea" });
		expect(events.map(({ room }) => room)).toEqual(events.map(() => "#coffee"));
		await second.stop();
	});

	test("has what was done in it before in its journal of acts, also after a restart", async () => {
		await using first = await TestDaemon.start();
		const { ann } = await roomOf(first, "#tea", ["ann", "bob"]);
		await ann.call("mute", { room: "#tea", account: "bob" });
		await ann.call("rename", { room: "#tea", name: "#coffee" });
		await ann.call("unmute", { room: "#tea", account: "bob" });
		const told = async (asker: NativePeer, room: string) =>
			(await asker.call("audit", { room })).acts.map((act) => `${act.what} in ${act.room}`);
		const all = ["unmute in #coffee", "rename in #coffee", "mute in #coffee"];
		expect(await told(ann, "#coffee")).toEqual(all);
		await first.stop();
		await using second = await TestDaemon.start({ dataDir: first.dataDir });
		const { peer } = await second.account("ann");
		expect(await told(peer, "#tea")).toEqual(all);
		const undone = await peer.call("undo", { act: 2 });
		expect(undone.act).toMatchObject({ what: "rename", room: "#tea", undoes: 2 });
		await second.stop();
	});

	test("takes no name that another has or had, and may have its own back", async () => {
		await using server = await TestDaemon.start();
		const { ann } = await roomOf(server, "#tea", ["ann"]);
		await ann.call("create", { room: "#milk" });
		await ann.call("rename", { room: "#milk", name: "#cream" });
		for (const name of ["#cream", "#milk", "#general", "#CREAM"])
			expect((await ann.refusal("rename", { room: "#tea", name })).why, name).toBe("room_exists");
		for (const name of ["#tea", "@0123456789abcdef"])
			expect((await ann.refusal("rename", { room: "#tea", name })).why, name).toBe("not_allowed");
		await ann.call("rename", { room: "#cream", name: "#milk" });
		expect((await ann.call("join", { room: "#cream" })).formerly).toEqual(["#cream"]);
	});

	test("has had so many names that a list can tell all of them, and no more", async () => {
		await using server = await startStaffed({ owen: "owner" });
		const { ann } = await roomOf(server, "#tea", ["ann"]);
		const longest = (index: number) => `#${"\u6f22".repeat(46)}${String(index).padStart(2, "0")}`;
		const greatest = {
			topic: "\u{1f642}".repeat(limits.topicChars),
			description: "\u6f22".repeat(limits.descriptionChars),
		};
		await ann.call("topic", { room: "#tea", topic: greatest.topic });
		await ann.call("settings", { room: "#tea", description: greatest.description });
		await ann.call("settings", { room: "#tea", readOnly: true, slowSeconds: limits.slowSeconds });
		await ann.call("rename", { room: "#tea", name: longest(0) });
		for (let index = 1; index < limits.formerNames; index++)
			await ann.call("rename", { room: "#tea", name: longest(index) });
		const refused = await ann.refusal("rename", { room: "#tea", name: "#more" });
		expect(refused.why).toBe("not_allowed");
		expect(refused.message).toContain(" has had 20 other names, ");
		await expect(
			operate(server, "room.rename", {
				room: roomName.parse("#tea"),
				name: roomName.parse("#more"),
			}),
		).rejects.toThrow(" has had 20 other names, ");
		await ann.call("rename", { room: "#tea", name: longest(3) });
		await server.account("owen");
		await ann.call("invite", { room: "#tea", account: "owen" });
		const { peer: owen, login } = await server.account("owen");
		const [told] = login.rooms;
		expect(told).toMatchObject({ room: longest(3), ...greatest });
		expect(told?.formerly).toHaveLength(limits.formerNames);
		expect(Buffer.byteLength(JSON.stringify(told))).toBeLessThan(frameLimitBytes / 6);
		expect((await owen.call("rooms", {})).rooms).toHaveLength(2);
		for (const name of ["#tea", longest(0)])
			expect((await owen.call("join", { room: name })).room, name).toBe(longest(3));
	});

	test("of two who want one name for two rooms at the same moment one is refused", async () => {
		await using server = await TestDaemon.start();
		const { ann } = await roomOf(server, "#tea", ["ann"]);
		await ann.call("create", { room: "#milk" });
		const { peer: other } = await server.account("ann");
		const answers = await Promise.all([
			ann.ask("rename", { room: "#tea", name: "#cups" }),
			other.ask("rename", { room: "#milk", name: "#cups" }),
			other.ask("create", { room: "#cups" }),
		]);
		expect(answers.map(({ type }) => type).sort()).toEqual(["error", "error", "result"]);
	});

	test("keeps the order of what is said meanwhile, and every ack is in the log", async () => {
		await using server = await TestDaemon.start();
		const { ann, bob } = await roomOf(server, "#tea", ["ann", "bob"]);
		const posts = Array.from({ length: 200 }, (_, index) => said("#tea", `number ${index}`));
		const acks = posts.map((post) => bob.call("post", post));
		for (const [room, name] of [
			["#tea", "#one"],
			["#one", "#two"],
			["#two", "#tea"],
			["#tea", "#three"],
		] as const)
			await ann.call("rename", { room, name });
		const kept = await Promise.all(acks);
		const again = await Promise.all(posts.map((post) => bob.call("post", post)));
		expect(again).toEqual(kept.map((ack) => ({ ...ack, room: "#three", duplicate: true })));
		const last = Math.max(...kept.map(({ seq }) => seq));
		const { rooms } = await ann.call("sync", { rooms: { "#three": Math.max(0, last - 150) } });
		expect(rooms["#three"]).toBeDefined();
		const log: string[] = [];
		for (let after = 0, more = true; more; ) {
			const page = await bob.call("history", { room: "#tea", after, limit: 200 });
			log.push(...page.events.map((e) => (e.type === "message" ? `${e.seq} ${e.text}` : "")));
			after = page.events.at(-1)?.seq ?? after;
			more = page.more;
		}
		const texts = log.filter((line) => line !== "");
		expect(texts).toEqual(kept.map(({ seq }, index) => `${seq} number ${index}`));
		const heard = ["#tea", "#one", "#two", "#three"].flatMap((name) => ann.events(name));
		expect(heard.map(({ seq }) => seq).sort((a, b) => a - b)).toEqual(
			Array.from({ length: heard.length }, (_, index) => (heard[0]?.seq ?? 0) + index),
		);
	});

	test("may be the first room: whoever comes at the plain door is in it under its new name", async () => {
		await using first = await startStaffed({ boss: "admin" });
		const { peer: boss } = await first.account("boss");
		await boss.call("join", { room: "#general" });
		await boss.call("rename", { room: "#general", name: "#lobby" });
		await first.stop();
		await using second = await TestDaemon.start({ dataDir: first.dataDir });
		const dan = second.plain();
		await dan.sees("username: ");
		dan.type("dan");
		await dan.sees("password: ");
		dan.type("");
		await dan.sees("you are dan in #lobby");
		const { peer } = await second.account("boss");
		await peer.call("join", { room: "#lobby" });
		await peer.call("rename", { room: "#lobby", name: "#hall" });
		await dan.sees("boss renamed #lobby to #hall");
		dan.type("I stay");
		expect(await peer.event("#hall", ({ type }) => type === "message")).toMatchObject({
			by: "dan",
		});
		await peer.call("post", said("#general", "so do I"));
		await dan.sees("<boss> so do I");
		await second.stop();
		await using third = await TestDaemon.start({ dataDir: first.dataDir });
		const { login } = await third.account("boss");
		expect(login.rooms.map(({ room }) => room)).toEqual(["#hall"]);
		const { peer: other } = await third.account("boss");
		expect((await other.call("rooms", {})).rooms.map(({ room }) => room)).toEqual(["#hall"]);
		await third.stop();
	});
});

describe("the store", () => {
	test("finds a renamed room by its old names, also in a reader that never knew them", async () => {
		const dataDir = makeFolder();
		onTestFinished(() => rmSync(dataDir, { recursive: true }));
		const open = () =>
			openStore({
				dataDir,
				onFatal(error) {
					throw error;
				},
			});
		const [tea, coffee] = [roomName.parse("#tea"), roomName.parse("#coffee")];
		const from = { room: tea, by: serverAuthor, at: 7 };
		const first = await open();
		const keys = [newMessageId(), newMessageId(), newMessageId()] as const;
		await first.journal.append([
			{ key: keys[0], event: { ...from, type: "create", kind: "public" } },
			{ key: keys[1], event: { ...from, type: "rename", name: coffee, was: tea } },
			{ key: keys[2], event: { ...from, type: "topic", topic: "on its way" } },
		]);
		const second = await open();
		for (const { journal } of [second, first]) {
			for (const name of [tea, coffee])
				expect((await journal.after(name, beforeFirst, 9)).map(({ room }) => room)).toEqual([
					coffee,
					coffee,
					coffee,
				]);
			expect(await journal.find(keys[2])).toEqual({ room: coffee, seq: 3, at: 7, by: "server" });
			expect(await journal.find(newMessageId())).toBeUndefined();
			expect(await journal.firstSince(tea, 7)).toBe(1);
			expect(await journal.firstSince(tea, 8)).toBeUndefined();
			expect(await journal.after(roomName.parse("#milk"), beforeFirst, 9)).toEqual([]);
		}
		await first.journal.trim(coffee, toSeq.parse(3));
		expect(await first.journal.find(keys[0])).toEqual({
			room: coffee,
			seq: 1,
			at: 7,
			by: "server",
		});
		await second.journal.close();
		await first.journal.close();
	});
});
