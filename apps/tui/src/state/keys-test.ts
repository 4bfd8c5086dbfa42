import type { InputEvent } from "../input/event.ts";

/** The key tester over the conversation: what the terminal sends, and what partyline takes it for. */
export type KeysTestLayer = {
	readonly type: "keys-test";
	/** The last things that came, the newest last. */
	readonly seen: readonly SeenInput[];
	/** What has come of something that is not whole yet, a char for each byte. */
	readonly bytes: string;
	/** Whether the last key was Esc: once more ends the test. */
	readonly ending: boolean;
};

/** What was taken for something, and the bytes of it; none for what came in the same chunk as the one before. */
export type SeenInput = { readonly bytes: string; readonly event: InputEvent };

/** What is kept of it. */
export const heldInputs = 50;

/** Bytes shown of one input: a paste may be a book. */
const shownBytes = 64;

/** A tester that has seen nothing yet. */
export const emptyKeysTest: KeysTestLayer = {
	type: "keys-test",
	seen: [],
	bytes: "",
	ending: false,
};

/** The tester when bytes have come, a char for each. */
export function addBytes(layer: KeysTestLayer, bytes: string): KeysTestLayer {
	return { ...layer, bytes: (layer.bytes + bytes).slice(0, shownBytes) };
}

/** The tester when its bytes have turned out to be something. */
export function addInput(layer: KeysTestLayer, event: InputEvent): KeysTestLayer {
	const seen = [...layer.seen, { bytes: layer.bytes, event }].slice(-heldInputs);
	return { ...layer, seen, bytes: "", ending: isEscape(event) };
}

/** Whether that is the key that ends the test when it comes twice. */
export function isEscape(event: InputEvent): boolean {
	return event.type === "key" && event.key.name === "escape";
}
