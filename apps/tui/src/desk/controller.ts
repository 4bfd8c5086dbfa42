import type { ClientNotice } from "@partyline/client";
import type { InputEvent } from "../input/event.ts";
import { modeOf } from "../modes/mode-of.ts";
import { closeBare } from "../state/bare.ts";
import { home, type ServerId, serverOf } from "../state/place.ts";
import { takeNotice } from "../state/reduce.ts";
import { openLog } from "../state/room-log.ts";
import { logOf, type State, serverIn, withLog } from "../state/state.ts";
import { keepPlace } from "../view/keep-place.ts";
import { closeOrphans } from "./asking.ts";
import { keepBareView } from "./bare-view.ts";
import type { Desk } from "./desk.ts";
import { keepDrafts } from "./drafts.ts";
import { takeInKeysTest } from "./keys-test.ts";
import { stayInARoom } from "./leaving.ts";
import { askForEntry } from "./letting-in.ts";
import { takeMouse } from "./mouse.ts";
import { tellBrought } from "./open-if-free.ts";
import { loadMembers, loadNewcomers, loadPages, noteCrowd } from "./paging.ts";
import { keepUsed } from "./recent.ts";
import { keepRenamed } from "./renaming.ts";
import { passTick } from "./tick.ts";

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

/** Says how one gets along, whenever the first server is there again; once is enough. */
export type Welcome = (desk: Desk) => void;

/** Makes the controller of a window; without a welcome there is none. */
export function createController(desk: Desk, welcome: Welcome = () => {}): Controller {
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
		onNotice: (notice, server = home) => {
			if (takeNews(desk, notice, server) && server === home) welcome(desk);
		},
		onResize: (columns, rows) => {
			desk.change((state) => keepPlace(state, closeBare({ ...state, columns, rows })));
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
			// A terminal may tell that the keyboard has gone, and not that it is back.
			if (!desk.state().focused) takeFocus(desk, true);
			modeOf(desk.state()).take(desk, event);
			return;
		case "focus":
			takeFocus(desk, event.focused);
			return;
		case "mouse":
			takeMouse(desk, event);
			return;
		case "reply":
			return;
	}
}

/** What comes while nobody looks is not read: whoever comes back finds the line "new" above it. */
function takeFocus(desk: Desk, focused: boolean): void {
	// What was on screen until now is, though no tick has noted it.
	desk.markRead();
	desk.change((state) => {
		const { anchor, unread } = logOf(state, state.current);
		const isBack = focused && !state.focused && anchor.at === "end" && unread > 0;
		const next = isBack ? withLog(state, state.current, openLog) : state;
		return { ...next, focused };
	});
	desk.markRead();
	desk.store.setFocused(focused);
}

/** Takes what a server tells; whether it has become live by it. */
function takeNews(desk: Desk, notice: ClientNotice, server: ServerId): boolean {
	const now = desk.now();
	const before = desk.state();
	const wasLive = isLive(before, server);
	desk.change((state) => takeNotice({ ...state, now }, notice, server));
	// "live" is told again with every round trip that is measured.
	const becameLive = !wasLive && isLive(desk.state(), server);
	if (notice.type === "status" && notice.status.state === "closed") askForEntry(desk, server);
	if (notice.type === "renamed") keepRenamed(desk, before, { server, from: notice.from });
	const { current } = desk.state();
	if (becameLive && serverOf(current) === server) {
		loadMembers(desk, current);
		loadPages(desk);
	}
	if (becameLive || notice.type === "rooms") {
		stayInARoom(desk, current);
		closeOrphans(desk);
	}
	if (notice.type === "presence" || (notice.type === "event" && notice.event.type === "join"))
		loadNewcomers(desk);
	noteCrowd(desk, notice, server);
	tellBrought(desk);
	return becameLive;
}

function isLive(state: State, server: ServerId): boolean {
	return serverIn(state, server).status.state === "live";
}
