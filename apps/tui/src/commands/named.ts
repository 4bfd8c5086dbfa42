import { parseDuration } from "@partyline/shared/text/duration";
import { nameKey } from "@partyline/shared/text/names";
import { type ServerId, serverOf } from "../state/place.ts";
import type { State } from "../state/state.ts";
import { type SlashCommand, UsageError } from "./slash-command.ts";

/** The room of that name; its `#` need not be typed. */
export function toRoomName(room: string): string {
	return /^[#@]/.test(room) ? room : `#${room}`;
}

/** The account of somebody named as they are shown on that server; their `@` need not be typed. */
export function accountNamed(state: State, server: ServerId, typed: string): string {
	const name = typed.replace(/^@/, "");
	for (const [place, members] of state.members)
		if (serverOf(place) === server)
			for (const person of members.values())
				if (nameKey(person.name) === nameKey(name)) return person.account;
	return name;
}

/** Whether somebody of that account is in one of the rooms of that server that were looked at. */
export function isKnown(state: State, server: ServerId, account: string): boolean {
	for (const [place, members] of state.members)
		if (serverOf(place) === server)
			for (const person of members.values())
				if (nameKey(person.account) === nameKey(account)) return true;
	return false;
}

/** The account that the first word of an argument means, and the rest of it. */
export function readPerson(
	command: SlashCommand,
	state: State,
	argument: string,
): { readonly account: string; readonly rest: string } {
	const [, who = "", rest = ""] = /^(\S*)\s*(.*)$/s.exec(argument) ?? [];
	if (who === "" || who === "@") throw new UsageError(command);
	return { account: accountNamed(state, serverOf(state.current), who), rest };
}

/** For how long, and why. */
export type Sentence = { readonly forMs?: number; readonly reason?: string };

/** Reads `[1h30m] [reason]`: a first word that begins as a duration does is one, or is refused. */
export function readSentence(text: string): Sentence {
	const [, first = "", rest = ""] = /^(\S*)\s*(.*)$/s.exec(text) ?? [];
	if (!/^\d+[smhdw]/i.test(first)) return withReason(text);
	const read = parseDuration(first.toLowerCase());
	if (!read.ok) throw new Error(read.problem);
	return { forMs: read.ms, ...withReason(rest) };
}

/** Why, if a word is said about it. */
export function withReason(text: string): { readonly reason?: string } {
	const reason = text.trim();
	return reason === "" ? {} : { reason };
}
