import type { Account, DeviceLabel, NewAccount } from "@partyline/server/ports";
import type { AccountName } from "@partyline/shared/protocol/ids";

/** The device that a token is issued for. */
export const label: DeviceLabel = { name: "laptop", client: "test/1", at: 5 };

/** A guest as they are stored. */
export function guest(account: AccountName, name: string = account): Account {
	return { account, name, role: "guest", state: "active" };
}

/** What is asked for who registers as a member with a password. */
export function wanted(account: AccountName, more: Partial<NewAccount> = {}): NewAccount {
	return { account, role: "member", password: "$argon2id$of-ann", at: 7, ...more };
}
