import { ClosedError, StorageError } from "@partyline/client";
import { describe, expect, test } from "vitest";
import { events, noon, post } from "../testing/samples.ts";
import { arrange, receive, settle } from "./testing/live-chat.ts";

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

test("a key that the disk refuses is told, not thrown", () => {
	const chat = arrange();
	const refused = post("bad", "no");
	chat.client.entries.push(refused);
	chat.client.tell({ type: "post", state: "refused", entry: refused });
	chat.client.failures.set("drop", new StorageError("database is locked"));
	expect(() => chat.press("escape")).not.toThrow();
	expect(chat.rows).toContain("· database is locked");
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
