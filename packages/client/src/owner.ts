import type { AccountName } from "@partyline/shared/protocol/ids";

/** Whose state something is: one account on one server. */
export type Owner = {
	/** `host:port`, in one spelling. */
	readonly server: string;
	/**
	 * The name we log in by, which is the account's: by it a guest comes in, and an account is made and signed in to.
	 * So what a guest kept here goes on as that of the account of the same name.
	 */
	readonly account: AccountName;
};
