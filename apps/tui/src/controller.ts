import type { ClientNotice } from "@partyline/client";
import type { RoomName } from "@partyline/shared/protocol/ids";
import { sanitizeLine } from "@partyline/shared/text/sanitize";
import type { Desk } from "./commands/commands.ts";
import { complete } from "./commands/complete.ts";
import { problemOf, readTyped, type Typed } from "./commands/typed.ts";
import { editKey } from "./input/edit-keys.ts";
import { clear, freshLine, insert, paste } from "./input/editor.ts";
import type { InputEvent, Key } from "./input/event.ts";
import { remember } from "./input/history.ts";
import { roomNumber, type ScreenAction, screenAction } from "./input/keymap.ts";
import { climb, loadMembers, loadOlder, scroll, scrollBy, scrollHelp } from "./paging.ts";
import { readUpTo, takeNotice, tell } from "./state/reduce.ts";
import type { Tone } from "./state/room-log.ts";
import { neighbour, nextUnread, openRoom } from "./state/rooms.ts";
import { logOf, type Overlay, roomOf, type State } from "./state/state.ts";
import { goDown, goUp, withEditor } from "./state/typing-line.ts";
import type { Surroundings } from "./surroundings.ts";
import { passTick } from "./tick.ts";

/** Rows that Alt+PgUp and Alt+PgDn go. */
const fewRows = 3;
/** One's typing is told again at most this often. */
const typingEveryMs = 4_000;

/** Takes what the person, the server and the terminal do, and lets state and client follow. */
export class Controller {
	readonly #surroundings: Surroundings;
	readonly #desk: Desk;
	#typingToldAt = 0;

	constructor(surroundings: Surroundings) {
		this.#surroundings = surroundings;
		this.#desk = {
			client: surroundings.client,
			state: surroundings.store.get,
			tell: (text) => this.#tell(text, "info"),
			problem: (text) => this.#tell(text, "problem"),
			open: (room) => this.#open(room),
			show: (overlay) => this.#toggle(overlay),
			leave: surroundings.leave,
		};
	}

	onInput(event: InputEvent): void {
		this.#disarm(event);
		try {
			this.#take(event);
		} catch (error) {
			// A disk that is locked or full must not end the chat.
			this.#problem(error);
		}
		this.#surroundings.store.flush();
	}

	#take(event: InputEvent): void {
		if (this.#state.overlay === "help" && (event.type === "key" || event.type === "text"))
			this.#onHelp(event);
		else if (event.type === "key") this.#onKey(event.key);
		else if (event.type === "text") this.#onText(event.text);
		else if (event.type === "paste") this.#onPaste(event.text);
	}

	onNotice(notice: ClientNotice): void {
		const now = this.#surroundings.now();
		const wasLive = isLive(this.#state);
		this.#change((state) => takeNotice({ ...state, now }, notice));
		// "live" is told again with every round trip that is measured.
		const becameLive = !wasLive && isLive(this.#state);
		if (becameLive) {
			loadMembers(this.#surroundings, this.#state.current);
			loadOlder(this.#surroundings);
		}
		if (becameLive || notice.type === "rooms") this.#stayInARoom();
	}

	onResize(columns: number, rows: number): void {
		this.#change((state) => ({ ...state, columns, rows }));
		loadOlder(this.#surroundings);
		this.#surroundings.store.flush();
	}

	/** Called about once a second: also for read markers, which cost a write each. */
	onTick(): void {
		this.markRead();
		passTick(this.#surroundings);
	}

	/** Marks what is on screen as read. */
	markRead(): void {
		const { current } = this.#state;
		const log = logOf(this.#state, current);
		if (log.anchor.at !== "end" || log.lastSeq <= log.readSeq) return;
		this.#surroundings.client.read(current, log.lastSeq);
		this.#change((state) => readUpTo(state, current, log.lastSeq));
	}

	get #state(): State {
		return this.#surroundings.store.get();
	}

	#change(next: (state: State) => State): void {
		this.#surroundings.store.change(next);
	}

	#edit(next: (state: State) => State["editor"]): void {
		this.#change((state) => withEditor(state, next(state)));
	}

	/** What Ctrl+C has armed is over with whatever else one does, Esc ends it itself; so is a climb. */
	#disarm(event: InputEvent): void {
		if (!isTyped(event)) return;
		if (this.#state.climbing) this.#change((state) => ({ ...state, climbing: false }));
		if (!this.#state.leaving) return;
		const action = event.type === "key" ? screenAction(event.key) : undefined;
		if (action === "interrupt" || action === "escape") return;
		this.#change((state) => ({ ...state, leaving: false, hint: "" }));
	}

	#onKey(key: Key): void {
		const number = roomNumber(key);
		const action = screenAction(key);
		const edit = editKey(key);
		if (number !== undefined) this.#open(this.#state.rooms[number]?.room);
		else if (action !== undefined) this.#actions[action]();
		else if (edit !== undefined) this.#edit((state) => edit(state.editor));
	}

	readonly #actions: Readonly<Record<ScreenAction, () => void>> = {
		submit: () => this.#submit(),
		complete: () => this.#change((state) => complete(state, 1)),
		"complete-back": () => this.#change((state) => complete(state, -1)),
		escape: () => this.#escape(),
		older: () => this.#change(goUp),
		newer: () => this.#change(goDown),
		"page-up": () => scrollBy(this.#surroundings, (height) => -Math.max(1, height - 1)),
		"page-down": () => scrollBy(this.#surroundings, (height) => Math.max(1, height - 1)),
		"scroll-up": () => scrollBy(this.#surroundings, () => -fewRows),
		"scroll-down": () => scrollBy(this.#surroundings, () => fewRows),
		"to-top": () => climb(this.#surroundings),
		"to-end": () => scroll(this.#surroundings, () => ({ at: "end" })),
		"next-room": () => this.#open(neighbour(this.#state, 1)),
		"previous-room": () => this.#open(neighbour(this.#state, -1)),
		"last-room": () => this.#open(this.#state.previous),
		"next-unread": () => this.#open(nextUnread(this.#state)),
		interrupt: () => this.#interrupt(),
		redraw: () => this.#surroundings.redraw(),
		help: () => this.#toggle("help"),
		rooms: () => this.#toggleList("rooms", "listWidth"),
		members: () => this.#toggleList("members", "memberWidth"),
	};

	/** In the help, the keys that scroll do; every other key goes back. */
	#onHelp(event: Extract<InputEvent, { type: "key" | "text" }>): void {
		const scrolls = event.type === "key" && scrollHelp(this.#surroundings, event.key.name);
		if (!scrolls) this.#toggle("help");
	}

	#onText(text: string): void {
		// A question mark on an empty line asks for help; in a text it is one.
		if (text === "?" && this.#state.editor.text === "") {
			this.#toggle("help");
			return;
		}
		this.#change((state) => ({ ...state, overlay: "none" }));
		this.#edit((state) => insert(state.editor, text));
		this.#tellTyping();
	}

	#onPaste(text: string): void {
		this.#change((state) => ({ ...state, overlay: "none" }));
		this.#edit((state) => paste(state.editor, text));
	}

	#submit(): void {
		const { editor, current } = this.#state;
		const text = editor.text.trimEnd();
		if (text.trim() === "") {
			this.#retryIfOffline();
			return;
		}
		// What comes of it is told at the end.
		scroll(this.#surroundings, () => ({ at: "end" }));
		const typed = readTyped(text);
		const problem = problemOf(typed);
		// What was typed stays in the line, and so it does when `post` throws.
		if (problem !== undefined) {
			this.#tell(problem, "problem");
			return;
		}
		if (typed.type === "say") this.#surroundings.client.post(current, typed.text);
		this.#change((state) => ({
			...withEditor(state, freshLine(state.editor)),
			history: remember(state.history, text),
		}));
		if (typed.type === "command") this.#run(typed);
	}

	#run({ command, argument }: Extract<Typed, { type: "command" }>): void {
		// A command may throw at once or later; both are told the same way.
		Promise.try(() => command.run(this.#desk, argument)).catch((error: unknown) =>
			this.#problem(error),
		);
	}

	#retryIfOffline(): void {
		const { client } = this.#surroundings;
		const { state } = client.status();
		if (state === "waiting" || state === "closed") client.retryNow();
	}

	#interrupt(): void {
		const state = this.#state;
		if (state.editor.text !== "") this.#edit(({ editor }) => clear(editor));
		else if (state.leaving) this.#surroundings.leave();
		else this.#change((now) => ({ ...now, leaving: true, hint: "Ctrl+C once more leaves" }));
	}

	/** Ends one thing, the one in front. */
	#escape(): void {
		const state = this.#state;
		const log = logOf(state, state.current);
		if (state.overlay !== "none") this.#change((now) => ({ ...now, overlay: "none" }));
		else if (state.completion !== undefined || state.hint !== "") this.#edit((now) => now.editor);
		else if (log.anchor.at !== "end") scroll(this.#surroundings, () => ({ at: "end" }));
		else this.#dropRefused();
	}

	/** Drops what was refused here, and in rooms one is in no more, where nobody could drop it. */
	#dropRefused(): void {
		const { client } = this.#surroundings;
		const state = this.#state;
		for (const { id, room, refused } of client.outbox())
			if (refused !== undefined && (room === state.current || roomOf(state, room) === undefined))
				client.drop(id);
	}

	#toggle(overlay: Overlay): void {
		this.#change((state) => ({
			...state,
			overlay: state.overlay === overlay ? "none" : overlay,
			helpTop: 0,
		}));
	}

	/** Lays a list over the conversation, unless it stands beside it already. */
	#toggleList(overlay: Overlay, width: "listWidth" | "memberWidth"): void {
		if (this.#surroundings.look.windowOf(this.#state).layout[width] === 0) this.#toggle(overlay);
	}

	#open(name: string | undefined): void {
		const { client } = this.#surroundings;
		const joined = client.joinedRooms().find(({ room }) => room === name);
		if (joined === undefined) return;
		this.markRead();
		this.#change((state) => openRoom(state, joined.room));
		client.rememberRoom(joined.room);
		loadMembers(this.#surroundings, joined.room);
		loadOlder(this.#surroundings);
	}

	/** Goes to another room when the one on screen was left, here or on another device. */
	#stayInARoom(): void {
		const { current, rooms } = this.#state;
		if (isLive(this.#state) && !rooms.some(({ room }) => room === current))
			this.#open(rooms[0]?.room);
	}

	#tellTyping(): void {
		const { editor, current } = this.#state;
		const now = this.#surroundings.now();
		if (editor.text.startsWith("/") || now - this.#typingToldAt < typingEveryMs) return;
		this.#typingToldAt = now;
		this.#surroundings.client.typing(current, true);
	}

	#tell(text: string, tone: Tone): void {
		const room: RoomName = this.#state.current;
		this.#change((state) => tell(state, room, { text, tone }));
	}

	#problem(error: unknown): void {
		// It may quote the server, which is not to make lines of ours.
		this.#tell(sanitizeLine(error instanceof Error ? error.message : String(error)), "problem");
	}
}

function isLive({ status }: State): boolean {
	return status.state === "live";
}

function isTyped({ type }: InputEvent): boolean {
	return type === "key" || type === "text" || type === "paste";
}
