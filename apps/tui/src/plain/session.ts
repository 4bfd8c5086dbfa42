import type { ClientNotice } from "@partyline/client";
import { sanitize, sanitizeLine } from "@partyline/shared/text/sanitize";
import type { SlashCommand } from "../commands/slash-command.ts";
import { cancelQuestion } from "../desk/asking.ts";
import type { Clients } from "../desk/clients.ts";
import type { Connector } from "../desk/connector.ts";
import { type Controller, createController } from "../desk/controller.ts";
import { createDesk, type Desk, type TerminalControl } from "../desk/desk.ts";
import { keepLineOf } from "../desk/leaving.ts";
import { editorOf } from "../input/editor.ts";
import { nothingOutside } from "../start/outside.ts";
import { noLayer } from "../state/layer.ts";
import { home, roomIn, type ServerId } from "../state/place.ts";
import { readUpTo } from "../state/reduce.ts";
import { fullLabelOf, labelOf, logOf, type State, serverIn } from "../state/state.ts";
import type { Store } from "../state/store.ts";
import { createPlainCommands } from "./commands.ts";
import { createConnections } from "./connections.ts";
import { type Conversation, createConversation } from "./conversation.ts";
import { createElsewhere } from "./elsewhere.ts";
import { createPosts, type Posts } from "./posts.ts";
import { createQuestions, type Questions, questionIn } from "./questions.ts";
import { createLineTaker } from "./take-line.ts";
import { createTypedLines } from "./typed-lines.ts";

/** What a chat in lines is made of. */
export type SessionOptions = {
	readonly clients: Clients;
	readonly connector: Connector | undefined;
	readonly store: Store;
	/** Epoch ms. */
	readonly now: () => number;
	/** Whether what is typed stands on the terminal, and the person can do something at once. */
	readonly isTerminal: boolean;
	/** Writes lines that are clean, each ended. */
	readonly print: (text: string) => void;
	readonly leave: () => void;
};

/** A chat in lines: lines go in, lines come out. */
export type Session = {
	readonly desk: Desk;
	readonly commands: readonly SlashCommand[];
	readonly posts: Posts;
	/** Takes a line; resolves when what it says is done. */
	readonly takeLine: (line: string) => Promise<void>;
	/** Takes what is begun as it is: there are no more lines. */
	readonly finish: () => Promise<void>;
	/** Lines that could neither be said nor done. */
	readonly failures: () => number;
	/** Ctrl+C: lets go of what is begun; twice, leaves. */
	readonly interrupt: () => void;
	readonly takeNotice: (notice: ClientNotice, server: ServerId) => void;
	/** Called about once a second. */
	readonly tick: () => void;
	/** Tells what is new. */
	readonly tell: () => void;
	/** Whether one was told where one is. */
	readonly isOpen: () => boolean;
	readonly clean: (text: string) => string;
	readonly close: () => void;
};

const hintWhenGone = " An empty line tries at once.";

/** Makes a chat in lines; nothing is told before `tell`. */
export function createSession(options: SessionOptions): Session {
	const { store, now, isTerminal } = options;
	const prefix = (state: State) => (isTerminal ? "" : `${fullLabelOf(state, state.current)} `);
	const conversation = createConversation({ prefix, now: now() });
	const desk = createPlainDesk(options, conversation);
	const questions = createQuestions(desk);
	const controller = createController(desk);
	const posts = createPosts();
	const tellers = [
		createConnections(isTerminal ? hintWhenGone : ""),
		conversation,
		posts,
		{ tell: createHints() },
		questions,
		onceOpen(conversation, createElsewhere()),
	];
	const clean = (text: string) => store.get().look.show(sanitize(text)).replaceAll("\n", "\n  ");
	const say = (lines: readonly string[]) => {
		if (lines.length > 0) options.print(lines.map((line) => `${clean(line)}\n`).join(""));
	};
	const tell = () => say(tellers.flatMap((teller) => teller.tell(store.get(), now())));
	const typing = createTyping({
		desk,
		conversation,
		questions,
		tell,
		// What came before goes before the answer.
		say: (lines) => {
			tell();
			say(lines);
		},
		leave: options.leave,
	});
	if (isTerminal) welcome(desk);
	tellWaiting(desk, posts);
	return {
		...typing,
		desk,
		posts,
		takeNotice: (notice, server) => {
			takeNotice({ controller, conversation, posts, desk, isTerminal, say }, notice, server);
		},
		tick: () => {
			controller.onTick();
			tell();
		},
		tell,
		isOpen: conversation.isOpen,
		clean,
		close: () => {
			typing.keepBegun();
			controller.close();
		},
	};
}

type Teller = { readonly tell: (state: State, now: number) => string[] };

/** What is elsewhere is no news before one knows where one is. */
function onceOpen(conversation: Conversation, teller: Teller): Teller {
	return { tell: (state, now) => (conversation.isOpen() ? teller.tell(state, now) : []) };
}

function createHints(): Teller["tell"] {
	let told = "";
	return ({ hint }) => {
		const isNew = hint !== "" && hint !== told;
		told = hint;
		return isNew ? [hint] : [];
	};
}

/** The desk of the chat, but for what needs a screen. */
function createPlainDesk(options: SessionOptions, conversation: Conversation): Desk {
	const { clients, connector, store, now, leave } = options;
	const desk = createDesk({
		clients,
		connector,
		store,
		now,
		redraw: () => {},
		terminal: noScreen,
		outside: nothingOutside,
		leave,
	});
	return Object.assign(desk, {
		toggle: () => desk.tell(needsScreen, "problem"),
		// Read is what was told, and that may be less than what has come.
		markRead: () => {
			const { current } = desk.state();
			const { upTo } = conversation.told(current);
			if (upTo <= logOf(desk.state(), current).readSeq) return;
			desk.client(current).read(roomIn(current), upTo);
			desk.change((state) => readUpTo(state, current, upTo));
		},
	});
}

const needsScreen = "That needs the screen, and there is none here.";

function refuse(): never {
	throw new Error(needsScreen);
}

const noScreen: TerminalControl = {
	send: refuse,
	lend: async () => refuse(),
	sayLast: refuse,
	setMouse: refuse,
	tapInput: refuse,
	suspend: refuse,
};

type TypingParts = {
	readonly desk: Desk;
	readonly conversation: Conversation;
	readonly questions: Questions;
	readonly tell: () => void;
	readonly say: (lines: readonly string[]) => void;
	readonly leave: () => void;
};

function createTyping({ desk, conversation, questions, tell, say, leave }: TypingParts) {
	const lines = createTypedLines();
	const commands = createPlainCommands({ conversation, lines, say });
	const take = createLineTaker(desk, commands);
	let failures = 0;
	let leaving = false;
	/** What is being done: a command may ask something before it is. */
	let running = Promise.resolve();
	const settle = async () => {
		await Promise.race([running, questions.asked()]);
		closeLayer(desk);
		tell();
		// The next line is not taken while one does not know yet where one is.
		await conversation.opened();
	};
	const takeWhole = async (text: string) => {
		running = take(text).then((isDone) => {
			if (!isDone) failures++;
		});
		await settle();
	};
	return {
		commands,
		failures: () => failures,
		takeLine: async (line: string) => {
			leaving = false;
			if (questions.answer(line)) return await settle();
			const text = lines.take(line);
			if (text === undefined) return;
			if (!keepLineOf(desk, text)) return await takeWhole(text);
			failures++;
			tell();
		},
		finish: async () => {
			if (lines.isOpen()) await takeWhole(lines.drop());
		},
		/** What one had begun is there the next time. */
		keepBegun: () => {
			const begun = lines.drop();
			if (begun !== "") desk.edit(() => editorOf(begun));
		},
		interrupt: () => {
			if (questionIn(desk.state()) !== undefined) cancelQuestion(desk);
			else if (lines.isOpen()) {
				lines.drop();
				desk.tell("What you had begun is dropped.");
			} else if (leaving) leave();
			else {
				leaving = true;
				desk.tell("Ctrl+C once more leaves.");
			}
			tell();
		},
	};
}

/** What a command has laid over the conversation nobody would see. */
function closeLayer(desk: Desk): void {
	if (["none", "ask"].includes(desk.state().layer.type)) return;
	desk.change((state) => ({ ...state, layer: noLayer }));
	desk.tell(needsScreen, "problem");
}

type NoticeParts = {
	readonly controller: Controller;
	readonly conversation: Conversation;
	readonly posts: Posts;
	readonly desk: Desk;
	readonly isTerminal: boolean;
	readonly say: (lines: readonly string[]) => void;
};

function takeNotice(parts: NoticeParts, notice: ClientNotice, server: ServerId): void {
	const { controller, conversation, posts, desk, isTerminal, say } = parts;
	posts.take(notice, server, desk.now());
	if (notice.type === "post" && notice.state === "pending" && isTerminal)
		conversation.typed(notice.entry.id);
	if (notice.type === "epoch") {
		conversation.restart(server);
		const { label } = serverIn(desk.state(), server);
		// Not as a line of the room: that is forgotten with all the others.
		say([`${sanitizeLine(label)} has another history now; what follows begins anew.`]);
	}
	controller.onNotice(notice, server);
}

/** Says once how one gets along. */
function welcome({ clients, state, tell }: Desk): void {
	const client = clients.get(home);
	// The chat on a screen says it in other words, and the same note is for both.
	if (client === undefined || client.notes("window:welcomed").size > 0) return;
	client.note("window:welcomed", "yes");
	tell(`Welcome to partyline. What you type is said in ${labelOf(state(), state().current)}.`);
	tell("/help tells the commands, /rooms your rooms, /join #room makes one. /quit leaves.");
}

/** What is left from last time: what waits is sent by itself, what was refused is for the person. */
function tellWaiting({ clients, tell, now }: Desk, posts: Posts): void {
	for (const [server, client] of clients)
		for (const entry of client.outbox())
			if (entry.refused === undefined)
				posts.take({ type: "post", state: "pending", entry }, server, now());
			else
				tell(
					`Refused last time: ${entry.refused.reason} It was: ${entry.text} (/drop forgets it.)`,
					"problem",
				);
}
