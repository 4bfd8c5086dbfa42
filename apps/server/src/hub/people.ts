import type { AccountName } from "@partyline/shared/protocol/ids";
import type { PresenceState } from "@partyline/shared/protocol/shapes";
import { nameKey } from "@partyline/shared/text/names";
import { looksOf } from "@partyline/shared/text/skeleton";
import type { Account, Session } from "./ports.ts";

/** The sessions are a list that is replaced: nearly everybody has one, and a set of one takes four times the memory. */
type Person = { account: Account; away: boolean; sessions: readonly Session[] };

/** Everybody the server knows, and who of them is here. */
export class People {
	readonly #people = new Map<AccountName, Person>();
	/** Whose each name is, by its key: account names and display names, so that nobody can pass for another. */
	readonly #holders = new Map<string, AccountName>();
	/** Who has a name that looks like that, by `looksOf`. Of accounts from before this was asked there may be several. */
	readonly #looks = new Map<string, readonly AccountName[]>();
	/** Told when a guest is gone (1) or here again (-1): the lists of rooms leave those out who are gone. */
	onAbsence: (account: AccountName, by: 1 | -1) => void = () => {};

	constructor(accounts: readonly Account[]) {
		for (const account of accounts) this.add(account);
	}

	/** Makes an account known; one that is known already stays as it is. */
	add(account: Account): void {
		if (!this.#people.has(account.account)) this.put(account);
	}

	/** Makes an account known as it is now. */
	put(account: Account): void {
		this.#change(account.account, () => {
			const person = this.#people.get(account.account);
			if (person === undefined)
				this.#people.set(account.account, { account, away: false, sessions: [] });
			else {
				this.#forgetNames(person.account);
				person.account = account;
			}
		});
		for (const name of namesOf(account)) this.#keepName(name, account.account);
	}

	get(account: AccountName): Account | undefined {
		return this.#people.get(account)?.account;
	}

	all(): Account[] {
		return Array.from(this.#people.values(), ({ account }) => account);
	}

	/** Whose name this is: the account called so, or shown so. */
	holderOf(name: string): Account | undefined {
		const holder = this.#holders.get(nameKey(name));
		return holder === undefined ? undefined : this.get(holder);
	}

	/** The account that is called so; not one that is merely shown so. */
	called(name: string): Account | undefined {
		const holder = this.holderOf(name);
		return holder !== undefined && nameKey(holder.account) === nameKey(name) ? holder : undefined;
	}

	/** Those who are called or shown by a name that can be taken for this one; first whose it is. */
	lookAlikes(name: string): Account[] {
		const holder = this.holderOf(name);
		const found = new Set<AccountName>(holder && [holder.account]);
		for (const look of looksOf(name))
			for (const account of this.#looks.get(look) ?? []) found.add(account);
		return [...found].flatMap((account) => this.get(account) ?? []);
	}

	/** Shows an account by another name. */
	rename(account: AccountName, name: string): void {
		const known = this.get(account);
		if (known !== undefined) this.put({ ...known, name });
	}

	/** Adds a session; whether it is the person's first, so that they came just now. */
	enter(session: Session): boolean {
		const person = this.#people.get(session.account);
		if (person === undefined) throw new Error(`session of an unknown account ${session.account}`);
		this.#change(session.account, () => {
			person.sessions = [...person.sessions, session];
		});
		return person.sessions.length === 1;
	}

	/** Takes a session away; whether it was the person's last, so that they are gone now. */
	exit(session: Session): boolean {
		const person = this.#people.get(session.account);
		if (!person?.sessions.includes(session)) return false;
		this.#change(session.account, () => {
			person.sessions = person.sessions.filter((other) => other !== session);
		});
		if (person.sessions.length > 0) return false;
		person.away = false;
		return true;
	}

	sessionsOf(account: AccountName): readonly Session[] {
		return this.#people.get(account)?.sessions ?? [];
	}

	/** Every session there is. */
	*sessions(): Iterable<Session> {
		for (const { sessions } of this.#people.values()) yield* sessions;
	}

	/** Whether a session has not ended. */
	isHere(session: Session): boolean {
		return this.#people.get(session.account)?.sessions.includes(session) ?? false;
	}

	stateOf(account: AccountName): PresenceState {
		const person = this.#people.get(account);
		if (person === undefined || person.sessions.length === 0) return "offline";
		return person.away ? "away" : "online";
	}

	/** Whether an account is a guest who is gone. */
	isAbsent(account: AccountName): boolean {
		return this.get(account)?.role === "guest" && this.stateOf(account) === "offline";
	}

	setAway(account: AccountName, away: boolean): void {
		const person = this.#people.get(account);
		if (person !== undefined) person.away = away;
	}

	#change(account: AccountName, change: () => void): void {
		const was = this.isAbsent(account);
		change();
		const is = this.isAbsent(account);
		if (is !== was) this.onAbsence(account, is ? 1 : -1);
	}

	#keepName(name: string, account: AccountName): void {
		this.#holders.set(nameKey(name), account);
		for (const look of looksOf(name)) {
			const alike = this.#looks.get(look) ?? [];
			if (!alike.includes(account)) this.#looks.set(look, [...alike, account]);
		}
	}

	#forgetNames(account: Account): void {
		for (const name of namesOf(account)) {
			if (this.#holders.get(nameKey(name)) === account.account) this.#holders.delete(nameKey(name));
			for (const look of looksOf(name)) {
				const alike = this.#looks.get(look) ?? [];
				const others = alike.filter((other) => other !== account.account);
				if (others.length === 0) this.#looks.delete(look);
				else this.#looks.set(look, others);
			}
		}
	}
}

function namesOf({ account, name }: Account): Set<string> {
	return new Set([account, name]);
}
