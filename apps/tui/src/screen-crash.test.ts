import { expect, test, vi } from "vitest";
import { openScreen } from "./screen.tsx";
import { usualSources } from "./start/look-maker.ts";
import { home } from "./state/place.ts";
import { takeTerminal } from "./terminal/terminal.ts";
import { FakeClient } from "./testing/fake-client.ts";
import { FakeTerminal } from "./testing/fake-terminal.ts";
import { general } from "./testing/samples.ts";

const broken = vi.hoisted(() => ({ yes: false }));

vi.mock("./view/title-line.ts", () => ({
	titleLine: () => {
		if (broken.yes) throw new Error("a bug in a view");
		return "the title";
	},
}));

test("a view with a bug ends the chat with its error, and the terminal is given back", async () => {
	const terminal = new FakeTerminal(80, 24);
	const client = new FakeClient();
	const signal = new AbortController().signal;
	const servers = [{ id: home, label: "test", client }];
	const ended = openScreen({
		servers,
		place: general,
		terminal: takeTerminal(terminal, {}),
		sources: usualSources,
		signal,
	});
	await terminal.sees("the title");
	broken.yes = true;
	client.goLive("ann", "#general");
	await expect(ended).rejects.toThrow("a bug in a view");
	await terminal.until(() => terminal.modes.autowrap);
	expect(terminal.modes).toMatchObject({ alternateScreen: false, rawKeys: false });
	expect(terminal.modes.cursorVisible).toBe(true);
});
