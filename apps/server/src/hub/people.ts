import type { AccountName } from "@partyline/shared/protocol/ids";
import type { PresenceState } from "@partyline/shared/protocol/shapes";
import { nameKey } from "@partyline/shared/text/names";
import type { Account, Session } from "./ports.ts";

type Person = { account: Account; away: boolean; readonly sessions: Set<Session> };

/** Everybody the server knows, and who of them is here. */
export class People {
	readonly #people = new Map<AccountName, Person>();
	/** Whose each name is, by its key: account names and display names, so that nobody can pass for another. */
	readonly #holders = new Map<string, AccountName>();

	constructor(accounts: readonly Account[]) {
		for (const account of accounts) this.add(account);
	}

	/** Makes an account known; one that is known already stays as it is. */
	add(account: Account): void {
		if (this.#people.has(account.account)) return;
		this.#people.set(account.account, { account, away: false, sessions: new Set() });
		this.#holders.set(nameKey(account.account), account.account);
		this.#holders.set(nameKey(account.name), account.account);
	}

	get(account: AccountName): Account | undefined {
		return this.#people.get(account)?.account;
	}

	/** Whose name this is: the account called so, or shown so. */
	holderOf(name: string): Account | undefined {
		const holder = this.#holders.get(nameKey(name));
		return holder === undefined ? undefined : this.get(holder);
	}

	/** Shows an account by another name. */
	rename(account: AccountName, name: string): void {
		const person = this.#people.get(account);
		if (person === undefined) return;
		const old = nameKey(person.account.name);
		if (old !== nameKey(account)) this.#holders.delete(old);
		person.account = { ...person.account, name };
		this.#holders.set(nameKey(name), account);
	}

	/** Adds a session; whether it is the person's first, so that they came just now. */
	enter(session: Session): boolean {
		const person = this.#people.get(session.account);
		if (person === undefined) throw new Error(`session of an unknown account ${session.account}`);
		person.sessions.add(session);
		return person.sessions.size === 1;
	}

	/** Takes a session away; whether it was the person's last, so that they are gone now. */
	exit(session: Session): boolean {
		const person = this.#people.get(session.account);
		if (!person?.sessions.delete(session)) return false;
		if (person.sessions.size > 0) return false;
		person.away = false;
		return true;
	}

	sessionsOf(account: AccountName): Iterable<Session> {
		return this.#people.get(account)?.sessions ?? [];
	}

	/** Whether a session has not ended. */
	isHere(session: Session): boolean {
		return this.#people.get(session.account)?.sessions.has(session) ?? false;
	}

	stateOf(account: AccountName): PresenceState {
		const person = this.#people.get(account);
		if (person === undefined || person.sessions.size === 0) return "offline";
		return person.away ? "away" : "online";
	}

	setAway(account: AccountName, away: boolean): void {
		const person = this.#people.get(account);
		if (person !== undefined) person.away = away;
	}
}
