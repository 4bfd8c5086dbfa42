import { describe, expect, test } from "vitest";
import { slashCommands } from "../commands/commands.ts";
import { Chat } from "../testing/chat.ts";
import { noon, post } from "../testing/samples.ts";
import { undress } from "../testing/screen-rows.ts";
import { menuLines } from "../view/menu-lines.ts";

function liveChat(): Chat {
	const chat = new Chat();
	chat.client.goLive("ann", "#general", "#ops");
	return chat;
}

/** A chat with a post that was refused. */
function refusedChat(text: string, details: Partial<ReturnType<typeof post>> = {}): Chat {
	const chat = liveChat();
	const entry = { ...post(text, "You may not."), ...details };
	chat.client.entries.push(entry);
	chat.client.tell({ type: "post", state: "refused", entry });
	return chat;
}

describe("a command with a space before it", () => {
	test("is asked about, and run when Enter is pressed once more", () => {
		const chat = liveChat();
		chat.say(" /quit");
		expect([chat.left, chat.typed]).toEqual([0, " /quit"]);
		expect(chat.state.hint).toBe("Enter again runs /quit; write //quit to say it");
		chat.press("enter");
		expect([chat.left, chat.typed, chat.client.askedOf("post")]).toEqual([1, "", []]);
	});

	test("is asked about again after any other key", () => {
		const chat = liveChat();
		chat.say(" /quit");
		chat.press("pageup");
		expect(chat.state.hint).toBe("");
		chat.press("enter");
		expect([chat.left, chat.state.asking]).toEqual([0, true]);
		chat.type("x");
		chat.press("backspace", "enter");
		expect(chat.left).toBe(0);
	});

	test("keeps what it was given", () => {
		const chat = liveChat();
		chat.say("  /me waves");
		chat.press("enter");
		expect(chat.client.askedOf("post")).toEqual(["post #general waves action"]);
	});
});

describe("a text that is longer than a message may be", () => {
	test.each(["", "/me "])("stays in the line %j, with what to do", (command) => {
		const chat = liveChat();
		const text = `${command}${"é".repeat(9_000)}`;
		chat.controller.onInput({ type: "paste", text });
		chat.press("enter");
		expect(chat.typed).toBe(text);
		expect(chat.client.askedOf("post")).toEqual([]);
		expect(chat.rows.join(" ")).toMatch(
			/17\.6 KiB long, and a message has at most 16 KiB: shorten/,
		);
		expect(menuLines(chat.state, { width: 80, height: 10 })).toEqual([]);
	});

	test("is sent when it just fits", () => {
		const chat = liveChat();
		chat.controller.onInput({ type: "paste", text: "x".repeat(16_384) });
		chat.press("enter");
		expect([chat.typed, chat.client.askedOf("post").length]).toEqual(["", 1]);
	});
});

describe("Enter on an empty line", () => {
	test("takes what was refused here back into the line, kept on disk before it leaves the outbox", () => {
		const chat = refusedChat("not allowed");
		chat.client.asked.length = 0;
		chat.press("enter");
		expect(chat.typed).toBe("not allowed");
		expect(chat.client.noted.get("draft:#general")).toBe("not allowed");
		const order = chat.client.asked.filter((line) => /^(note|drop)/.test(line));
		expect(order).toEqual(["note draft:#general", "drop"]);
	});

	test("takes the newest first, and leaves the line alone that has something in it", () => {
		const chat = refusedChat("older");
		chat.client.entries.push(post("newer", "no"));
		chat.press("enter");
		expect(chat.typed).toBe("newer");
		chat.press("ctrl+u");
		chat.type("mine");
		chat.press("ctrl+a");
		expect(chat.typed).toBe("mine");
	});

	test.each([
		["waves", { action: true as const }, "/me waves"],
		["/etc is a folder", {}, "//etc is a folder"],
		["/ 2", {}, "/ 2"],
		["two\nlines", {}, "two\nlines"],
	])("gives %j back so that Enter sends the same again", (text, details, typed) => {
		const chat = refusedChat(text, details);
		chat.press("enter");
		expect(chat.typed).toBe(typed);
		chat.client.asked.length = 0;
		chat.press("enter");
		const flags = "action" in details ? " action" : "";
		expect(chat.client.askedOf("post")).toEqual([`post #general ${text}${flags}`]);
	});

	test("leaves the post where it is when the disk refuses the draft", () => {
		const chat = refusedChat("not allowed");
		chat.client.failures.set("note", new Error("The disk is full."));
		chat.press("enter");
		expect([chat.typed, chat.client.askedOf("drop")]).toEqual(["", []]);
		expect(chat.rows.join(" ")).toContain("The disk is full.");
	});

	test("does nothing where nothing was refused, and tries to connect where there is no connection", () => {
		const chat = refusedChat("not allowed", { room: post("x").room });
		chat.press("alt+2", "enter");
		expect(chat.typed).toBe("");
		const status = { state: "waiting", retryAtMs: noon, problem: "no", attempt: 1 } as const;
		chat.client.tell({ type: "status", status });
		chat.press("enter");
		expect([chat.typed, chat.client.askedOf("retryNow")]).toEqual(["", ["retryNow"]]);
		// The row of a message that was refused says what Enter does.
		chat.press("alt+1", "enter");
		expect([chat.typed, chat.client.askedOf("retryNow")]).toEqual(["not allowed", ["retryNow"]]);
	});
});

describe("a line that was looked up", () => {
	test("is sent, and what was being typed is in the line again", () => {
		const chat = liveChat();
		chat.say("hi");
		chat.type("a long thought");
		chat.press("up", "enter");
		expect(chat.client.askedOf("post")).toEqual(["post #general hi", "post #general hi"]);
		expect(chat.typed).toBe("a long thought");
		chat.press("enter");
		expect([chat.typed, chat.client.askedOf("post").at(-1)]).toEqual([
			"",
			"post #general a long thought",
		]);
	});

	test("leaves nothing behind when undo has brought back what was being typed, and that is sent", () => {
		const chat = liveChat();
		chat.say("hi");
		chat.type("a long thought");
		chat.press("up", "ctrl+_");
		chat.type("!");
		chat.press("enter");
		expect([chat.typed, chat.client.askedOf("post").at(-1)]).toEqual([
			"",
			"post #general a long thought!",
		]);
	});

	test("keeps what was changed in it while one goes on looking", () => {
		const chat = liveChat();
		chat.say("one");
		chat.say("two");
		chat.press("up");
		chat.type(" changed");
		chat.press("up", "down");
		expect(chat.typed).toBe("two changed");
		chat.press("down");
		expect(chat.typed).toBe("");
	});
});

describe("a command that fails", () => {
	const failing: [string, string, string][] = [
		["/msg bob a long text", "openDirect", "There is no connection."],
		["/topic a long topic", "topic", "There is no connection."],
		["/me waves", "post", "The disk is full."],
	];
	test.each(failing)("is in the line again: %s", async (typed, method, problem) => {
		const chat = liveChat();
		chat.client.failures.set(method, new Error(problem));
		chat.say(typed);
		await expect.poll(() => chat.rows.join(" ")).toContain(problem);
		expect(chat.typed).toBe(typed);
		// What it takes is not laid over the reason, but over what was there before.
		expect(chat.state.hint).toBe("not done; the line is as it was");
		const menu = () => menuLines(chat.state, { width: 80, height: 10 }).map(undress);
		expect(menu()).toEqual([]);
		chat.press("left");
		expect(menu()).toEqual([expect.stringContaining(typed.slice(0, 4).trim())]);
	});

	test("is the draft of its room when one has gone to another", async () => {
		const chat = liveChat();
		chat.client.failures.set("topic", new Error("There is no connection."));
		chat.say("/topic a long topic");
		chat.press("alt+2");
		await expect.poll(() => chat.rows.join(" ")).toContain("There is no connection.");
		expect(chat.typed).toBe("");
		chat.press("alt+1");
		expect(chat.typed).toBe("/topic a long topic");
	});

	test("does not push away what was begun since", async () => {
		const chat = liveChat();
		chat.client.failures.set("topic", new Error("There is no connection."));
		chat.say("/topic a long topic");
		chat.type("next");
		await expect.poll(() => chat.rows.join(" ")).toContain("There is no connection.");
		expect(chat.typed).toBe("next");
		chat.press("up");
		expect(chat.typed).toBe("/topic a long topic");
	});
});

test("what is posted stays in the line when the disk refuses it", () => {
	const chat = liveChat();
	chat.client.failures.set("post", new Error("The disk is full."));
	chat.say("precious");
	expect(chat.typed).toBe("precious");
	expect(chat.rows.join(" ")).toContain("The disk is full.");
});

describe("the menu", () => {
	test("opens with the slash, and Enter sends what is typed unless one went into it", () => {
		const chat = liveChat();
		chat.type("/");
		expect(chat.state.completion?.candidates.length).toBe(slashCommands.length);
		chat.type("names");
		chat.press("enter");
		expect(chat.client.askedOf("members").length).toBeGreaterThan(0);
		expect([chat.typed, chat.state.completion]).toEqual(["", undefined]);
	});

	test("is gone through by the arrows; Enter takes what one went to, and only the next one sends", () => {
		const chat = liveChat();
		chat.type("/jo");
		chat.press("down", "enter");
		expect([chat.typed, chat.state.completion]).toEqual(["/join ", undefined]);
		chat.press("ctrl+u");
		chat.type("/");
		chat.press("up");
		expect(chat.state.completion?.index).toBe(slashCommands.length - 1);
		chat.press("down", "down");
		expect(chat.state.completion?.index).toBe(1);
	});

	test("sends at once what Tab has put in the line", () => {
		const chat = liveChat();
		chat.type("/nam");
		chat.press("tab", "enter");
		expect(chat.typed).toBe("");
	});

	test("is closed by Esc, which gives back what was typed", () => {
		const chat = liveChat();
		chat.type("go to #");
		chat.press("tab", "tab", "escape");
		expect([chat.typed, chat.state.completion]).toEqual(["go to #", undefined]);
		chat.press("ctrl+u");
		chat.type("/j");
		chat.press("escape");
		expect([chat.typed, chat.state.completion]).toEqual(["/j", undefined]);
		// The next Esc is for what lies behind.
		chat.press("f7", "escape");
		expect([chat.typed, chat.state.layer.type]).toEqual(["/j", "none"]);
	});

	test("goes with the next letter, and the arrows are for what was sent again", () => {
		const chat = liveChat();
		chat.say("sent before");
		chat.type("#");
		chat.press("tab");
		chat.type("x");
		expect(chat.state.completion).toBeUndefined();
		chat.press("up");
		expect(chat.typed).toBe("sent before");
	});

	test("has the emoji once their names are read", async () => {
		const chat = liveChat();
		chat.type("yes :tad");
		chat.press("tab");
		await expect.poll(() => chat.typed).toBe("yes 🎉 ");
	});
});
