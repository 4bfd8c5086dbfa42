import type { ClientNotice } from "@partyline/client";
import { keepBareView } from "./bare-view.ts";
import type { Desk } from "./desk.ts";
import { keepDrafts } from "./drafts.ts";
import type { InputEvent } from "./input/event.ts";
import { takeInKeysTest } from "./keys-test.ts";
import { modeOf } from "./modes/mode-of.ts";
import { takeMouse } from "./mouse.ts";
import { loadMembers, loadPages } from "./paging.ts";
import { keepUsed } from "./recent.ts";
import { closeBare } from "./state/bare.ts";
import { home, type Place, type ServerId, serverOf } from "./state/place.ts";
import { takeNotice } from "./state/reduce.ts";
import { roomAt, type State, serverIn } from "./state/state.ts";
import { passTick } from "./tick.ts";
import { welcome } from "./welcome.ts";

/** Takes what the person, the servers and the terminal do, and lets state and clients follow. */
export type Controller = {
	readonly onInput: (event: InputEvent) => void;
	readonly onNotice: (notice: ClientNotice, server?: ServerId) => void;
	readonly onResize: (columns: number, rows: number) => void;
	/** Called about once a second: also for read markers, which cost a write each. */
	readonly onTick: () => void;
	/** Writes down what is typed and not sent, and which rooms were used: at the end, however it comes. */
	readonly close: () => void;
};

/** Makes the controller of a window. */
export function createController(desk: Desk): Controller {
	const closeDrafts = keepDrafts(desk);
	keepBareView(desk);
	return {
		onInput: (event) => {
			try {
				takeInput(desk, event);
			} catch (error) {
				// A disk that is locked or full must not end the chat.
				desk.problem(error);
			}
			desk.store.flush();
		},
		onNotice: (notice, server = home) => takeNews(desk, notice, server),
		onResize: (columns, rows) => {
			desk.change((state) => closeBare({ ...state, columns, rows }));
			loadPages(desk);
			desk.store.flush();
		},
		onTick: () => {
			desk.markRead();
			passTick(desk);
		},
		close: () => {
			closeDrafts();
			keepUsed(desk);
		},
	};
}

function takeInput(desk: Desk, event: InputEvent): void {
	if (takeInKeysTest(desk, event)) return;
	switch (event.type) {
		case "key":
		case "text":
		case "paste":
			modeOf(desk.state()).take(desk, event);
			return;
		case "focus":
			desk.change((state) => ({ ...state, focused: event.focused }));
			desk.store.setFocused(event.focused);
			return;
		case "mouse":
			takeMouse(desk, event);
			return;
		case "reply":
			return;
	}
}

function takeNews(desk: Desk, notice: ClientNotice, server: ServerId): void {
	const now = desk.now();
	const wasLive = isLive(desk.state(), server);
	desk.change((state) => takeNotice({ ...state, now }, notice, server));
	// "live" is told again with every round trip that is measured.
	const becameLive = !wasLive && isLive(desk.state(), server);
	const { current } = desk.state();
	if (becameLive && serverOf(current) === server) {
		loadMembers(desk, current);
		loadPages(desk);
	}
	if (becameLive || notice.type === "rooms") stayInARoom(desk, current);
	if (becameLive && server === home) welcome(desk);
}

/** Goes to another room when the one on screen was left, here or on another device. */
function stayInARoom(desk: Desk, current: Place): void {
	const state = desk.state();
	if (!isLive(state, serverOf(current)) || roomAt(state, current) !== undefined) return;
	const sameServer = state.rooms.find(({ place }) => serverOf(place) === serverOf(current));
	desk.open((sameServer ?? state.rooms[0])?.place);
}

function isLive(state: State, server: ServerId): boolean {
	return serverIn(state, server).status.state === "live";
}
