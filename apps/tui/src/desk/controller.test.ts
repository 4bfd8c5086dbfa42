import { ClosedError, RequestError, StorageError } from "@partyline/client";
import type { ReceivedEvent } from "@partyline/shared/protocol/events";
import { cursor, seq } from "@partyline/shared/protocol/ids";
import { describe, expect, test } from "vitest";
import { parseLines } from "../input/history.ts";
import { completeness } from "../state/gaps.ts";
import { seqOf } from "../state/item.ts";
import { roomIn } from "../state/place.ts";
import { logOf } from "../state/state.ts";
import { heldAround } from "../state/trim.ts";
import { Chat } from "../testing/chat.ts";
import {
	event,
	events,
	general,
	generalRoom,
	joinedRoom,
	noon,
	person,
	place,
	post,
} from "../testing/samples.ts";

function arrange(...rooms: readonly string[]): Chat {
	const chat = new Chat({ columns: 80, rows: 24 });
	chat.client.goLive("ann", "#general", ...rooms);
	return chat;
}

function receive(chat: Chat, happened: readonly ReceivedEvent[], room = "#general"): void {
	for (const one of happened) {
		const there = { ...one, room: roomIn(place(room)) };
		chat.client.tell({ type: "event", event: there, mine: false });
	}
}

/** Lets what was promised happen. */
async function settle(): Promise<void> {
	for (let turn = 0; turn < 20; turn++) await Promise.resolve();
}

describe("sending", () => {
	test("what is typed is posted with Enter, and the line is empty again", () => {
		const chat = arrange();
		chat.say("hello ");
		expect(chat.client.askedOf("post")).toEqual(["post #general hello"]);
		expect(chat.typed).toBe("");
		expect(chat.rows.at(-1)).toBe("⋯   ann     hello");
		chat.press("up");
		expect(chat.typed).toBe("hello");
	});

	test("what a key did is on screen at once", () => {
		const chat = arrange();
		chat.type("a");
		expect(chat.shown).toBe(chat.state);
		receive(chat, events(1, 1));
		expect(chat.shown).not.toBe(chat.state);
	});

	test("an unknown command is told with the nearest name, and stays in the line", () => {
		const chat = arrange();
		chat.say("/jion #ops");
		expect(chat.client.askedOf("post")).toEqual([]);
		expect(chat.typed).toBe("/jion #ops");
		expect(chat.rows.at(-1)).toBe(
			"· There is no command /jion. Did you mean /join? //jion would say it.",
		);
	});

	test("what a command has to tell is seen by one who was reading further up", () => {
		const chat = arrange();
		receive(chat, events(1, 60));
		chat.press("pageup");
		chat.say("/jion");
		expect(chat.rows.at(-1)).toMatch(/no command/);
	});

	test("when the disk refuses a message it stays in the line, and why is told", () => {
		const chat = arrange();
		chat.client.failures.set("post", new StorageError("The disk is full."));
		chat.say("hello");
		expect(chat.typed).toBe("hello");
		expect(chat.rows.at(-1)).toBe("· The disk is full.");
		chat.client.failures.clear();
		chat.press("enter");
		expect(chat.typed).toBe("");
		expect(chat.client.askedOf("post")).toHaveLength(2);
	});

	test("a command that fails tells why, at once or later", async () => {
		const chat = arrange();
		chat.say("/me");
		await settle();
		expect(chat.rows.at(-1)).toBe("· Type /me waves: say what you do.");
		chat.client.failures.set("nick", new ClosedError("There is no connection."));
		chat.press("ctrl+u");
		chat.say("/nick annie");
		await settle();
		expect(chat.rows.at(-1)).toBe("· There is no connection.");
	});

	test("Enter on an empty line sends nothing, and offline it tries to connect", () => {
		const chat = arrange();
		chat.press("enter");
		expect(chat.client.askedOf("retryNow")).toEqual([]);
		const status = { state: "waiting", retryAtMs: noon, problem: "no", attempt: 1 } as const;
		chat.client.tell({ type: "status", status });
		chat.press("enter");
		expect(chat.client.askedOf("retryNow")).toHaveLength(1);
		expect(chat.client.askedOf("post")).toEqual([]);
	});

	test("a paste of many lines is one text, and is not sent by its line ends", () => {
		const chat = arrange();
		chat.controller.onInput({ type: "paste", text: "one\r\ntwo\n" });
		expect(chat.typed).toBe("one\ntwo\n");
		expect(chat.client.askedOf("post")).toEqual([]);
	});

	test("others are told that one types, not at every letter and not of commands", () => {
		const chat = arrange();
		chat.type("a");
		chat.type("b");
		chat.nowMs += 4_000;
		chat.type("c");
		chat.press("ctrl+u");
		chat.nowMs += 4_000;
		chat.type("/");
		expect(chat.client.askedOf("typing")).toEqual(["typing #general true", "typing #general true"]);
	});
});

describe("Ctrl+C", () => {
	test("clears the line, then asks, then leaves", () => {
		const chat = arrange();
		chat.type("draft");
		chat.press("ctrl+c");
		expect([chat.typed, chat.state.hint, chat.left]).toEqual(["", "", 0]);
		chat.press("ctrl+c");
		expect([chat.state.hint, chat.left]).toEqual(["Ctrl+C once more leaves", 0]);
		chat.press("ctrl+c");
		expect(chat.left).toBe(1);
	});

	test.each(["pageup", "alt+2", "f7", "left", "tab", "escape", "ctrl+l"])(
		"asks anew after %s",
		(key) => {
			const chat = arrange("#ops");
			chat.press("ctrl+c", key, "ctrl+c");
			expect(chat.left).toBe(0);
			expect(chat.state.hint).toBe("Ctrl+C once more leaves");
		},
	);

	test("asks anew after something was typed or pasted", () => {
		const chat = arrange();
		chat.press("ctrl+c");
		chat.type("?");
		expect(chat.state.leaving).toBe(false);
		chat.press("escape", "ctrl+c");
		chat.controller.onInput({ type: "paste", text: "" });
		expect(chat.state.leaving).toBe(false);
	});

	test("is not disturbed by what the terminal says by itself", () => {
		const chat = arrange();
		chat.press("ctrl+c");
		chat.controller.onInput({ type: "focus", focused: true });
		chat.press("ctrl+c");
		expect(chat.left).toBe(1);
	});
});

test("Esc ends one thing at a time: what lies above, the hint, reading further up, what was refused", () => {
	const chat = arrange();
	receive(chat, events(1, 60));
	const refused = post("bad", "no");
	chat.client.entries.push(refused);
	chat.client.tell({ type: "post", state: "refused", entry: refused });
	chat.press("pageup", "f7", "ctrl+c");
	const seen = () => {
		const log = logOf(chat.state, general);
		return [chat.state.layer.type, chat.state.hint !== "", log.anchor.at, log.posts.length];
	};
	expect(seen()).toEqual(["rooms", true, "item", 1]);
	chat.press("escape");
	expect(seen()).toEqual(["none", true, "item", 1]);
	chat.press("escape");
	expect(seen()).toEqual(["none", false, "item", 1]);
	chat.press("escape");
	expect(seen()).toEqual(["none", false, "end", 1]);
	chat.press("escape");
	expect(seen()).toEqual(["none", true, "end", 0]);
	chat.press("escape");
	expect(seen()).toEqual(["none", false, "end", 0]);
});

test("each Esc drops one message that was refused, the newest first, and Up has it", () => {
	const chat = arrange();
	chat.say("hi");
	for (const [at, text] of ["first", "second"].entries()) {
		const entry = { ...post(text, "no"), createdAt: noon + at };
		chat.client.entries.unshift(entry);
		chat.client.tell({ type: "post", state: "refused", entry });
	}
	chat.type("a long thought");
	chat.press("up", "escape");
	expect(chat.state.hint).toBe("dropped; Up has it");
	expect(chat.rows.join(" ")).toContain("first");
	expect(chat.rows.join(" ")).not.toContain("second");
	chat.press("down", "down", "up");
	expect(chat.typed).toBe("second");
	expect(parseLines(chat.client.noted.get("history") ?? "")).toEqual(["hi", "second"]);
	chat.press("escape");
	expect(chat.rows.join(" ")).not.toContain("first");
	chat.press("down", "down");
	expect(chat.typed).toBe("a long thought");
	chat.press("escape", "escape");
	expect([chat.state.hint, chat.client.askedOf("drop").length]).toEqual(["", 2]);
});

test("Esc leaves alone what is still to be sent", () => {
	const chat = arrange();
	chat.say("hello");
	chat.press("escape", "escape");
	expect(chat.client.askedOf("drop")).toEqual([]);
});

test("what was refused in a room one is in no more goes with Esc as well", () => {
	const chat = arrange();
	const refused = { ...post("bad", "no"), room: "#gone" };
	chat.client.entries.push(refused);
	chat.client.tell({ type: "post", state: "refused", entry: refused });
	expect(chat.rows.at(-1)).toBe("· Not sent to #gone: no (Esc drops it) It was: bad");
	chat.press("escape");
	expect(chat.client.askedOf("drop")).toHaveLength(1);
});

test("a key that the disk refuses is told, not thrown", () => {
	const chat = arrange();
	const refused = post("bad", "no");
	chat.client.entries.push(refused);
	chat.client.tell({ type: "post", state: "refused", entry: refused });
	chat.client.failures.set("drop", new StorageError("database is locked"));
	expect(() => chat.press("escape")).not.toThrow();
	expect(chat.rows).toContain("· database is locked");
});

describe("rooms", () => {
	test("going to another keeps what was typed in each", () => {
		const chat = arrange("#ops");
		chat.type("for general");
		chat.press("ctrl+n");
		expect([chat.state.current, chat.typed]).toEqual(["#ops", ""]);
		chat.type("for ops");
		chat.press("alt+/");
		expect([chat.state.current, chat.typed]).toEqual(["#general", "for general"]);
		chat.press("alt+/");
		expect(chat.typed).toBe("for ops");
	});

	test("Alt+1 to Alt+9 and Alt+0 go to the first ten", () => {
		const names = Array.from({ length: 11 }, (_, at) => `#r${String(at + 1).padStart(2, "0")}`);
		const chat = arrange(...names);
		const went = ["1", "2", "9", "0"].map((digit) => {
			chat.press(`alt+${digit}`);
			return chat.state.current;
		});
		// #general comes first by name.
		expect(went).toEqual(["#general", "#r01", "#r08", "#r09"]);
		expect(chat.client.askedOf("rememberRoom").at(-1)).toBe("rememberRoom #r09");
	});

	test("a number without a room does nothing", () => {
		const chat = arrange("#ops");
		chat.press("alt+2", "alt+5");
		expect(chat.state.current).toBe("#ops");
	});

	test("Alt+A goes to what is unread, and stays when nothing is", () => {
		const chat = arrange("#ops");
		chat.press("alt+a");
		expect(chat.state.current).toBe("#general");
		receive(chat, events(1, 2), "#ops");
		chat.press("alt+a");
		expect(chat.state.current).toBe("#ops");
	});

	test("when the room on screen was left, another is shown", async () => {
		const chat = arrange("#ops");
		chat.say("/part");
		await settle();
		expect(chat.state.current).toBe("#ops");
	});

	test("a room that was left on another device while one was offline is not stayed in", () => {
		const chat = arrange("#ops");
		chat.client.tell({ type: "status", status: { state: "syncing" } });
		chat.client.tell({ type: "rooms", rooms: [joinedRoom("#ops")] });
		expect(chat.state.current).toBe("#general");
		chat.client.tell({ type: "status", status: { state: "live" } });
		expect(chat.state.current).toBe("#ops");
	});

	test("people are asked for when the connection comes, not with every round trip measured", () => {
		const chat = arrange();
		chat.client.tell({ type: "status", status: { state: "live", roundTripMs: 3 } });
		expect(chat.client.askedOf("members")).toEqual(["members #general"]);
		chat.client.tell({ type: "status", status: { state: "syncing" } });
		chat.client.tell({ type: "status", status: { state: "live" } });
		expect(chat.client.askedOf("members")).toHaveLength(2);
	});
});

describe("read marks", () => {
	test("are told at a tick, and only while one reads at the end", () => {
		const chat = arrange();
		receive(chat, events(1, 60));
		expect(chat.client.askedOf("read")).toEqual([]);
		chat.controller.onTick();
		chat.controller.onTick();
		expect(chat.client.askedOf("read")).toEqual(["read #general 60"]);
		chat.press("pageup");
		receive(chat, events(61, 62));
		chat.controller.onTick();
		expect(chat.client.askedOf("read")).toHaveLength(1);
		expect(logOf(chat.state, general).unread).toBe(2);
		chat.press("alt+end");
		chat.controller.onTick();
		expect(chat.client.askedOf("read").at(-1)).toBe("read #general 62");
		expect(logOf(chat.state, general).unread).toBe(0);
	});

	test("of the room one leaves are told before the other is shown", () => {
		const chat = arrange("#ops");
		receive(chat, events(1, 3));
		chat.press("ctrl+n");
		expect(chat.client.askedOf("read")).toEqual(["read #general 3"]);
		receive(chat, events(4, 4));
		chat.controller.onTick();
		expect(logOf(chat.state, general).unread).toBe(1);
	});
});

test("offline the countdown goes on with every tick; online nothing changes by itself", () => {
	const chat = arrange();
	chat.nowMs += 1_000;
	const before = chat.state;
	chat.controller.onTick();
	expect(chat.state).toBe(before);
	const status = { state: "waiting", retryAtMs: noon + 9_000, problem: "no", attempt: 1 } as const;
	chat.client.tell({ type: "status", status });
	chat.nowMs += 1_000;
	chat.controller.onTick();
	expect(chat.state.now).toBe(noon + 2_000);
});

describe("older messages", () => {
	test("are fetched when one scrolls up, once, and nothing on screen moves", async () => {
		const chat = arrange();
		chat.client.log = events(1, 300);
		receive(chat, events(201, 300));
		chat.press("pageup", "pageup", "pageup");
		await settle();
		const shown = chat.rows;
		chat.press("pageup", "pagedown");
		await settle();
		expect(chat.rows).toEqual(shown);
		expect(chat.client.askedOf("history")).toEqual(["history #general 201 100"]);
		expect(logOf(chat.state, general).items.flatMap((item) => seqOf(item) ?? [])).toHaveLength(200);
		chat.press("alt+home");
		await settle();
		chat.press("alt+home");
		await settle();
		expect(logOf(chat.state, general).reachesStart).toBe(true);
		expect(chat.rows[0]).not.toBe("· there is more above");
	});

	test("fill what a gap has left empty above, without a key", async () => {
		const chat = arrange();
		chat.client.log = events(1, 60);
		chat.client.tell({ type: "reset", room: generalRoom, from: seq.parse(58) });
		receive(chat, events(58, 60));
		chat.controller.onTick();
		await settle();
		expect(chat.client.askedOf("history")).toEqual(["history #general 58 100"]);
		expect(chat.rows).toContain("12:00         text 57");
	});

	test("that could not be fetched can be asked for again", async () => {
		const chat = arrange();
		chat.client.failures.set("history", new ClosedError("There is no connection."));
		receive(chat, events(50, 60));
		chat.press("pageup");
		await settle();
		expect(logOf(chat.state, general).loads).toBe(false);
		chat.client.failures.clear();
		chat.client.log = events(1, 60);
		chat.press("pageup");
		await settle();
		expect(chat.client.askedOf("history")).toHaveLength(2);
		expect(logOf(chat.state, general).reachesStart).toBe(true);
	});

	test("that are refused are asked for less and less often, and at once with a key or a new connection", async () => {
		const chat = arrange();
		chat.client.failures.set("history", new RequestError("rate_limited", "Too fast."));
		receive(chat, events(50, 60));
		const tick = async (seconds: number) => {
			for (let second = 0; second < seconds; second++) {
				chat.nowMs += 1_000;
				chat.controller.onTick();
				await settle();
			}
			return chat.client.askedOf("history").length;
		};
		expect(await tick(60)).toBeLessThanOrEqual(6);
		// In the end once a minute.
		const slow = await tick(600);
		const inTenMinutes = (await tick(600)) - slow;
		expect(inTenMinutes).toBeGreaterThanOrEqual(9);
		expect(inTenMinutes).toBeLessThanOrEqual(11);
		const before = chat.client.askedOf("history").length;
		chat.press("pageup");
		await settle();
		expect(chat.client.askedOf("history")).toHaveLength(before + 1);
		chat.client.failures.clear();
		chat.client.log = events(1, 60);
		chat.client.tell({ type: "status", status: { state: "syncing" } });
		chat.client.tell({ type: "status", status: { state: "live" } });
		await settle();
		expect(logOf(chat.state, general).reachesStart).toBe(true);
	});

	test("that came after a refusal are followed by the next page at the next tick", async () => {
		const chat = arrange();
		receive(chat, events(50, 60));
		chat.client.failures.set("history", new RequestError("rate_limited", "Too fast."));
		chat.controller.onTick();
		await settle();
		chat.client.failures.clear();
		chat.client.page = { events: events(48, 49), more: true };
		chat.press("pageup");
		await settle();
		chat.client.page = undefined;
		chat.client.log = events(1, 60);
		chat.controller.onTick();
		await settle();
		expect(logOf(chat.state, general).reachesStart).toBe(true);
	});

	test("are fetched in a room where nothing but comings and goings is left", async () => {
		const chat = arrange();
		chat.client.log = events(1, 60);
		chat.client.tell({ type: "reset", room: generalRoom, from: seq.parse(61) });
		chat.press("pageup");
		await settle();
		expect(chat.client.askedOf("history")).toEqual(["history #general 61 100"]);
		expect(chat.rows).toContain("12:00         text 60");
	});

	test("come page by page up to the real beginning with Alt+Home", async () => {
		const chat = arrange();
		chat.client.log = events(1, 5_000);
		receive(chat, events(4_990, 5_000));
		chat.press("alt+home");
		for (let page = 0; page < 60; page++) await settle();
		expect(chat.rows[0]).toBe("· the beginning of the room");
		expect(chat.rows).toContain("12:00 bob     text 1");
		expect(logOf(chat.state, general).items.length).toBeLessThanOrEqual(heldAround);
		chat.press("alt+end");
		await settle();
		expect(chat.rows.at(-1)).toBe("12:00         text 5000");
		receive(chat, [event(5_001)]);
		chat.press("pageup");
		await settle();
		const seqs = logOf(chat.state, general).items.map((item) => item.key);
		expect(seqs.filter((key) => key.startsWith("e"))).toEqual(
			events(4_002, 5_001).map((one) => `e${one.seq}`),
		);
	});

	test("stop coming when a key is pressed", async () => {
		const chat = arrange();
		chat.client.log = events(1, 5_000);
		receive(chat, events(4_990, 5_000));
		chat.press("alt+home", "left");
		for (let page = 0; page < 60; page++) await settle();
		expect(chat.client.askedOf("history")).toHaveLength(1);
	});

	test("that do not come from a server that has more and gives none are not asked for again", async () => {
		const chat = arrange();
		receive(chat, events(50, 60));
		chat.client.page = { events: events(50, 60), more: true };
		chat.press("alt+home");
		for (let page = 0; page < 60; page++) await settle();
		expect(chat.client.askedOf("history")).toHaveLength(1);
	});

	test("of before a reset go where they belong, and the gap behind them fills by itself", async () => {
		const chat = arrange();
		chat.client.log = events(1, 901);
		receive(chat, events(50, 60));
		chat.press("pageup");
		chat.client.tell({ type: "reset", room: generalRoom, from: seq.parse(900) });
		receive(chat, events(900, 901));
		expect(chat.rows.join()).toContain(" 839 messages are on their way ");
		for (let page = 0; page < 15; page++) await settle();
		const seqs = logOf(chat.state, general).items.flatMap((item) => seqOf(item) ?? []);
		expect(seqs).toEqual(Array.from({ length: 901 }, (_, index) => index + 1));
		expect(completeness(logOf(chat.state, general))).toEqual({ upTo: 901, missing: 0 });
	});
});

test("after another history of the server its events are shown, and what waits is still there", () => {
	const chat = arrange();
	receive(chat, events(1, 5));
	chat.say("waits");
	chat.client.tell({ type: "epoch", epoch: "other" });
	expect(chat.rows.join()).not.toContain("text 5");
	receive(chat, events(1, 1));
	expect(chat.rows.filter((row) => !row.includes("Sunday"))).toEqual([
		"· the beginning of the room",
		"12:00 bob     text 1",
		"⋯   ann     waits",
	]);
});

describe("a post of another window of ours, shown here from the outbox on disk", () => {
	const waits = post("from the other window");
	const showing = () => {
		const chat = arrange();
		chat.client.entries.push(waits);
		chat.client.tell({ type: "post", state: "pending", entry: waits });
		chat.controller.onTick();
		expect(chat.rows).toContain("⋯   ann     from the other window");
		return chat;
	};

	test("goes when it is dropped there", () => {
		const chat = showing();
		chat.client.entries = [];
		chat.controller.onTick();
		expect(logOf(chat.state, general).posts).toEqual([]);
	});

	test("is shown as refused when it is refused there, and Esc drops it", () => {
		const chat = showing();
		chat.client.entries = [{ ...waits, refused: { code: "no", reason: "You may not." } }];
		chat.controller.onTick();
		expect(chat.rows.join(" ")).toContain("You may not.");
		chat.press("escape");
		expect(logOf(chat.state, general).posts).toEqual([]);
	});

	test("stays without a connection, over which its message would come if it was kept", () => {
		const chat = showing();
		chat.client.tell({ type: "status", status: { state: "syncing" } });
		chat.client.entries = [];
		chat.controller.onTick();
		expect(chat.rows).toContain("⋯   ann     from the other window");
	});

	test("stays while the disk cannot be read, and the chat goes on", () => {
		const chat = showing();
		chat.client.entries = [];
		chat.client.failures.set("outbox", new StorageError("database is locked"));
		expect(() => chat.controller.onTick()).not.toThrow();
		expect(chat.rows).toContain("⋯   ann     from the other window");
		chat.client.failures.clear();
		chat.controller.onTick();
		expect(logOf(chat.state, general).posts).toEqual([]);
	});
});

test("a post that is kept and whose message is on its way is not taken for a dropped one", () => {
	const chat = arrange();
	chat.say("hello");
	const [entry] = chat.client.outbox();
	expect.assert(entry);
	chat.client.entries = [];
	chat.client.tell({
		type: "post",
		state: "kept",
		id: entry.id,
		room: generalRoom,
		seq: seq.parse(1),
		at: noon,
	});
	chat.controller.onTick();
	expect(chat.rows.at(-1)).toBe("⋯   ann     hello");
});

describe("help and lists", () => {
	test("? on an empty line is help, in a text it is one", () => {
		const chat = arrange();
		chat.type("?");
		expect([chat.state.layer.type, chat.typed]).toEqual(["help", ""]);
		chat.press("escape");
		expect([chat.state.layer.type, chat.typed]).toEqual(["none", ""]);
		chat.type("why");
		chat.type("?");
		expect(chat.typed).toBe("why?");
	});

	test("a list that stands beside the conversation is not laid over it as well", () => {
		const chat = arrange();
		chat.press("f7");
		expect(chat.state.layer.type).toBe("rooms");
		chat.press("f7");
		expect(chat.state.layer.type).toBe("none");
		chat.controller.onResize(200, 60);
		chat.press("f7", "f8");
		expect(chat.state.layer.type).toBe("none");
	});
});

test("Ctrl+L paints the screen anew", () => {
	const chat = arrange();
	chat.press("ctrl+l");
	expect(chat.redrawn).toBe(1);
});

test("what the server knows of people is shown once it is there", async () => {
	const chat = new Chat();
	chat.client.people = [person("bob", "Bobby")];
	chat.client.goLive("ann", "#general");
	await settle();
	receive(chat, events(1, 1));
	expect(chat.rows.at(-1)).toBe("12:00 Bobby   text 1");
});

test("a list of people that does not come is no trouble", async () => {
	const chat = new Chat();
	chat.client.failures.set("members", new ClosedError("There is no connection."));
	chat.client.goLive("ann", "#general");
	await settle();
	expect(chat.rows).toEqual([]);
});

test("rooms told with a read mark are read that far", () => {
	const chat = arrange();
	receive(chat, events(1, 3));
	const read = { ...joinedRoom("#general"), readSeq: cursor.parse(2) };
	chat.client.tell({ type: "rooms", rooms: [read] });
	expect(logOf(chat.state, general).unread).toBe(1);
	chat.client.tell({ type: "event", event: event(4), mine: true });
	expect(logOf(chat.state, general).unread).toBe(1);
});

describe("in a room of very many", () => {
	const minute = 60_000;

	function members(chat: Chat): number {
		return chat.client.askedOf("members").length;
	}

	test("those who come by the hundred are a line, and who is there is asked for once, minutes later", async () => {
		const chat = arrange();
		await settle();
		const before = members(chat);
		const comings = { type: "comings", room: generalRoom, joined: 300, left: 0 } as const;
		receive(chat, events(1, 60));
		for (const from of [61, 361])
			chat.client.tell({ ...comings, from: seq.parse(from), to: seq.parse(from + 299) });
		chat.client.tell({ type: "crowd", room: generalRoom });
		expect(chat.rows.filter((row) => row.includes("300 people joined"))).toHaveLength(2);
		for (const { later, asked } of [
			{ later: 0.9, asked: 0 },
			{ later: 3, asked: 1 },
			{ later: 10, asked: 1 },
		]) {
			chat.nowMs = noon + later * minute;
			chat.controller.onTick();
			await settle();
			expect(members(chat) - before).toBe(asked);
		}
		expect(chat.client.askedOf("history")).toEqual([]);
	});

	test("that others come by the hundred elsewhere keeps nobody from being asked for here", async () => {
		const chat = arrange("#ops");
		chat.press("ctrl+n");
		chat.press("alt+/");
		await settle();
		const before = members(chat);
		for (let later = 0; later <= 4 * minute; later += minute / 2) {
			chat.nowMs = noon + later;
			for (const room of ["#general", "#ops"])
				chat.client.tell({ type: "crowd", room: roomIn(place(room)) });
			chat.controller.onTick();
			await settle();
		}
		expect(members(chat) - before).toBeGreaterThan(0);
	});

	test("who is there is asked for within three minutes, however long they go on coming", async () => {
		const chat = arrange();
		await settle();
		const before = members(chat);
		for (let later = 0; later <= 3 * minute; later += minute / 2) {
			chat.nowMs = noon + later;
			chat.client.tell({ type: "crowd", room: generalRoom });
			chat.controller.onTick();
			await settle();
		}
		expect(members(chat) - before).toBeGreaterThan(0);
		expect(members(chat) - before).toBeLessThan(4);
	});
});
