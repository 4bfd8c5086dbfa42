import { conversationLines } from "../view/conversation-lines.ts";
import type { Chat } from "./chat.ts";
import { undress } from "./screen-rows.ts";

/** The words of the rows that are chosen, without clock and name. */
export function selectedRows({ state, look }: Chat): string[] {
	const open = look.style.selection("x").split("x")[0] ?? "";
	return conversationLines(state)
		.filter(({ text }) => text.startsWith(open))
		.map(({ text }) =>
			undress(text)
				.replace(/^.*?▸(?:bob |ann )?/u, "")
				.trim(),
		);
}

/** What was put on the clipboard last. */
export function clipboardOf({ sent }: Chat): string | undefined {
	const found = sent.findLast((bytes) => bytes.includes("]52;c;"));
	const [, base64] = /\]52;c;([A-Za-z0-9+/=]*)/.exec(found ?? "") ?? [];
	return base64 === undefined ? undefined : Buffer.from(base64, "base64").toString();
}

/** What is on screen: which row of which item. */
export function anchorOnScreen({ state }: Chat): string[] {
	return conversationLines(state).map(({ item, line }) => `${item}:${line}`);
}
