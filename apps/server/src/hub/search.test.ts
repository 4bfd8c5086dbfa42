import type { MessageEvent, RoomEvent } from "@partyline/shared/protocol/events";
import {
	type AccountName,
	accountName,
	beforeFirst,
	newMessageId,
	type RoomName,
	roomName,
	type Seq,
	seq as toSeq,
} from "@partyline/shared/protocol/ids";
import { describe, expect, test } from "vitest";
import { type Hub, openHub } from "./hub.ts";
import { sendAway } from "./log-out.ts";
import type {
	Accounts,
	Acts,
	Bans,
	Codes,
	EventDraft,
	Found,
	Invites,
	Journal,
	Passwords,
	Searched,
	Session,
} from "./ports.ts";
import { search } from "./search.ts";

const tea = roomName.parse("#tea");
const den = roomName.parse("@0123456789");
const ann = accountName.parse("ann");
const bob = accountName.parse("bob");

type Reply = Found | "took-too-long" | "busy";

/** A search that the journal was asked for and has not answered. */
type Open = {
	readonly wanted: Searched;
	readonly answer: (reply: Reply) => void;
};

/** The searches that the journal has not answered. */
class Searches {
	readonly asked: Open[] = [];
	#onAsked: () => void = () => {};

	search = (wanted: Searched): Promise<Reply> =>
		new Promise((resolve) => {
			this.asked.push({ wanted, answer: resolve });
			this.#onAsked();
		});

	/** Resolves once there is one. */
	begun(): Promise<void> {
		if (this.asked.length > 0) return Promise.resolve();
		return new Promise((resolve) => {
			this.#onAsked = resolve;
		});
	}
}

function sessionOf(account: AccountName): Session {
	return {
		account,
		isLocal: true,
		address: "127.0.0.1",
		deliver() {},
		signal() {},
		end() {},
	};
}

/** A hub with Ann in #tea and in a private room, over a journal whose logs and answers to searches are the test's. */
async function arrange() {
	const log: RoomEvent[] = [];
	const open = new Searches();
	let onCommitted: (events: readonly RoomEvent[]) => void = () => {};
	const stored = { topic: "", state: {}, floor: beforeFirst, head: beforeFirst, members: [ann] };
	const journal: Partial<Journal> = {
		after: async (room, seq, limit) =>
			log.filter((event) => event.room === room && event.seq > seq).slice(0, limit),
		rooms: async () => [
			{ ...stored, room: tea, kind: "public" },
			{ ...stored, room: den, kind: "private" },
		],
		search: open.search,
		onCommitted: (listener) => {
			onCommitted = listener;
		},
	};
	const accounts: Partial<Accounts> = {
		all: async () =>
			[ann, bob].map((account) => ({
				...{ account, name: account },
				...{ role: "member", state: "active" },
			})),
	};
	const bans: Partial<Bans> = { all: async () => [] };
	const hub: Hub = await openHub({
		// Only what is asked for here.
		journal: journal as Journal,
		accounts: accounts as Accounts,
		bans: bans as Bans,
		...{ invites: {} as Invites, acts: {} as Acts },
		...{ passwords: {} as Passwords, codes: {} as Codes },
		clock: {
			now: () => 0,
			soon: (task) => queueMicrotask(task),
			later: (_, task) => queueMicrotask(task),
		},
		newKey: newMessageId,
		newRoomId: () => den,
	});
	const session = sessionOf(ann);
	hub.people.enter(session);
	const commit = (event: EventDraft) => {
		const last = log.findLast(({ room }) => room === event.room)?.seq ?? beforeFirst;
		const whole: RoomEvent = { ...event, seq: toSeq.parse(last + 1) };
		log.push(whole);
		onCommitted([whole]);
		return whole;
	};
	/** Says something; the event as a search finds it. */
	const say = (text: string, room: RoomName = tea) => {
		const message = { room, at: 0, by: ann, type: "message", id: newMessageId(), text } as const;
		const { seq } = commit(message);
		return { ...message, seq };
	};
	return { hub, session, log, open, commit, say };
}

/** Tea in a room, or in all of them. */
function forTea(room?: RoomName) {
	return { text: "tea", limit: 50, ...(room && { room }) };
}

/** What a journal finds, its place being its number from the end. */
function found(...events: readonly MessageEvent[]): Found {
	const hits = events.map((event, index) => ({ event, place: events.length - index }));
	return { hits, more: false, partial: false };
}

/** Answers the search that the journal was asked for next, and tells what it was asked. */
async function answer(open: Searches, reply: Reply): Promise<Searched> {
	await open.begun();
	const next = open.asked.shift()!;
	next.answer(reply);
	return next.wanted;
}

describe("of what was found, nothing is shown", () => {
	test("that was taken back while it was searched for; the rest is", async () => {
		const { hub, session, log, open, commit, say } = await arrange();
		const [kept, gone] = [say("tea one"), say("tea two")];
		const finding = search(hub, session, forTea());
		await open.begun();
		const at = log.findIndex(({ seq }) => seq === gone.seq);
		log[at] = { ...gone, text: "", redacted: true };
		commit({ room: tea, at: 0, by: ann, type: "redact", seqs: [gone.seq] });
		await answer(open, found(gone, kept));
		expect((await finding).hits).toEqual([{ event: kept, place: 1 }]);
	});

	test("of a room that one was taken out of meanwhile", async () => {
		const { hub, session, open, commit, say } = await arrange();
		const [seen, hidden] = [say("tea"), say("tea", den)];
		const finding = search(hub, session, forTea());
		await open.begun();
		commit({ room: den, at: 0, by: bob, type: "kick", who: ann });
		await answer(open, found(hidden, seen));
		expect((await finding).hits.map(({ event }) => event)).toEqual([seen]);
	});

	test("at all, but the refusal of a room that never was, when it was searched for in that room", async () => {
		const { hub, session, open, commit, say } = await arrange();
		const hidden = say("tea", den);
		const finding = search(hub, session, forTea(den));
		await open.begun();
		commit({ room: den, at: 0, by: bob, type: "kick", who: ann });
		await answer(open, found(hidden));
		await expect(finding).rejects.toMatchObject({
			code: "no_such_room",
			message: `There is no room ${den}.`,
		});
	});

	test("by who was sent away meanwhile, whose connection still waits for the answer", async () => {
		const { hub, session, open, say } = await arrange();
		const said = say("tea");
		for (const room of [undefined, tea]) {
			const finding = search(hub, session, forTea(room));
			await open.begun();
			sendAway(hub, session, { code: "banned", message: "You are banned." });
			await answer(open, found(said));
			await expect(finding).rejects.toMatchObject({ code: "login_required" });
			hub.people.enter(session);
		}
	});

	test("that nobody was shown yet, or that was removed because it is old", async () => {
		const { hub, session, open, say } = await arrange();
		const [old, now] = [say("tea"), say("tea")];
		const coming = { ...now, seq: toSeq.parse(3), id: newMessageId() };
		const finding = search(hub, session, forTea());
		await open.begun();
		hub.rooms.get(tea)!.floor = old.seq;
		await answer(open, found(coming, now, old));
		expect((await finding).hits.map(({ event }) => event)).toEqual([now]);
	});

	test("of another room that got the name of one's own meanwhile", async () => {
		const { hub, session, log, open, commit, say } = await arrange();
		const said = say("tea");
		const finding = search(hub, session, forTea());
		await open.begun();
		const coffee = roomName.parse("#coffee");
		commit({ room: tea, at: 0, by: ann, type: "rename", name: coffee, was: tea });
		for (const [index, event] of log.entries()) log[index] = { ...event, room: coffee };
		const other = { ...said, id: newMessageId(), text: "tea of others" };
		await answer(open, found(other, said));
		expect((await finding).hits.map(({ event }) => event)).toEqual([{ ...said, room: coffee }]);
	});
});

describe("a search", () => {
	test("looks in all the rooms one is in, or in the one that is named, for what somebody said", async () => {
		const { hub, session, open } = await arrange();
		const everywhere = search(hub, session, { ...forTea(), by: bob, after: 3, older: 9 });
		expect(await answer(open, found())).toEqual({
			...{ text: "tea", limit: 50, rooms: [tea, den] },
			...{ by: bob, after: 3, older: 9 },
		});
		await everywhere;
		const inOne = search(hub, session, forTea(tea));
		expect(await answer(open, found())).toEqual({ text: "tea", limit: 50, rooms: [tea] });
		await inOne;
	});

	test("of somebody who is in no room finds nothing, and the journal is not asked", async () => {
		const { hub, open } = await arrange();
		const outsider = sessionOf(bob);
		hub.people.enter(outsider);
		expect((await search(hub, outsider, forTea())).hits).toEqual([]);
		expect(open.asked).toEqual([]);
	});

	test("goes on after what was not shown, too", async () => {
		const { hub, session, open, say } = await arrange();
		const said = say("tea");
		const finding = search(hub, session, forTea());
		const coming: MessageEvent = { ...said, seq: 9 as Seq };
		await answer(open, { hits: [{ event: coming, place: 7 }], more: true, partial: true });
		expect(await finding).toEqual({ hits: [], end: 7, partial: true });
	});

	test("that takes too long says what helps, and one too many when to come again", async () => {
		const { hub, session, open } = await arrange();
		const slow = search(hub, session, forTea());
		await answer(open, "took-too-long");
		await expect(slow).rejects.toMatchObject({ code: "search_too_slow" });
		const busy = search(hub, session, forTea());
		await answer(open, "busy");
		await expect(busy).rejects.toMatchObject({ code: "rate_limited", retryAfterMs: 1_000 });
	});

	test("waits for the one before of the same account, and is not begun for who left meanwhile", async () => {
		const { hub, session, open } = await arrange();
		const other = sessionOf(ann);
		const gone = sessionOf(ann);
		for (const one of [other, gone]) hub.people.enter(one);
		const searches = [session, gone, other].map((one) => search(hub, one, forTea()));
		const settled = Promise.allSettled(searches);
		await open.begun();
		expect(open.asked).toHaveLength(1);
		hub.people.exit(gone);
		await answer(open, found());
		await answer(open, found());
		expect((await settled).map(({ status }) => status)).toEqual([
			"fulfilled",
			"rejected",
			"fulfilled",
		]);
		expect(open.asked).toEqual([]);
	});
});
