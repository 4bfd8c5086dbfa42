import type { DatabaseSync, StatementSync } from "node:sqlite";
import type { AccountName } from "@partyline/shared/protocol/ids";
import type { Applied, Operation } from "../operations.ts";
import { toAccount } from "./row.ts";

type AccountOperation = Exclude<Operation, { type: "append" | "mark-read" | "trim" }>;

/** The part of the writer that keeps accounts and their tokens. */
export class AccountWriter {
	readonly #add: StatementSync;
	readonly #byKey: StatementSync;
	readonly #rename: StatementSync;
	readonly #exists: StatementSync;
	readonly #addToken: StatementSync;
	readonly #removeTokens: StatementSync;

	constructor(database: DatabaseSync) {
		this.#add = database.prepare(
			`INSERT INTO accounts (account, key, name, role) VALUES (?, ?, ?, ?)
			ON CONFLICT (key) DO NOTHING`,
		);
		this.#byKey = database.prepare("SELECT account, name, role FROM accounts WHERE key = ?");
		this.#rename = database.prepare("UPDATE accounts SET name = ? WHERE account = ?");
		this.#exists = database.prepare("SELECT 1 FROM accounts WHERE account = ?");
		this.#addToken = database.prepare("INSERT INTO tokens (hash, account) VALUES (?, ?)");
		this.#removeTokens = database.prepare("DELETE FROM tokens WHERE account = ?");
	}

	/** Applies one operation inside the transaction that is open. */
	apply(operation: AccountOperation): Applied {
		switch (operation.type) {
			case "add-account":
				return this.#addAccount(operation);
			case "rename": {
				const { changes } = this.#rename.run(operation.name, operation.account);
				return changes === 0 ? noSuchAccount(operation.account) : { type: "done" };
			}
			case "add-token":
				// Asked before, because a foreign key that fails would take the whole batch with it.
				if (this.#exists.get(operation.account) === undefined)
					return noSuchAccount(operation.account);
				this.#addToken.run(operation.hash, operation.account);
				return { type: "done" };
			case "revoke-tokens":
				this.#removeTokens.run(operation.account);
				return { type: "done" };
		}
	}

	#addAccount({ account, key }: Extract<Operation, { type: "add-account" }>): Applied {
		this.#add.run(account.account, key, account.name, account.role);
		return { type: "account", account: toAccount(this.#byKey.get(key) ?? {}) };
	}
}

function noSuchAccount(account: AccountName): Applied {
	return { type: "refused", reason: `There is no account ${account}.` };
}
