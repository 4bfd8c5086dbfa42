import { expect, test } from "vitest";
import { Chat } from "../testing/chat.ts";
import { event, joinedRoom } from "../testing/samples.ts";
import { undress } from "../testing/screen-rows.ts";
import { helpLines } from "../view/help-lines.ts";

function arrange(): Chat {
	const chat = new Chat();
	chat.client.goLive("ann", "#general");
	chat.client.tell({ type: "event", event: event(1), mine: false });
	return chat;
}

/** The rows of the help below what one types in it. */
function help({ state }: Chat, width = 80): string[] {
	if (state.layer.type !== "help") throw new Error("The help is not open.");
	return helpLines(state, state.layer, { width, height: 60 }).slice(2).map(undress);
}

const layers = [
	["select", "ctrl+up", "A chosen message"],
	["switcher", "alt+j", "The switcher"],
	["recall", "ctrl+r", "The search in what you sent"],
] as const;

test.each(layers)("F1 in %s tells its keys first, and Esc goes back to it", (type, key, title) => {
	const chat = arrange();
	chat.press(key);
	const before = chat.state.layer;
	expect(before.type).toBe(type);
	chat.press("f1");
	for (const width of [40, 80, 160])
		expect(help(chat, width)[0]?.trim()).toMatch(RegExp(`^${title}`));
	expect(help(chat).join("\n")).toContain("Writing");
	chat.press("escape");
	expect(chat.state.layer).toBe(before);
});

test.each([...layers, ["help", "f1", ""]] as const)(
	"Ctrl+L and Ctrl+Z do in %s what they do elsewhere, and leave it open",
	(type, key) => {
		const chat = arrange();
		chat.press(key, "ctrl+l", "ctrl+z");
		expect([chat.redrawn, chat.sent]).toEqual([1, ["suspended"]]);
		expect(chat.state.layer.type).toBe(type);
	},
);

test("Ctrl+Z in the bare view closes it and then goes back to the shell; another key only closes it", () => {
	const chat = arrange();
	chat.press("alt+l");
	expect(chat.state.layer.type).toBe("bare");
	chat.press("ctrl+z");
	expect(chat.state.layer.type).toBe("none");
	expect(chat.sent.slice(-2)).toEqual(["\x1b[?7l", "suspended"]);
	chat.press("alt+l", "ctrl+l");
	expect(chat.state.layer.type).toBe("none");
	expect(chat.sent.filter((sent) => sent === "suspended")).toHaveLength(1);
});

test("the rooms that a server tells while one reads the help are in the switcher behind it", async () => {
	const chat = arrange();
	chat.client.elsewhere = [joinedRoom("#gardening")];
	chat.press("alt+j", "f1");
	for (let turn = 0; turn < 10; turn++) await Promise.resolve();
	chat.press("escape");
	chat.type("#gard");
	expect(chat.state.layer).toMatchObject({ type: "switcher", waiting: 0 });
	expect(chat.state.layer).toMatchObject({ found: [{ candidate: { label: "#gardening" } }] });
});

test("the help has the keys of the search in what you sent", () => {
	const chat = arrange();
	chat.press("f1");
	chat.type("one letter less");
	expect(help(chat).join("\n")).toMatch(/Backspace, Ctrl\+H +one letter less to search for/);
});
