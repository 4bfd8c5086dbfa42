import { createHash, randomBytes } from "node:crypto";
import { nameKey } from "@partyline/shared/text/names";
import type { Accounts } from "../hub/ports.ts";
import { type GroupCommit, isOutcome } from "./group-commit.ts";
import { reading } from "./reading.ts";
import type { Reader } from "./sqlite/reader.ts";

/** The accounts beside the journal, written in the same batches. */
export function createAccounts(commits: GroupCommit, reader: Reader): Accounts {
	return {
		find: (name) => reading(() => reader.accountByKey(nameKey(name))),
		all: () => reading(() => reader.accounts()),
		async add(account) {
			// By the name that never changes: a display name is not what an account is found by.
			const key = nameKey(account.account);
			const outcome = await commits.submit({ type: "add-account", account, key });
			if (!isOutcome(outcome, "account")) throw new TypeError(`Not an account: ${outcome.type}`);
			return outcome.account;
		},
		async rename(account, name) {
			await commits.submit({ type: "rename", account, name });
		},
		async issueToken(account) {
			const token = randomBytes(32).toString("base64url");
			await commits.submit({ type: "add-token", account, hash: hashToken(token) });
			return token;
		},
		byToken: (token) => reading(() => reader.accountByTokenHash(hashToken(token))),
		async revokeTokens(account) {
			await commits.submit({ type: "revoke-tokens", account });
		},
	};
}

// Plain SHA-256: nobody guesses 256 random bits, so a slow hash would protect nothing.
function hashToken(token: string): Uint8Array {
	return createHash("sha256").update(token).digest();
}
