import type { ConnectionStatus } from "@partyline/client";
import { type Editor, emptyEditor } from "../input/editor.ts";
import { type Layer, noLayer } from "./layer.ts";
import { type Place, serverOf } from "./place.ts";
import { roomAt, type State, serverIn } from "./state.ts";

/** What a person is asked, and what becomes of the answer. */
export type Question = {
	readonly title: string;
	/** What there is to know before one answers; it may quote others. */
	readonly lines: readonly string[];
	/** Whether the answer is not to be seen. It is kept nowhere but in the line of the question. @default false */
	readonly secret?: boolean;
	/** The room it is about: it is not asked any longer than one is there. */
	readonly about?: Place;
	/** What it throws is shown to the person. */
	readonly onAnswer: (answer: string) => void | Promise<void>;
	/** Esc, or Ctrl+C. */
	readonly onCancel?: () => void;
};

/** A question over the conversation, with a line of its own: no line, history or draft of the chat knows of it. */
export type AskLayer = {
	readonly type: "ask";
	readonly question: Question;
	readonly line: Editor;
	/** What was asked meanwhile; its turn comes. */
	readonly next: readonly Question[];
};

/** The state with a question; behind one that is open it waits. */
export function withQuestion(state: State, question: Question): State {
	const { layer } = state;
	const asked: AskLayer =
		layer.type === "ask" ? { ...layer, next: [...layer.next, question] } : opened(question);
	return { ...state, layer: asked, completion: undefined, hint: "", leaving: false };
}

/** The state without the question that is open: the next one is asked, if there is one. */
export function withoutQuestion(state: State): State {
	const { layer } = state;
	if (layer.type !== "ask") return state;
	const [question, ...next] = layer.next;
	return { ...state, layer: question === undefined ? noLayer : opened(question, next) };
}

/** The questions about rooms that one is in no more, as far as that is known. */
export function orphansIn(state: State): readonly Question[] {
	const { layer } = state;
	if (layer.type !== "ask") return [];
	return [layer.question, ...layer.next].filter(
		({ about }) =>
			about !== undefined &&
			roomAt(state, about) === undefined &&
			isOver(serverIn(state, serverOf(about)).status.state),
	);
}

/** Of a server that is away one knows no better; one that is out of the window is idle. */
function isOver(connection: ConnectionStatus["state"]): boolean {
	return connection === "live" || connection === "idle";
}

/** The state without these questions; what was typed to the one that stays is kept. */
export function withoutQuestions(state: State, gone: readonly Question[]): State {
	const { layer } = state;
	if (layer.type !== "ask") return state;
	const next = layer.next.filter((question) => !gone.includes(question));
	const left = { ...state, layer: { ...layer, next } };
	return gone.includes(layer.question) ? withoutQuestion(left) : left;
}

/** What lies over the conversation when a room has another place. */
export function aboutMoved(layer: Layer, move: (place: Place) => Place): Layer {
	if (layer.type !== "ask") return layer;
	const moved = (question: Question) =>
		question.about === undefined ? question : { ...question, about: move(question.about) };
	return { ...layer, question: moved(layer.question), next: layer.next.map(moved) };
}

/** What lies over the conversation when one goes to another room: only a question is not over with that. */
export function staying(layer: Layer): Layer {
	return layer.type === "ask" ? layer : noLayer;
}

function opened(question: Question, next: readonly Question[] = []): AskLayer {
	return { type: "ask", question, line: emptyEditor(), next };
}
