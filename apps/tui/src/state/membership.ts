import type { ReceivedEvent } from "@partyline/shared/protocol/events";
import type { AccountName } from "@partyline/shared/protocol/ids";
import { type People, putPerson } from "./people.ts";
import type { Place } from "./place.ts";
import { nameOf, type Person, type State } from "./state.ts";

/** Muted for as long as nobody unmutes them. */
const forGood = 0;

/** The state after an event that says who is in a room, and as what. */
export function withMembership(state: State, place: Place, event: ReceivedEvent): State {
	const people = state.members.get(place);
	if (people === undefined) return state;
	const next = peopleAfter(people, event, (account) => nameOf(state, place, account));
	return next === people ? state : withPeople(state, place, next);
}

/** The state with the people of a room. */
export function withPeople(state: State, place: Place, people: People): State {
	return { ...state, members: new Map(state.members).set(place, people) };
}

function peopleAfter(
	people: People,
	event: ReceivedEvent,
	named: (account: AccountName) => string,
): People {
	switch (event.type) {
		case "join":
			return entered(people, { account: event.by, name: named(event.by), state: "online" });
		case "invite":
			return entered(people, { account: event.who, name: named(event.who), state: "offline" });
		case "part":
			return without(people, event.by);
		case "kick":
		case "ban":
			return without(people, event.who);
		case "mute":
			return changed(people, event.who, { mutedUntil: event.until ?? forGood });
		case "unmute":
			return changed(people, event.who, { mutedUntil: undefined });
		case "role":
			return changed(people, event.who, { roomRole: event.role });
		default:
			return people;
	}
}

function entered(people: People, person: Person): People {
	const known = people.get(person.account);
	// Whoever was invited is here already, or is not: that is told apart from it.
	return putPerson(people, { ...known, ...person, state: known?.state ?? person.state });
}

function without(people: People, account: AccountName): People {
	if (!people.has(account)) return people;
	const next = new Map(people);
	next.delete(account);
	return next;
}

function changed(people: People, account: AccountName, change: Partial<Person>): People {
	const known = people.get(account);
	return known === undefined ? people : new Map(people).set(account, { ...known, ...change });
}
