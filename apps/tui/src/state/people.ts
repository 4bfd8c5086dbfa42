import type { AccountName } from "@partyline/shared/protocol/ids";
import type { Member } from "@partyline/shared/protocol/shapes";
import { sanitizeLine } from "@partyline/shared/text/sanitize";
import type { Person } from "./state.ts";

/** The people of a room, by account. */
export type People = ReadonlyMap<AccountName, Person>;

/** People held of one room: what is told of one of them costs a copy of them all. */
export const heldPeople = 1_000;

/** A display name as it can be shown: the server keeps control characters out, but it is not ours. */
export function cleanName({
	name,
	account,
}: {
	readonly name: string;
	readonly account: string;
}): string {
	return sanitizeLine(name).trim() || account;
}

/** The people of a room by the list of its members; of more than are held, those who are here come first. */
export function toPeople(members: readonly Member[]): People {
	const gone = (member: Member) => (member.state === "offline" ? 1 : 0);
	const held = [...members].sort((a, b) => gone(a) - gone(b)).slice(0, heldPeople);
	return new Map(
		held.map((member) => {
			const { account, state, role, roomRole, mutedUntil } = member;
			return [account, { account, name: cleanName(member), state, role, roomRole, mutedUntil }];
		}),
	);
}

/** The people with one as they are now. Where no place is left, who is here takes that of somebody who is not. */
export function putPerson(people: People, person: Person): People {
	if (people.has(person.account) || people.size < heldPeople)
		return new Map(people).set(person.account, person);
	const gone = people.values().find(({ state }) => state === "offline");
	if (gone === undefined || person.state === "offline") return people;
	const next = new Map(people).set(person.account, person);
	next.delete(gone.account);
	return next;
}
