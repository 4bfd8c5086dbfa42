import { setImmediate as nextTurn } from "node:timers/promises";
import type { ComponentProps } from "react";
import { beforeEach, expect, onTestFinished, test, vi } from "vitest";
import { App } from "./app.tsx";
import { takeNotice } from "./state/reduce.ts";
import type { State } from "./state/state.ts";
import { createStore } from "./state/store.ts";
import { FakeTerminal } from "./testing/fake-terminal.ts";
import { event, events, joinedRoom, stateOf, withEvents } from "./testing/samples.ts";
import { undress } from "./testing/screen-rows.ts";
import { openUi } from "./ui/open-ui.tsx";

// What is made anew: parts of the screen by their first row, and rows.
const made = vi.hoisted(() => ({ parts: [] as string[], rows: [] as string[] }));

vi.mock("./components/rows.tsx", async (importOriginal) => {
	const { Rows } = await importOriginal<typeof import("./components/rows.tsx")>();
	return {
		Rows: (props: ComponentProps<typeof Rows>) => {
			made.parts.push(props.rows[0]?.text ?? "");
			return <Rows {...props} />;
		},
	};
});

vi.mock("./ui/ui.tsx", async (importOriginal) => {
	const ui = await importOriginal<typeof import("./ui/ui.tsx")>();
	return {
		...ui,
		Row: (props: ComponentProps<typeof ui.Row>) => {
			made.rows.push(props.text);
			return <ui.Row {...props} />;
		},
	};
});

beforeEach(() => {
	made.parts = [];
	made.rows = [];
});

/** A window as wide as this on two rooms, painted. */
async function arrange(columns: number) {
	const rooms = [joinedRoom("#general"), joinedRoom("#ops")];
	const terminal = new FakeTerminal(columns, 30);
	const store = createStore(
		withEvents(stateOf({ columns, rows: 30 }, rooms), events(1, 5)),
		() => {},
	);
	const ui = openUi(<App store={store} />, terminal);
	onTestFinished(() => ui.close());
	await terminal.sees("text 5");
	made.parts = [];
	made.rows = [];
	const change = (next: (state: State) => State) => {
		store.change(next);
		store.flush();
	};
	return { terminal, change };
}

test("a message in another room makes its row of the list and the status line anew, and nothing else", async () => {
	const { terminal, change } = await arrange(120);
	const told = event(1, { room: "#ops" });
	change((state) => takeNotice(state, { type: "event", event: told, mine: false }));
	await terminal.sees("[2 #ops·1]");
	expect(made.parts).toHaveLength(2);
	expect(made.rows.map((row) => undress(row).trim())).toEqual([
		expect.stringMatching(/^2 #ops +1│$/),
		expect.stringContaining("[2 #ops·1]"),
	]);
});

test("what nobody sees makes nothing anew", async () => {
	const { change } = await arrange(80);
	change((state) => ({ ...state, now: state.now + 1_000, notices: state.notices + 1 }));
	await nextTurn();
	expect(made).toEqual({ parts: [], rows: [] });
});

test("while the bare view is open nothing is made anew, and all of it is there when it is closed", async () => {
	const { terminal, change } = await arrange(80);
	change((state) => ({ ...state, layer: { type: "bare" } }));
	change((state) => withEvents(state, [event(6)]));
	await nextTurn();
	expect(made).toEqual({ parts: [], rows: [] });
	change((state) => ({ ...state, layer: { type: "none" } }));
	await terminal.sees("text 6");
});
