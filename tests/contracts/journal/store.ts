import type { Accounts, Acts, Bans, Invites, Journal } from "@partyline/server/ports";

/** What is tested: a journal, the accounts beside it, and what keeps order. */
export type Store = {
	readonly journal: Journal;
	readonly accounts: Accounts;
	readonly invites: Invites;
	readonly bans: Bans;
	readonly acts: Acts;
};

/** Gives the store as it is open now. */
export type Current = () => Store;

/** Closes the store and opens it again in its place. */
export type Reopen = () => Promise<Store>;
