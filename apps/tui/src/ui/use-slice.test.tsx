import type { ReactNode } from "react";
import { expect, onTestFinished, test } from "vitest";
import { FakeTerminal } from "../testing/fake-terminal.ts";
import { openUi } from "./open-ui.tsx";
import { Block, Row } from "./ui.tsx";
import { type Shown, sameItems, useSlice } from "./use-slice.ts";

type Rooms = { readonly pane: readonly string[]; readonly unread: number };

/** What a view is given here: a store, and somebody who counts how often the view is made. */
type ViewProps = { readonly store: Shown<Rooms>; readonly count: () => void };

function Pane({ store, count }: ViewProps): ReactNode {
	const rows = useSlice(store, paneOf, sameItems);
	count();
	return <Row text={rows.join(" ")} />;
}

function List({ store, count }: ViewProps): ReactNode {
	const unread = useSlice(store, unreadOf);
	count();
	return <Row text={`unread ${unread}`} />;
}

// A new list each time, as a view makes one.
const paneOf = ({ pane }: Rooms) => [...pane];
const unreadOf = ({ unread }: Rooms) => unread;

/** A store of two parts, and a view on each. */
function arrange() {
	let state: Rooms = { pane: ["ann hello"], unread: 0 };
	const listeners = new Set<() => void>();
	const store: Shown<Rooms> = {
		shown: () => state,
		subscribe: (listener) => {
			listeners.add(listener);
			return () => void listeners.delete(listener);
		},
	};
	const made = { pane: 0, list: 0 };
	const terminal = new FakeTerminal(40, 2);
	const ui = openUi(
		<Block width={40} height={2}>
			<Pane store={store} count={() => made.pane++} />
			<List store={store} count={() => made.list++} />
		</Block>,
		terminal,
	);
	onTestFinished(() => ui.close());
	const change = (next: Partial<Rooms>) => {
		state = { ...state, ...next };
		for (const listener of listeners) listener();
	};
	return { terminal, made, change };
}

test("a message in another room makes its row in the list anew and leaves the conversation alone", async () => {
	const { terminal, made, change } = arrange();
	await terminal.sees("unread 0");
	expect(made).toEqual({ pane: 1, list: 1 });
	change({ unread: 1 });
	await terminal.sees("unread 1");
	expect(made).toEqual({ pane: 1, list: 2 });
	change({ pane: ["bob hello"] });
	await terminal.sees("bob hello");
	expect(made).toEqual({ pane: 2, list: 2 });
});

test("a list with the same items is the same part, though made anew", async () => {
	const { terminal, made, change } = arrange();
	await terminal.sees("unread 0");
	change({ pane: ["ann hello"] });
	change({ unread: 7 });
	await terminal.sees("unread 7");
	expect(made.pane).toBe(1);
});
