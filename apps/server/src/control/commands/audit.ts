import type { Command } from "commander";
import { momentText } from "../../hub/order/words.ts";
import { printLine } from "../../print.ts";
import type { RowOf } from "../operations.ts";
import { doAndTell, numberFlag, type Surroundings, type UsualFlags, withUsual } from "./usual.ts";

type AuditFlags = UsualFlags & { readonly room?: string; readonly limit: number };
type Act = RowOf<"act.list">;

/** Adds `audit` and `undo`. */
export function addAuditCommands(program: Command, { configOf }: Surroundings): void {
	withUsual(program.command("audit"))
		.description("list what was done to keep order: who did what to whom, when and why")
		.option("--room <room>", "only what was done in a room")
		.option("--limit <number>", "how many, of the newest", numberFlag("--limit", 1_000_000), 50)
		.action(async (flags: AuditFlags, command: Command) => {
			const { room, limit } = flags;
			await doAndTell(configOf(command), flags, {
				command: "act.list",
				params: { limit, ...(room !== undefined && { room }) },
				tell: tellActs,
			});
		});
	withUsual(program.command("undo"))
		.description("undo what was done, where that can be")
		.argument("<number>", "its number in the audit", numberFlag("NUMBER", 999_999_999))
		.action(async (act: number, flags: UsualFlags, command: Command) => {
			await doAndTell(configOf(command), flags, {
				command: "act.undo",
				params: { act },
				tell: ([done]) => printLine(`Act ${act} is undone${done ? ` by act ${done.act}` : ""}.`),
			});
		});
}

function tellActs(acts: Act[]): void {
	if (acts.length === 0) printLine("Nothing was done yet.");
	for (const act of acts) printLine(toLine(act));
}

/** One act as a sentence: `12  2026-11-24 10:00 UTC  ann ban bob in #team: spam (until …)`. */
function toLine({ act, at, by, what, who, room, title, reason, detail, undoneBy, undoes }: Act) {
	return [
		`${act}  ${momentText(at)}  ${by} ${what}`,
		who && ` ${who}`,
		room && ` in ${title === undefined ? room : `${title} (${room})`}`,
		reason && `: ${reason}`,
		detail && ` (${detail})`,
		undoes && `, undoes ${undoes}`,
		undoneBy && `, undone by ${undoneBy}`,
	]
		.filter((part) => part !== undefined && part !== "")
		.join("");
}
