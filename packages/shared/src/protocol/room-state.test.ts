import { describe, expect, test } from "vitest";
import { type RoomEvent, roomEvent } from "./events.ts";
import { accountName } from "./ids.ts";
import { membershipChange, nextRoomState, type RoomState, sentenceOf } from "./room-state.ts";

let seqs = 0;

function event(type: RoomEvent["type"], rest: object = {}): RoomEvent {
	return roomEvent.parse({ room: "#tea", seq: ++seqs, at: seqs, by: "ann", type, ...rest });
}

function stateAfter(...events: readonly RoomEvent[]): RoomState {
	return events.reduce<RoomState>(nextRoomState, {});
}

const bob = accountName.parse("bob");

describe("what follows from a room's log", () => {
	test("is the last that was set of each thing; what is false, 0 or empty is left out", () => {
		const state = stateAfter(
			event("settings", { description: "x", archived: true, slowSeconds: 5 }),
			event("settings", { readOnly: true, retentionDays: 3, slowSeconds: 9 }),
			event("settings", { description: "", archived: false }),
		);
		expect(state).toEqual({ readOnly: true, retentionDays: 3, slowSeconds: 9 });
		const nothing = { readOnly: false, retentionDays: 0, slowSeconds: 0 };
		expect(nextRoomState(state, event("settings", nothing))).toEqual({});
	});

	test("is every name a public room had, each once, but for the one it has", () => {
		const rename = (was: string, name: string) => event("rename", { was, name });
		expect(stateAfter(rename("#tea", "#one"), rename("#one", "#two"))).toEqual({
			formerly: ["#tea", "#one"],
		});
		expect(
			stateAfter(rename("#tea", "#one"), rename("#one", "#tea"), rename("#tea", "#one")),
		).toEqual({ formerly: ["#tea"] });
	});

	test("is the title of a private room, whose former ones are forgotten", () => {
		const made = event("create", { kind: "private", title: "#secret" });
		expect(stateAfter(made, event("rename", { was: "#secret", name: "#den" }))).toEqual({
			title: "#den",
		});
	});

	test("is who moderates it, as long as they are in it", () => {
		const made = event("role", { who: "bob", role: "moderator" });
		expect(stateAfter(made, made)).toEqual({ moderators: ["bob"] });
		for (const end of [
			event("role", { who: "bob", role: "member" }),
			event("kick", { who: "bob" }),
			event("ban", { who: "bob" }),
			event("part", { by: "bob" }),
		])
			expect(stateAfter(made, end).moderators, end.type).toBeUndefined();
	});

	test("is one sentence of a kind for each, the last, which holds until its end", () => {
		const state = stateAfter(
			event("mute", { who: "bob", until: 50 }),
			event("mute", { who: "bob", until: 100, reason: "spam" }),
			event("mute", { who: "cleo" }),
		);
		expect(state.mutes?.length).toBe(2);
		expect(sentenceOf(state.mutes, bob, 99)).toMatchObject({ until: 100, reason: "spam" });
		expect(sentenceOf(state.mutes, bob, 100)).toBeUndefined();
		expect(sentenceOf(state.mutes, accountName.parse("cleo"), 1e15)).toMatchObject({ by: "ann" });
		expect(nextRoomState(state, event("unmute", { who: "cleo" })).mutes?.length).toBe(1);
	});

	test("is no sentence that has run out, from the next of its kind on", () => {
		const until = seqs + 10;
		for (const [does, undoes, list] of [
			["ban", "unban", "bans"],
			["mute", "unmute", "mutes"],
		] as const) {
			const state = stateAfter(
				event(does, { who: "bob", until }),
				event(does, { who: "cleo", until: until + 1 }),
				event(does, { who: "dan" }),
			);
			expect(nextRoomState(state, event("join", { at: until }))[list]).toHaveLength(3);
			for (const type of [does, undoes])
				expect(
					nextRoomState(state, event(type, { who: "eve", at: until }))[list]?.map(({ who }) => who),
					type,
				).toEqual(["cleo", "dan", ...(type === does ? ["eve"] : [])]);
		}
	});

	test("is the same value where an event changes nothing of it", () => {
		const state = stateAfter(event("settings", { readOnly: true }));
		for (const each of [event("join"), event("topic", { topic: "x" })])
			expect(nextRoomState(state, each)).toBe(state);
	});
});

test("a member is whoever joined, was brought in or was there from the start, until they left or were taken out", () => {
	const nobody = { enter: [], leave: [] };
	expect(membershipChange(event("create", { kind: "direct", with: ["ann", "bob"] }))).toEqual({
		...nobody,
		enter: ["ann", "bob"],
	});
	expect(membershipChange(event("invite", { who: "bob" }))).toEqual({ ...nobody, enter: ["bob"] });
	for (const type of ["kick", "ban"] as const)
		expect(membershipChange(event(type, { who: "bob" }))).toEqual({ ...nobody, leave: ["bob"] });
	for (const type of ["unban", "mute", "unmute"] as const)
		expect(membershipChange(event(type, { who: "bob" }))).toEqual(nobody);
});
