import { chordOf, type InputEvent } from "../event.ts";
import { KeyDecoder } from "../keys.ts";

/** The bytes of a text in UTF-8. */
export function toBytes(text: string): Uint8Array {
	return new TextEncoder().encode(text);
}

/** The events of what comes in these reads. */
export function decode(...texts: string[]): InputEvent[] {
	const decoder = new KeyDecoder();
	return texts.flatMap((text) => decoder.push(toBytes(text)));
}

/** Each event in short: a key by its chord, a text by itself. */
export function shortly(events: InputEvent[]): string[] {
	return events.map((event) => {
		switch (event.type) {
			case "key":
				return `<${chordOf(event.key)}>`;
			case "text":
				return event.text;
			case "paste":
				return `paste:${event.text}`;
			default:
				return event.type;
		}
	});
}
