import { copyText } from "../desk/clipboard.ts";
import type { Desk } from "../desk/desk.ts";
import { chooseMouse } from "../desk/mouse-choice.ts";
import { clearRoom } from "../state/clear.ts";
import type { Item } from "../state/item.ts";
import { textOf } from "../state/item-text.ts";
import { logOf } from "../state/state.ts";
import { type SlashCommand, UsageError } from "./slash-command.ts";

/** More than this no clipboard takes. */
const mostCopied = 100;

const copyCommand: SlashCommand = {
	name: "copy",
	aliases: [],
	usage: "/copy [number]",
	help: "copy the last message, or so many of them",
	args: [{ name: "[number]", help: `how many messages, at most ${mostCopied}` }],
	run: copyLast,
};

const mouseCommand: SlashCommand = {
	name: "mouse",
	aliases: [],
	usage: "/mouse on|off",
	help: "whether clicks and the wheel are for the chat; Shift+drag selects either way",
	args: [
		{ name: "on|off", help: "off leaves the mouse to your terminal", completes: ["on", "off"] },
	],
	run: (desk, argument) => {
		if (argument !== "on" && argument !== "off") throw new UsageError(mouseCommand);
		chooseMouse(desk, argument === "on");
		const words = argument === "on" ? "for the chat; Shift+drag selects" : "your terminal's";
		desk.change((state) => ({ ...state, hint: `The mouse is ${words}` }));
	},
};

/** Commands about what one reads. */
export const readingCommands: readonly SlashCommand[] = [
	{
		name: "clear",
		aliases: [],
		usage: "/clear",
		help: "begin with an empty screen; PgUp shows all of it again",
		run: ({ change }) => change((state) => clearRoom(state, state.current)),
	},
	copyCommand,
	mouseCommand,
];

function copyLast(desk: Desk, argument: string): void {
	const count = argument === "" ? 1 : Number(argument);
	if (!/^\d*$/.test(argument) || count < 1 || count > mostCopied) throw new UsageError(copyCommand);
	const state = desk.state();
	const { items, posts } = logOf(state, state.current);
	const said = [...items, ...posts].filter(isSaid).slice(-count);
	const texts = said.map((item) => (count === 1 ? textOf(item) : `${item.name}: ${textOf(item)}`));
	if (texts.length === 0) throw new Error("There is no message here to copy.");
	copyText(desk, texts.join("\n"), texts.length === 1 ? "1 message" : `${texts.length} messages`);
}

function isSaid(item: Item): item is Exclude<Item, { kind: "notice" }> {
	return item.kind === "post" || (item.kind === "event" && item.event.type === "message");
}
