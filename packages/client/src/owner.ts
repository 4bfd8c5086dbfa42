import type { AccountName } from "@partyline/shared/protocol/ids";

/** Whose state something is: one account on one server. */
export type Owner = {
	/** `host:port`, as it is dialled. */
	readonly server: string;
	/** The name we log in by. */
	readonly account: AccountName;
};
