import type { DatabaseSync } from "node:sqlite";
import type { AccountName } from "@partyline/shared/protocol/ids";
import { deviceLength } from "../device.ts";
import type { AccountOperation, Applied } from "../operations.ts";
import { accountColumns, toAccount } from "./row.ts";

/** The part of the writer that keeps accounts and their devices. */
export class AccountWriter {
	readonly #statements: ReturnType<typeof prepareStatements>;

	constructor(database: DatabaseSync) {
		this.#statements = prepareStatements(database);
	}

	/** Applies one operation inside the transaction that is open. */
	apply(operation: AccountOperation): Applied {
		if (operation.type === "add-account") return this.#addAccount(operation);
		if (operation.type === "register") return this.#register(operation);
		// Asked before, because a foreign key that fails would take the whole batch with it.
		if (this.#statements.exists.get(operation.account) === undefined)
			return noSuchAccount(operation.account);
		return this.#applyToKnown(operation);
	}

	#applyToKnown(
		operation: Exclude<AccountOperation, { type: "add-account" | "register" }>,
	): Applied {
		const { account } = operation;
		const run = this.#statements;
		switch (operation.type) {
			case "rename":
				run.rename.run(operation.name, account);
				return { type: "done" };
			case "set-password":
				return this.#setPassword(operation);
			case "set-role":
				run.setRole.run(operation.role, account);
				return { type: "done" };
			case "set-state":
				run.setState.run(operation.state, account);
				return { type: "done" };
			case "add-token": {
				const { name, client, at } = operation.label;
				run.addToken.run(operation.hash, account, name, client, at, at);
				return { type: "done" };
			}
			case "seen":
				run.seen.run(operation.at, account, operation.device);
				return { type: "done" };
			case "revoke":
				return doneIf(run.removeToken.run(account, operation.device).changes);
			case "revoke-tokens":
				run.removeTokens.run(account, operation.except ?? "");
				return { type: "done" };
			case "forget":
				for (const statement of run.forget) statement.run(account);
				if (operation.since !== undefined) run.setCreatedAt.run(operation.since, account);
				return { type: "done" };
			case "set-ignored":
				(operation.on ? run.ignore : run.unignore).run(account, operation.ignored);
				return { type: "done" };
		}
	}

	#addAccount({ account, key }: Extract<AccountOperation, { type: "add-account" }>): Applied {
		const { account: id, name, role, state, createdAt = 0 } = account;
		this.#statements.add.run(id, key, name, role, state, createdAt);
		return this.#byKey(key);
	}

	#register({ wanted, key }: Extract<AccountOperation, { type: "register" }>): Applied {
		const { account, role, password, at, invite } = wanted;
		const holder = this.#statements.byKey.get(key);
		if (holder !== undefined && holder.role !== "guest") return { type: "void", why: "name_taken" };
		if (invite !== undefined && this.#statements.useInvite.run(invite, at).changes === 0)
			return { type: "void", why: "invite_invalid" };
		const isFirst = invite !== undefined && this.#statements.owner.get() === undefined;
		const given = isFirst ? "owner" : role;
		if (holder === undefined) this.#statements.add.run(account, key, account, given, "active", at);
		this.#statements.register.run(given, password, at, key);
		return this.#byKey(key);
	}

	#setPassword(operation: Extract<AccountOperation, { type: "set-password" }>): Applied {
		const { account, password, invite, at = 0 } = operation;
		const isUsable =
			invite === undefined || this.#statements.useReset.run(invite, account, at).changes > 0;
		if (!isUsable) return { type: "void", why: "invite_invalid" };
		this.#statements.setPassword.run(password ?? null, account);
		this.#statements.voidLinks.run(account);
		if (invite !== undefined) this.#statements.removeTokens.run(account, "");
		return { type: "done" };
	}

	#byKey(key: string): Applied {
		return { type: "account", account: toAccount(this.#statements.byKey.get(key) ?? {}) };
	}
}

function doneIf(changes: number | bigint): Applied {
	return changes === 0 ? { type: "void", why: "nothing" } : { type: "done" };
}

function noSuchAccount(account: AccountName): Applied {
	return { type: "refused", reason: `There is no account ${account}.` };
}

function prepareStatements(database: DatabaseSync) {
	const device = `substr(lower(hex(hash)), 1, ${deviceLength})`;
	const useInvite = `
		UPDATE invites SET used = used + 1
		WHERE hash = ?1 AND used < uses AND revoked = 0`;
	return {
		add: database.prepare(
			`INSERT INTO accounts (account, key, name, role, state, created_at) VALUES (?, ?, ?, ?, ?, ?)
			ON CONFLICT (key) DO NOTHING`,
		),
		byKey: database.prepare(`SELECT ${accountColumns} FROM accounts WHERE key = ?`),
		owner: database.prepare("SELECT 1 FROM accounts WHERE role = 'owner' AND state = 'active'"),
		useInvite: database.prepare(`${useInvite} AND expires_at > ?2 AND account IS NULL`),
		useReset: database.prepare(`${useInvite} AND account = ?2 AND expires_at > ?3`),
		register: database.prepare(
			`UPDATE accounts SET role = ?, password = ?, created_at = ?, name = account, state = 'active'
			WHERE key = ?`,
		),
		rename: database.prepare("UPDATE accounts SET name = ? WHERE account = ?"),
		setPassword: database.prepare("UPDATE accounts SET password = ? WHERE account = ?"),
		// A link that was made for the password of before must not set yet another.
		voidLinks: database.prepare(
			"UPDATE invites SET revoked = 1 WHERE account = ? AND used < uses AND revoked = 0",
		),
		setRole: database.prepare("UPDATE accounts SET role = ? WHERE account = ?"),
		setState: database.prepare("UPDATE accounts SET state = ? WHERE account = ?"),
		exists: database.prepare("SELECT 1 FROM accounts WHERE account = ?"),
		addToken: database.prepare(
			`INSERT INTO tokens (hash, account, name, client, created_at, seen_at)
			VALUES (?, ?, ?, ?, ?, ?)`,
		),
		seen: database.prepare(
			`UPDATE tokens SET seen_at = max(seen_at, ?) WHERE account = ? AND ${device} = ?`,
		),
		removeToken: database.prepare(`DELETE FROM tokens WHERE account = ? AND ${device} = ?`),
		removeTokens: database.prepare(`DELETE FROM tokens WHERE account = ? AND ${device} <> ?`),
		forget: [
			"DELETE FROM tokens WHERE account = ?",
			"DELETE FROM read_marks WHERE account = ?",
			"DELETE FROM ignores WHERE account = ?",
			"UPDATE accounts SET name = account, password = NULL WHERE account = ?",
		].map((sql) => database.prepare(sql)),
		setCreatedAt: database.prepare("UPDATE accounts SET created_at = ? WHERE account = ?"),
		ignore: database.prepare("INSERT OR IGNORE INTO ignores (account, ignored) VALUES (?, ?)"),
		unignore: database.prepare("DELETE FROM ignores WHERE account = ? AND ignored = ?"),
	};
}
