import { expect, test } from "vitest";
import { parseLines } from "../input/history.ts";
import { logOf } from "../state/state.ts";
import { events, general, noon, post } from "../testing/samples.ts";
import { arrange, receive } from "./testing/live-chat.ts";

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
