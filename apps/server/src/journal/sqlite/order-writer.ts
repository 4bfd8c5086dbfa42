import type { DatabaseSync } from "node:sqlite";
import type { Applied, OrderOperation } from "../operations.ts";
import { toAct, toInvite, toServerBan } from "./order-rows.ts";

type Of<T extends OrderOperation["type"]> = Extract<OrderOperation, { type: T }>;

/** The part of the writer that keeps invitations, bans and the journal of admin acts. */
export class OrderWriter {
	readonly #statements: ReturnType<typeof prepareStatements>;

	constructor(database: DatabaseSync) {
		this.#statements = prepareStatements(database);
	}

	/** Applies one operation inside the transaction that is open. */
	apply(operation: OrderOperation): Applied {
		switch (operation.type) {
			case "add-invite":
				return this.#addInvite(operation);
			case "revoke-invite":
				return doneIf(this.#statements.revokeInvite.run(operation.id).changes);
			case "put-ban":
				return this.#putBan(operation);
			case "remove-ban":
				return doneIf(this.#statements.removeBan.run(operation.ban).changes);
			case "add-act":
				return this.#addAct(operation);
		}
	}

	#addInvite({ invite, hash }: Of<"add-invite">): Applied {
		const { uses, expiresAt, role, room = null, account = null, createdAt, by } = invite;
		const row = this.#statements.addInvite.get(
			...[hash, uses, expiresAt, role, room, account, createdAt, by],
		);
		return { type: "invite", invite: toInvite(row ?? {}) };
	}

	#putBan({ ban }: Of<"put-ban">): Applied {
		const { account = null, network = null, until = null, reason = null, by, at } = ban;
		this.#statements.dropBan.run(account, network);
		const row = this.#statements.addBan.get(account, network, until, reason, by, at);
		return { type: "ban", ban: toServerBan(row ?? {}) };
	}

	#addAct({ act }: Of<"add-act">): Applied {
		const { at, by, what, who = null, room = null, reason = null, detail = null } = act;
		const { undo = null, undoes = null } = act;
		const row = this.#statements.addAct.get(
			...[at, by, what, who, room, reason, detail, undo, undoes],
		);
		const added = toAct(row ?? {});
		if (undoes !== null) this.#statements.markUndone.run(added.act, undoes);
		return { type: "act", act: added };
	}
}

function doneIf(changes: number | bigint): Applied {
	return changes === 0 ? { type: "void", why: "nothing" } : { type: "done" };
}

function prepareStatements(database: DatabaseSync) {
	return {
		addInvite: database.prepare(
			`INSERT INTO invites (hash, uses, expires_at, role, room, account, created_at, "by")
			VALUES (?, ?, ?, ?, ?, ?, ?, ?) RETURNING *`,
		),
		revokeInvite: database.prepare("UPDATE invites SET revoked = 1 WHERE id = ? AND revoked = 0"),
		dropBan: database.prepare("DELETE FROM bans WHERE account IS ?1 AND network IS ?2"),
		addBan: database.prepare(
			`INSERT INTO bans (account, network, until, reason, "by", at)
			VALUES (?, ?, ?, ?, ?, ?) RETURNING *`,
		),
		removeBan: database.prepare("DELETE FROM bans WHERE id = ?"),
		addAct: database.prepare(
			`INSERT INTO acts (act, at, "by", what, who, room, reason, detail, undo, undoes)
			VALUES ((SELECT coalesce(max(act), 0) + 1 FROM acts), ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING *`,
		),
		markUndone: database.prepare("UPDATE acts SET undone_by = ? WHERE act = ?"),
	};
}
